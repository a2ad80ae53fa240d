use async_graphql::{Context, ID, Object};
use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    pay::remuneration,
    people::person,
    training::{
        trainer_engagement::{self, EngagementStage},
        training_session,
    },
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

use crate::domain::{
    labels::label,
    pay::Remuneration,
    people::Person,
    training::{
        TrainingSession,
        filters::{TrainerEngagementFilter, TrainerEngagementOrder},
        place, sheet, states,
    },
};

/// Engagement of a trainer.
pub struct TrainerEngagement(Loaded<trainer_engagement::Entity>);

impl Resource for TrainerEngagement {
    type Row = trainer_engagement::Entity;
    type State = EngagementStage;
    type Filter = TrainerEngagementFilter;
    type Order = TrainerEngagementOrder;

    const PREFIX: &'static str = "engagement";
    const CONFIDENCE: Confidence = Confidence::Training;
    const SHEET: Sheet<EngagementStage> = sheet::ENGAGEMENT;
    const MACHINE: Option<&'static Machine<EngagementStage>> = Some(&states::ENGAGEMENT);
    const READS: &'static [(&'static str, &'static [trainer_engagement::Column])] = &[("stageLabel", &[trainer_engagement::Column::Stage])];
    const RELATIONS: &'static [&'static dyn Relation<trainer_engagement::Entity>] = &[
        &One::<trainer_engagement::Entity, TrainingSession> { name: "session", from: trainer_engagement::Column::SessionId, to: training_session::Column::Id },
        &One::<trainer_engagement::Entity, Person> { name: "person", from: trainer_engagement::Column::PersonId, to: person::Column::Id },
        &One::<trainer_engagement::Entity, Remuneration> { name: "remuneration", from: trainer_engagement::Column::Id, to: remuneration::Column::EngagementId },
    ];

    fn lies(reach: Reach, hat: &Hat) -> Option<Condition> {
        place::of_engagement(reach, hat)
    }

    fn state(row: &trainer_engagement::Model, _: NaiveDate) -> EngagementStage {
        row.stage
    }

    fn in_states(states: &[EngagementStage], _: NaiveDate) -> Condition {
        Condition::all().add(trainer_engagement::Column::Stage.is_in(states.iter().copied()))
    }

    fn natural_key(row: &trainer_engagement::Model) -> String {
        id_of::<Self>(row).to_string()
    }

    kernel::wraps!(trainer_engagement::Entity);
}

/// Engagement of a trainer (*intervenant*): somebody who was asked to lead a session. Nobody leads one without saying yes.
#[Object]
impl TrainerEngagement {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        id_of::<Self>(&self.0.row).into()
    }

    /// Where it stands.
    async fn stage(&self) -> EngagementStage {
        self.0.row.stage
    }

    /// Where it stands in words, in the language of the request.
    async fn stage_label(&self, ctx: &Context<'_>) -> String {
        label("EngagementStage", self.0.row.stage, ctx.viewer().locale)
    }

    /// Why the person declined; null when nothing was said.
    async fn reason(&self) -> Option<&str> {
        self.0.row.reason.as_deref()
    }

    /// The session.
    async fn session(&self, ctx: &Context<'_>) -> Related<TrainingSession> {
        ctx.one(self).await
    }

    /// The person.
    async fn person(&self, ctx: &Context<'_>) -> Related<Person> {
        ctx.one(self).await
    }

    /// What it brings the person; null while nothing is set, and for those who may not read it. Unpaid is set as such: `kind: NONE`.
    async fn remuneration(&self, ctx: &Context<'_>) -> Related<Remuneration> {
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
