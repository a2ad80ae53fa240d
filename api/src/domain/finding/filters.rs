//! Filters and orders of the room's lists.

use async_graphql::{Enum, InputObject};
use entity::{
    campaign::survey_campaign,
    finding::{
        finding::{self, FindingStage},
        follow_up::{self, FollowUpKind},
    },
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

/// Which findings to list; all that is given must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct FindingFilter {
    /// School year of the campaign.
    pub school_year: Option<SchoolYear>,
    /// Code of the questionnaire, such as `REFERENTS`.
    pub code: Option<String>,
    /// Code of the academy, such as `13`.
    pub academy: Option<String>,
    /// Where they stand. Refuses an empty list.
    pub stages: Option<Vec<FindingStage>>,
    /// Code of the question that they rest on.
    pub question: Option<String>,
}

/// Which follow-ups to list; all that is given must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct FollowUpFilter {
    /// What was decided. Refuses an empty list.
    pub kinds: Option<Vec<FollowUpKind>>,
    /// Those that are done, or those that are not.
    pub is_done: Option<bool>,
    /// Code of the academy, such as `13`.
    pub academy: Option<String>,
}

/// Order of findings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum FindingOrder {
    /// By school year, from the latest.
    #[default]
    SchoolYearDesc,
    /// In the order they were recorded.
    Created,
}

/// Order of follow-ups.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum FollowUpOrder {
    /// In the order they were decided.
    #[default]
    Created,
}

order!(FindingOrder, finding,
    Self::SchoolYearDesc => Sort::by(finding::Column::SchoolYear).descending(),
    Self::Created => Sort::by_creation());
order!(FollowUpOrder, follow_up, Self::Created => Sort::by_creation());

impl Filter for FindingFilter {
    fn condition(&self, _: &Viewer) -> Result<Condition, Refusal> {
        use finding::Column::{AcademyId, CampaignId, Question, SchoolYear, Stage};
        let coded = |code: &String| {
            let these = Condition::all().add(survey_campaign::Column::Code.eq(code));
            chosen(CampaignId, values_of::<survey_campaign::Entity>(survey_campaign::Column::Id, these))
        };
        Ok(Condition::all()
            .add_option(self.school_year.map(|year| SchoolYear.eq(year.to_string())))
            .add_option(self.code.as_ref().map(coded))
            .add_option(self.academy.as_ref().map(|code| chosen(AcademyId, academy_coded(code))))
            .add_option(values("stages", self.stages.as_ref())?.map(|stages| Stage.is_in(stages)))
            .add_option(self.question.as_ref().map(|code| Question.eq(code))))
    }
}

impl Filter for FollowUpFilter {
    fn condition(&self, _: &Viewer) -> Result<Condition, Refusal> {
        use follow_up::Column::{AcademyId, DoneOn, Kind};
        Ok(Condition::all()
            .add_option(values("kinds", self.kinds.as_ref())?.map(|kinds| Kind.is_in(kinds)))
            .add_option(self.is_done.map(|is_done| if is_done { DoneOn.is_not_null() } else { DoneOn.is_null() }))
            .add_option(self.academy.as_ref().map(|code| chosen(AcademyId, academy_coded(code)))))
    }
}
