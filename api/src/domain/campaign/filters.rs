//! Filters and orders of the room's lists.

use async_graphql::{Enum, InputObject};
use entity::{
    campaign::{
        survey_campaign::{self, CampaignStage},
        survey_entry,
        survey_invitation::{self, InvitationStage},
    },
    survey::questionnaire::SurveyAudience,
};
use kernel::{
    filter::{chosen, values},
    page::{Order, Sort},
    refusal::Refusal,
    resource::Filter,
    scalars::{SchoolYear, Uai},
    viewer::Viewer,
};
use sea_orm::{ColumnTrait, Condition};

use crate::domain::{
    people::filters::establishment_coded,
    territory::filters::{academy_coded, order},
};

/// Which campaigns to list; all that is given must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct SurveyCampaignFilter {
    /// School year.
    pub school_year: Option<SchoolYear>,
    /// Where they stand. Refuses an empty list.
    pub stages: Option<Vec<CampaignStage>>,
    /// Whom they ask.
    pub audience: Option<SurveyAudience>,
    /// Code of the questionnaire, such as `REFERENTS`.
    pub code: Option<String>,
    /// Code of the academy, such as `13`.
    pub academy: Option<String>,
}

/// Which invitations to list; all that is given must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct SurveyInvitationFilter {
    /// How far the persons have come. Refuses an empty list.
    pub stages: Option<Vec<InvitationStage>>,
    /// Unit code of the establishment.
    pub establishment: Option<Uai>,
    /// Those made to the viewer, or those made to others.
    pub is_mine: Option<bool>,
}

/// Which responses to list.
#[derive(Clone, Debug, Default, InputObject)]
pub struct SurveyResponseFilter {
    /// Those that were submitted, or those that were not yet.
    pub is_submitted: Option<bool>,
}

/// Order of campaigns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum SurveyCampaignOrder {
    /// By school year, from the latest.
    #[default]
    SchoolYearDesc,
    /// In the order they were begun.
    Created,
}

/// Order of invitations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum SurveyInvitationOrder {
    /// In the order they were made.
    #[default]
    Created,
}

/// Order of responses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum SurveyResponseOrder {
    /// By their ids, which say nothing of when they came.
    #[default]
    Id,
}

order!(SurveyCampaignOrder, survey_campaign,
    Self::SchoolYearDesc => Sort::by(survey_campaign::Column::SchoolYear).descending(),
    Self::Created => Sort::by_creation());
order!(SurveyInvitationOrder, survey_invitation, Self::Created => Sort::by_creation());
order!(SurveyResponseOrder, survey_entry, Self::Id => Sort::by_creation());

impl Filter for SurveyCampaignFilter {
    fn condition(&self, _: &Viewer) -> Result<Condition, Refusal> {
        use survey_campaign::Column::{AcademyId, Audience, Code, SchoolYear, Stage};
        Ok(Condition::all()
            .add_option(self.school_year.map(|year| SchoolYear.eq(year.to_string())))
            .add_option(values("stages", self.stages.as_ref())?.map(|stages| Stage.is_in(stages)))
            .add_option(self.audience.map(|audience| Audience.eq(audience)))
            .add_option(self.code.as_ref().map(|code| Code.eq(code)))
            .add_option(self.academy.as_ref().map(|code| chosen(AcademyId, academy_coded(code)))))
    }
}

impl Filter for SurveyInvitationFilter {
    fn condition(&self, viewer: &Viewer) -> Result<Condition, Refusal> {
        use survey_invitation::Column::{EstablishmentId, PersonId, Stage};
        let mine = viewer.actor.person().map_or_else(|| Condition::all().add(kernel::sheet::nothing()), |person| Condition::all().add(PersonId.eq(person)));
        Ok(Condition::all()
            .add_option(values("stages", self.stages.as_ref())?.map(|stages| Stage.is_in(stages)))
            .add_option(self.establishment.as_ref().map(|uai| chosen(EstablishmentId, establishment_coded(uai))))
            .add_option(self.is_mine.map(|is_mine| if is_mine { mine } else { mine.not() })))
    }
}

impl Filter for SurveyResponseFilter {
    // No table has the rows: they are chosen when they are opened.
    fn condition(&self, _: &Viewer) -> Result<Condition, Refusal> {
        Ok(Condition::all())
    }
}
