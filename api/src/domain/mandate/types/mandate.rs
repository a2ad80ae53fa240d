use async_graphql::{Context, ID, Object};
use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    compensation::compensation,
    mandate::mandate::{self, EndReason, MandateShare},
    people::person,
    territory::establishment,
};
use kernel::{
    actor::Hat,
    machine::Machine,
    read::{Ask, Maybe, Page, Related},
    relation::{Many, One, Relation},
    resource::{Loaded, Permission, Resource, Transition, id_of},
    scalars::{Date, SchoolYear},
    sheet::{Reach, Sheet},
};
use sea_orm::Condition;

use crate::domain::{
    compensation::Compensation,
    mandate::{
        filters::{MandateFilter, MandateOrder},
        sheet,
        states::{self, MandateState, in_states, state_on},
    },
    people::Person,
    territory::Establishment,
};

/// What the state follows from.
const STATE: &[mandate::Column] = &[mandate::Column::Decision, mandate::Column::StartsOn, mandate::Column::EndsOn];

/// Mandate of a digital referent.
pub struct ReferentMandate(Loaded<mandate::Entity>);

impl Resource for ReferentMandate {
    type Row = mandate::Entity;
    type State = MandateState;
    type Filter = MandateFilter;
    type Order = MandateOrder;

    const PREFIX: &'static str = "mandate";
    const SHEET: Sheet<MandateState> = sheet::MANDATE;
    const READS: &'static [(&'static str, &'static [mandate::Column])] = &[("state", STATE), ("stateLabel", STATE)];
    const MACHINE: Option<&'static Machine<MandateState>> = Some(&states::MANDATE);
    const RELATIONS: &'static [&'static dyn Relation<mandate::Entity>] = &[
        &One::<mandate::Entity, Person> { name: "person", from: mandate::Column::PersonId, to: person::Column::Id },
        &One::<mandate::Entity, Establishment> { name: "establishment", from: mandate::Column::EstablishmentId, to: establishment::Column::Id },
        &One::<mandate::Entity, Self> { name: "predecessor", from: mandate::Column::PredecessorId, to: mandate::Column::Id },
        &One::<mandate::Entity, Compensation> { name: "compensation", from: mandate::Column::Id, to: compensation::Column::MandateId },
        &Many::<mandate::Entity, Self> { name: "successors", from: mandate::Column::Id, to: mandate::Column::PredecessorId },
    ];

    fn lies(reach: Reach, hat: &Hat) -> Option<Condition> {
        super::lies(reach, hat)
    }

    fn state(row: &mandate::Model, today: NaiveDate) -> MandateState {
        state_on(row, today)
    }

    fn in_states(states: &[MandateState], today: NaiveDate) -> Condition {
        in_states(states, today)
    }

    fn natural_key(row: &mandate::Model) -> String {
        id_of::<Self>(row).to_string()
    }

    kernel::wraps!(mandate::Entity);
}

/// Mandate of a digital referent (*référent pour les usages pédagogiques numériques*) in an establishment, for a school
/// year (circular 2015-058).
#[Object]
impl ReferentMandate {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        id_of::<Self>(&self.0.row).into()
    }

    /// School year it is for.
    async fn school_year(&self) -> Maybe<SchoolYear> {
        Some(self.0.row.school_year.parse().map_err(kernel::refusal::Refusal::internal))
    }

    /// First day.
    async fn starts_on(&self) -> Date {
        self.0.row.starts_on.into()
    }

    /// Last day, included.
    async fn ends_on(&self) -> Date {
        self.0.row.ends_on.into()
    }

    /// State on a day: decisions are stored, active and ended follow from the dates.
    async fn state(&self, ctx: &Context<'_>, #[graphql(desc = "Day to look at; today when left out.")] as_of: Option<Date>) -> MandateState {
        state_on(&self.0.row, as_of.map_or(ctx.viewer().actor.today, |date| date.0))
    }

    /// State of today in words, in the language of the request.
    async fn state_label(&self, ctx: &Context<'_>) -> String {
        crate::domain::labels::label("MandateState", state_on(&self.0.row, ctx.viewer().actor.today), ctx.viewer().locale)
    }

    /// Part of the mission that the person holds.
    async fn share(&self) -> MandateShare {
        self.0.row.share
    }

    /// First day of the unbroken chain of the person's mandates in the establishment: the seniority in the function.
    async fn first_mandate_on(&self) -> Date {
        self.0.row.first_mandate_on.into()
    }

    /// When the person answered; null before.
    async fn answered_at(&self) -> Option<DateTime<Utc>> {
        self.0.row.answered_at
    }

    /// Why the person declined; null unless declined.
    async fn decline_reason(&self) -> Option<&str> {
        self.0.row.decline_reason.as_deref()
    }

    /// Why it ended before its planned last day; null unless it did.
    async fn end_reason(&self) -> Option<EndReason> {
        self.0.row.end_reason
    }

    /// The person; null for those who may not read the name.
    async fn person(&self, ctx: &Context<'_>) -> Related<Person> {
        ctx.one(self).await
    }

    /// The establishment.
    async fn establishment(&self, ctx: &Context<'_>) -> Related<Establishment> {
        ctx.one(self).await
    }

    /// The mandate that this one continues: the same person's the year before, or the one taken over.
    async fn predecessor(&self, ctx: &Context<'_>) -> Related<ReferentMandate> {
        ctx.one(self).await
    }

    /// What the mission brings the person this year; null where nothing was proposed, and for those who may not read it.
    async fn compensation(&self, ctx: &Context<'_>) -> Related<Compensation> {
        ctx.one(self).await
    }

    /// The mandates that continue this one.
    async fn successors(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<MandateFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<MandateOrder>,
    ) -> Page<ReferentMandate> {
        let _ = (first, after, filter, order_by);
        ctx.many(self).await
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
