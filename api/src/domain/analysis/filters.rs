//! Filters and orders of the room's lists.

use async_graphql::{Enum, InputObject};
use entity::{
    analysis::survey_analysis::{self, AnalysisStage},
    campaign::survey_campaign,
};
use kernel::{
    filter::{chosen, values, values_of},
    page::{Order, Sort},
    refusal::Refusal,
    resource::Filter,
    scalars::SchoolYear,
    viewer::Viewer,
};
use sea_orm::{ColumnTrait, Condition};

use crate::domain::territory::filters::{academy_coded, order};

/// Which analyses to list; all that is given must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct SurveyAnalysisFilter {
    /// Who reads them. Refuses an empty list.
    pub stages: Option<Vec<AnalysisStage>>,
    /// School year of the campaign.
    pub school_year: Option<SchoolYear>,
    /// Code of the questionnaire, such as `REFERENTS`.
    pub code: Option<String>,
    /// Code of the academy, such as `13`.
    pub academy: Option<String>,
}

/// Order of analyses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum SurveyAnalysisOrder {
    /// From the one that was made last.
    #[default]
    CreatedDesc,
    /// In the order they were made.
    Created,
}

order!(SurveyAnalysisOrder, survey_analysis,
    Self::CreatedDesc => Sort::by_creation().descending(),
    Self::Created => Sort::by_creation());

impl Filter for SurveyAnalysisFilter {
    fn condition(&self, _: &Viewer) -> Result<Condition, Refusal> {
        use survey_analysis::Column::{AcademyId, CampaignId, Stage};
        let campaigns = Condition::all()
            .add_option(self.school_year.map(|year| survey_campaign::Column::SchoolYear.eq(year.to_string())))
            .add_option(self.code.as_ref().map(|code| survey_campaign::Column::Code.eq(code)));
        let narrows = self.school_year.is_some() || self.code.is_some();
        Ok(Condition::all()
            .add_option(values("stages", self.stages.as_ref())?.map(|stages| Stage.is_in(stages)))
            .add_option(narrows.then(|| CampaignId.in_subquery(values_of::<survey_campaign::Entity>(survey_campaign::Column::Id, campaigns))))
            .add_option(self.academy.as_ref().map(|code| chosen(AcademyId, academy_coded(code)))))
    }
}
