use async_graphql::{Context, ID, Object};
use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    people::person,
    territory::establishment,
    training::{
        enrolment::{self, EnrolmentStage},
        training_session,
    },
};
use kernel::{
    actor::Hat,
    machine::Machine,
    read::{Ask, Maybe, Related},
    relation::{One, Relation},
    resource::{Loaded, Permission, Resource, Transition, id_of},
    sheet::{Reach, Sheet},
};
use sea_orm::{ColumnTrait, Condition};

use crate::domain::{
    labels::label,
    people::Person,
    territory::Establishment,
    training::{
        TrainingSession,
        filters::{EnrolmentFilter, EnrolmentOrder},
        place, sheet, states,
    },
};

/// Enrolment of a person in a session.
pub struct Enrolment(Loaded<enrolment::Entity>);

impl Resource for Enrolment {
    type Row = enrolment::Entity;
    type State = EnrolmentStage;
    type Filter = EnrolmentFilter;
    type Order = EnrolmentOrder;

    const PREFIX: &'static str = "enrolment";
    const SHEET: Sheet<EnrolmentStage> = sheet::ENROLMENT;
    const MACHINE: Option<&'static Machine<EnrolmentStage>> = Some(&states::ENROLMENT);
    const READS: &'static [(&'static str, &'static [enrolment::Column])] =
        &[("stageLabel", &[enrolment::Column::Stage]), ("isLate", &[enrolment::Column::Late])];
    const RELATIONS: &'static [&'static dyn Relation<enrolment::Entity>] = &[
        &One::<enrolment::Entity, TrainingSession> { name: "session", from: enrolment::Column::SessionId, to: training_session::Column::Id },
        &One::<enrolment::Entity, Person> { name: "person", from: enrolment::Column::PersonId, to: person::Column::Id },
        &One::<enrolment::Entity, Establishment> { name: "establishment", from: enrolment::Column::EstablishmentId, to: establishment::Column::Id },
    ];

    fn lies(reach: Reach, hat: &Hat) -> Option<Condition> {
        place::of_enrolment(reach, hat)
    }

    fn state(row: &enrolment::Model, _: NaiveDate) -> EnrolmentStage {
        row.stage
    }

    fn in_states(states: &[EnrolmentStage], _: NaiveDate) -> Condition {
        Condition::all().add(enrolment::Column::Stage.is_in(states.iter().copied()))
    }

    fn natural_key(row: &enrolment::Model) -> String {
        id_of::<Self>(row).to_string()
    }

    kernel::wraps!(enrolment::Entity);
}

/// Enrolment of a person in a session (*candidature*): one a person and session.
#[Object]
impl Enrolment {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        id_of::<Self>(&self.0.row).into()
    }

    /// Where it stands.
    async fn stage(&self) -> EnrolmentStage {
        self.0.row.stage
    }

    /// Where it stands in words, in the language of the request.
    async fn stage_label(&self, ctx: &Context<'_>) -> String {
        label("EnrolmentStage", self.0.row.stage, ctx.viewer().locale)
    }

    /// Place in the order of asking, from 1; who waits gets a place in this order.
    async fn rank(&self) -> i32 {
        self.0.row.rank
    }

    /// Instant the person asked, UTC.
    async fn asked_at(&self) -> DateTime<Utc> {
        self.0.row.asked_at
    }

    /// Whether it was withdrawn late: after enrolment closed, or in the last seven days.
    async fn is_late(&self) -> bool {
        self.0.row.late
    }

    /// Why it was refused or withdrawn; null when nothing was said.
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

    /// The establishment that the person comes from.
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
