use async_graphql::{Context, ID, Object};
use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    campaign::{
        survey_campaign,
        survey_invitation::{self, InvitationStage, Seniority},
    },
    people::person,
    territory::establishment,
};
use kernel::{
    actor::Hat,
    machine::Machine,
    read::{Ask, Maybe, Related},
    relation::{One, Relation},
    resource::{Confidence, Loaded, Permission, Resource, Transition, id_of},
    sheet::{Reach, Sheet},
};
use sea_orm::{ColumnTrait, Condition};

use super::SurveyCampaign;
use crate::domain::{
    campaign::{
        filters::{SurveyInvitationFilter, SurveyInvitationOrder},
        place::of_invitation,
        sheet, states,
    },
    labels::label,
    people::Person,
    territory::Establishment,
};

/// Invitation to a survey.
pub struct SurveyInvitation(Loaded<survey_invitation::Entity>);

impl Resource for SurveyInvitation {
    type Row = survey_invitation::Entity;
    type State = InvitationStage;
    type Filter = SurveyInvitationFilter;
    type Order = SurveyInvitationOrder;

    const PREFIX: &'static str = "invitation";
    const CONFIDENCE: Confidence = Confidence::Person;
    const PARTIES_IN_CONFIDENCE: bool = true;
    const SHEET: Sheet<InvitationStage> = sheet::INVITATION;
    const MACHINE: Option<&'static Machine<InvitationStage>> = Some(&states::INVITATION);
    const READS: &'static [(&'static str, &'static [survey_invitation::Column])] =
        &[("stageLabel", &[survey_invitation::Column::Stage]), ("seniorityLabel", &[survey_invitation::Column::Seniority])];
    const RELATIONS: &'static [&'static dyn Relation<survey_invitation::Entity>] = &[
        &One::<survey_invitation::Entity, SurveyCampaign> { name: "campaign", from: survey_invitation::Column::CampaignId, to: survey_campaign::Column::Id },
        &One::<survey_invitation::Entity, Person> { name: "person", from: survey_invitation::Column::PersonId, to: person::Column::Id },
        &One::<survey_invitation::Entity, Establishment> {
            name: "establishment",
            from: survey_invitation::Column::EstablishmentId,
            to: establishment::Column::Id,
        },
    ];

    fn lies(reach: Reach, hat: &Hat) -> Option<Condition> {
        of_invitation(reach, hat)
    }

    fn state(row: &survey_invitation::Model, _: NaiveDate) -> InvitationStage {
        row.stage
    }

    fn in_states(states: &[InvitationStage], _: NaiveDate) -> Condition {
        Condition::all().add(survey_invitation::Column::Stage.is_in(states.iter().copied()))
    }

    fn natural_key(row: &survey_invitation::Model) -> String {
        id_of::<Self>(row).to_string()
    }

    kernel::wraps!(survey_invitation::Entity);
}

/// Invitation to a survey: that somebody is asked, and whether the answers have come; not what they are. One a person and campaign.
#[Object]
impl SurveyInvitation {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        id_of::<Self>(&self.0.row).into()
    }

    /// How far the person has come.
    async fn stage(&self) -> InvitationStage {
        self.0.row.stage
    }

    /// The same in words, in the language of the request.
    async fn stage_label(&self, ctx: &Context<'_>) -> String {
        label("InvitationStage", self.0.row.stage, ctx.viewer().locale)
    }

    /// How long the person has held the function; null for principals.
    async fn seniority(&self) -> Option<Seniority> {
        self.0.row.seniority
    }

    /// The same in words, in the language of the request; null for principals.
    async fn seniority_label(&self, ctx: &Context<'_>) -> Option<String> {
        self.0.row.seniority.map(|seniority| label("Seniority", seniority, ctx.viewer().locale))
    }

    /// Reminders that were sent.
    async fn reminders(&self) -> i32 {
        self.0.row.reminders
    }

    /// The campaign.
    async fn campaign(&self, ctx: &Context<'_>) -> Related<SurveyCampaign> {
        ctx.one(self).await
    }

    /// The person.
    async fn person(&self, ctx: &Context<'_>) -> Related<Person> {
        ctx.one(self).await
    }

    /// The establishment that the person is asked for: of the mandate that lasts longest, of a principal the own.
    async fn establishment(&self, ctx: &Context<'_>) -> Related<Establishment> {
        ctx.one(self).await
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
