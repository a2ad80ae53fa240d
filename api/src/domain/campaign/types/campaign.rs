use async_graphql::{Context, ID, Object};
use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    campaign::{
        survey_campaign::{self, CampaignStage, SurveyPrivacy},
        survey_invitation,
    },
    survey::questionnaire::{self, SurveyAudience},
    territory::academy,
};
use kernel::{
    actor::Hat,
    machine::Machine,
    read::{Ask, Maybe, Page, Related},
    relation::{Many, One, Relation},
    resource::{Loaded, Permission, Resource, Transition, id_of},
    scalars::SchoolYear,
    sheet::{Reach, Sheet},
};
use sea_orm::{ColumnTrait, Condition};

use super::{SurveyInvitation, SurveyResponse};
use crate::domain::{
    campaign::{
        filters::{SurveyCampaignFilter, SurveyCampaignOrder, SurveyInvitationFilter, SurveyInvitationOrder, SurveyResponseFilter, SurveyResponseOrder},
        place::of_campaign,
        queries::responses,
        rules::days_of,
        sheet, states,
    },
    labels::label,
    survey::Questionnaire,
    territory::Academy,
};

/// Campaign of a survey.
pub struct SurveyCampaign(Loaded<survey_campaign::Entity>);

impl Resource for SurveyCampaign {
    type Row = survey_campaign::Entity;
    type State = CampaignStage;
    type Filter = SurveyCampaignFilter;
    type Order = SurveyCampaignOrder;

    const PREFIX: &'static str = "campaign";
    const SHEET: Sheet<CampaignStage> = sheet::CAMPAIGN;
    const MACHINE: Option<&'static Machine<CampaignStage>> = Some(&states::CAMPAIGN);
    const READS: &'static [(&'static str, &'static [survey_campaign::Column])] = &[
        ("audienceLabel", &[survey_campaign::Column::Audience]),
        ("privacyLabel", &[survey_campaign::Column::Privacy]),
        ("stageLabel", &[survey_campaign::Column::Stage]),
        ("leastRespondents", &[survey_campaign::Column::Least]),
        ("remindDays", &[survey_campaign::Column::RemindDays]),
        ("answered", &[survey_campaign::Column::Answered, survey_campaign::Column::Least]),
        ("responseRate", &[survey_campaign::Column::Answered, survey_campaign::Column::Least, survey_campaign::Column::Population]),
    ];
    const RELATIONS: &'static [&'static dyn Relation<survey_campaign::Entity>] = &[
        &One::<survey_campaign::Entity, Academy> { name: "academy", from: survey_campaign::Column::AcademyId, to: academy::Column::Id },
        &One::<survey_campaign::Entity, Questionnaire> { name: "questionnaire", from: survey_campaign::Column::QuestionnaireId, to: questionnaire::Column::Id },
        &Many::<survey_campaign::Entity, SurveyInvitation> {
            name: "invitations",
            from: survey_campaign::Column::Id,
            to: survey_invitation::Column::CampaignId,
        },
    ];

    fn lies(reach: Reach, hat: &Hat) -> Option<Condition> {
        of_campaign(reach, hat)
    }

    fn state(row: &survey_campaign::Model, _: NaiveDate) -> CampaignStage {
        row.stage
    }

    fn in_states(states: &[CampaignStage], _: NaiveDate) -> Condition {
        Condition::all().add(survey_campaign::Column::Stage.is_in(states.iter().copied()))
    }

    fn natural_key(row: &survey_campaign::Model) -> String {
        id_of::<Self>(row).to_string()
    }

    kernel::wraps!(survey_campaign::Entity);
}

/// Campaign of a survey (*enquête en ligne*): a questionnaire that an academy asks about a school year. It opens and closes by itself at its times;
/// who is asked is frozen when it opens.
#[Object]
impl SurveyCampaign {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        id_of::<Self>(&self.0.row).into()
    }

    /// School year that it is about.
    async fn school_year(&self) -> Maybe<SchoolYear> {
        Some(self.0.row.school_year.parse().map_err(kernel::refusal::Refusal::internal))
    }

    /// Code of the questionnaire, the same from year to year.
    async fn code(&self) -> &str {
        &self.0.row.code
    }

    /// Whom it asks.
    async fn audience(&self) -> SurveyAudience {
        self.0.row.audience
    }

    /// Whom it asks in words, in the language of the request.
    async fn audience_label(&self, ctx: &Context<'_>) -> String {
        label("SurveyAudience", self.0.row.audience, ctx.viewer().locale)
    }

    /// How answers are kept.
    async fn privacy(&self) -> SurveyPrivacy {
        self.0.row.privacy
    }

    /// The same in words, in the language of the request.
    async fn privacy_label(&self, ctx: &Context<'_>) -> String {
        label("SurveyPrivacy", self.0.row.privacy, ctx.viewer().locale)
    }

    /// Fewest respondents of a figure; a figure of fewer is never shown.
    async fn least_respondents(&self) -> i32 {
        self.0.row.least
    }

    /// Whether the desk SURVEY reads answers one by one, without names.
    async fn shows_rows(&self) -> bool {
        self.0.row.shows_rows
    }

    /// When it opens, UTC.
    async fn opens_at(&self) -> DateTime<Utc> {
        self.0.row.opens_at
    }

    /// When it closes, UTC.
    async fn closes_at(&self) -> DateTime<Utc> {
        self.0.row.closes_at
    }

    /// Days before the close on which those who have not answered are reminded.
    async fn remind_days(&self) -> Vec<i32> {
        days_of(&self.0.row.remind_days)
    }

    /// Where it stands.
    async fn stage(&self) -> CampaignStage {
        self.0.row.stage
    }

    /// Where it stands in words, in the language of the request.
    async fn stage_label(&self, ctx: &Context<'_>) -> String {
        label("CampaignStage", self.0.row.stage, ctx.viewer().locale)
    }

    /// Persons who are asked, counted when it opened; null before.
    async fn population(&self) -> Option<i32> {
        self.0.row.population
    }

    /// Persons who had answered when it closed; null before, and when they were fewer than the least of a figure.
    async fn answered(&self) -> Option<i32> {
        self.0.row.answered.filter(|answered| *answered >= self.0.row.least)
    }

    /// Share of those who were asked that answered, 0 to 1, computed from `answered` and `population`; null without them. Printed percentages are often cut, not rounded.
    async fn response_rate(&self) -> Option<f64> {
        let answered = self.0.row.answered.filter(|answered| *answered >= self.0.row.least)?;
        self.0.row.population.filter(|population| *population > 0).map(|population| f64::from(answered) / f64::from(population))
    }

    /// Where the figures come from, of a campaign that was not asked with this product and is known by what was published; null for the others.
    async fn source(&self) -> Option<&str> {
        self.0.row.source.as_deref()
    }

    /// Why it was opened again; null when it was not.
    async fn reason(&self) -> Option<&str> {
        self.0.row.reason.as_deref()
    }

    /// When it opened, UTC; null before.
    async fn opened_at(&self) -> Option<DateTime<Utc>> {
        self.0.row.opened_at
    }

    /// When it closed, UTC; null before.
    async fn closed_at(&self) -> Option<DateTime<Utc>> {
        self.0.row.closed_at
    }

    /// When its figures were published, UTC; null before.
    async fn published_at(&self) -> Option<DateTime<Utc>> {
        self.0.row.published_at
    }

    /// The academy.
    async fn academy(&self, ctx: &Context<'_>) -> Related<Academy> {
        ctx.one(self).await
    }

    /// What it asks; public from its opening.
    async fn questionnaire(&self, ctx: &Context<'_>) -> Related<Questionnaire> {
        ctx.one(self).await
    }

    /// Who is asked, as far as the viewer may read it: oneself, and the list of the desk SURVEY.
    async fn invitations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<SurveyInvitationFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<SurveyInvitationOrder>,
    ) -> Page<SurveyInvitation> {
        let _ = (first, after, filter, order_by);
        ctx.many(self).await
    }

    /// Responses that the viewer may read: as `surveyResponses(campaign: …)`.
    async fn responses(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<SurveyResponseFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<SurveyResponseOrder>,
    ) -> Page<SurveyResponse> {
        let _ = (first, after, order_by);
        let id = id_of::<Self>(&self.0.row);
        let about = id.to_string();
        ctx.read().list_of(&about, responses(ctx.viewer(), Some(id), filter.unwrap_or_default())).await
    }

    /// The steps that its state makes possible, each with whether the viewer may take it.
    async fn available_transitions(&self, ctx: &Context<'_>) -> Maybe<Vec<Transition>> {
        ctx.transitions(self).await
    }

    /// Version for the optimistic lock: send it back with a change.
    async fn version(&self) -> i64 {
        self.0.row.version
    }

    /// Instant it was made, UTC.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.row.created_at
    }

    /// Instant of its last change, UTC.
    async fn updated_at(&self) -> DateTime<Utc> {
        self.0.row.updated_at
    }

    /// What the viewer may do with it, with the reason where not.
    async fn viewer_can(&self, ctx: &Context<'_>) -> Maybe<Vec<Permission>> {
        ctx.permissions(self).await
    }
}
