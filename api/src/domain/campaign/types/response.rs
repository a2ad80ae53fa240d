use async_graphql::{Context, Object};
use chrono::NaiveDate;
use entity::{
    campaign::{survey_campaign, survey_entry, survey_invitation::Seniority},
    people::person,
    territory::{establishment::EstablishmentKind, zone},
};
use kernel::{
    actor::Hat,
    read::{Ask, Related},
    relation::{One, Relation},
    resource::{Loaded, Resource},
    sheet::{Reach, Sheet},
};
use sea_orm::Condition;

use super::{SurveyAnswer, SurveyCampaign};
use crate::domain::{
    campaign::{
        filters::{SurveyResponseFilter, SurveyResponseOrder},
        place::of_response,
        sheet,
    },
    people::Person,
    territory::Basin,
};

/// Answers of one respondent.
pub struct SurveyResponse(Loaded<survey_entry::Entity>);

impl Resource for SurveyResponse {
    type Row = survey_entry::Entity;
    type State = ();
    type Filter = SurveyResponseFilter;
    type Order = SurveyResponseOrder;

    const PREFIX: &'static str = "response";
    const SHEET: Sheet<()> = sheet::RESPONSE;
    const RELATIONS: &'static [&'static dyn Relation<survey_entry::Entity>] = &[
        &One::<survey_entry::Entity, SurveyCampaign> { name: "campaign", from: survey_entry::Column::CampaignId, to: survey_campaign::Column::Id },
        &One::<survey_entry::Entity, Person> { name: "person", from: survey_entry::Column::PersonId, to: person::Column::Id },
        &One::<survey_entry::Entity, Basin> { name: "basin", from: survey_entry::Column::BasinId, to: zone::Column::Id },
    ];

    fn lies(reach: Reach, hat: &Hat) -> Option<Condition> {
        of_response(reach, hat)
    }

    fn state(_: &survey_entry::Model, _: NaiveDate) {}

    fn natural_key(row: &survey_entry::Model) -> String {
        row.id.to_string()
    }

    kernel::wraps!(survey_entry::Entity);
}

/// Answers of one respondent, opened for this request; it has no id. One's own of all years, with oneself as the person; for a principal those that a referent put
/// into a submitted activity report, in its words; for the desk SURVEY, where the campaign says so, those of others without the person, and without a group that
/// has fewer respondents than the campaign's least.
#[Object]
impl SurveyResponse {
    /// Whether it was submitted.
    async fn is_submitted(&self) -> bool {
        self.0.row.submitted
    }

    /// The answers.
    async fn answers(&self) -> Vec<SurveyAnswer> {
        self.0.row.given.0.iter().map(SurveyAnswer::from).collect()
    }

    /// Kind of establishment; null where its group is too small, for the own answers and for those of a report.
    async fn kind(&self) -> Option<EstablishmentKind> {
        self.0.row.kind
    }

    /// How long the respondent has held the function; null where the group is too small, for the own answers and for those of a report.
    async fn seniority(&self) -> Option<Seniority> {
        self.0.row.seniority
    }

    /// The campaign.
    async fn campaign(&self, ctx: &Context<'_>) -> Related<SurveyCampaign> {
        ctx.one(self).await
    }

    /// Oneself for the own answers, the referent for those of a report; null for those that the desk reads.
    async fn person(&self, ctx: &Context<'_>) -> Related<Person> {
        ctx.one(self).await
    }

    /// Basin; null where its group is too small, for the own answers and for those of a report.
    async fn basin(&self, ctx: &Context<'_>) -> Related<Basin> {
        ctx.one(self).await
    }
}
