use async_graphql::{Context, ID, Object};
use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    compensation::{
        compensation::{self, CompensationForm, CompensationStage},
        compensation_change::{self, CompensationChangeKind},
        compensation_month,
    },
    mandate::mandate,
    people::person,
    territory::establishment,
};
use kernel::{
    actor::Hat,
    machine::Machine,
    read::{Ask, Maybe, Page, Related},
    relation::{Many, One, Relation},
    resource::{Confidence, Loaded, Permission, Resource, Transition, id_of},
    scalars::{Date, SchoolYear},
    sheet::{Reach, Sheet},
};
use sea_orm::{ColumnTrait, Condition};

use crate::domain::{
    amounts::hours,
    compensation::{
        filters::{CompensationChangeFilter, CompensationChangeOrder, CompensationFilter, CompensationMonthFilter, CompensationMonthOrder, CompensationOrder},
        place, sheet, states,
    },
    labels::label,
    mandate::ReferentMandate,
    people::Person,
    territory::Establishment,
};

/// Compensation of a referent.
pub struct Compensation(Loaded<compensation::Entity>);

impl Resource for Compensation {
    type Row = compensation::Entity;
    type State = CompensationStage;
    type Filter = CompensationFilter;
    type Order = CompensationOrder;

    const PREFIX: &'static str = "compensation";
    const CONFIDENCE: Confidence = Confidence::Pay;
    const SHEET: Sheet<CompensationStage> = sheet::COMPENSATION;
    const SENSITIVE: bool = true;
    const MACHINE: Option<&'static Machine<CompensationStage>> = Some(&states::COMPENSATION);
    const READS: &'static [(&'static str, &'static [compensation::Column])] = &[
        ("formLabel", &[compensation::Column::Form]),
        ("stageLabel", &[compensation::Column::Stage]),
        ("hoursPerWeek", &[compensation::Column::QuarterHours]),
        ("isAcknowledged", &[compensation::Column::Acknowledged]),
    ];
    const RELATIONS: &'static [&'static dyn Relation<compensation::Entity>] = &[
        &One::<compensation::Entity, Person> { name: "person", from: compensation::Column::PersonId, to: person::Column::Id },
        &One::<compensation::Entity, Establishment> { name: "establishment", from: compensation::Column::EstablishmentId, to: establishment::Column::Id },
        &One::<compensation::Entity, ReferentMandate> { name: "mandate", from: compensation::Column::MandateId, to: mandate::Column::Id },
        &Many::<compensation::Entity, CompensationChange> { name: "changes", from: compensation::Column::Id, to: compensation_change::Column::CompensationId },
        &Many::<compensation::Entity, CompensationMonth> { name: "schedule", from: compensation::Column::Id, to: compensation_month::Column::CompensationId },
    ];

    fn lies(reach: Reach, hat: &Hat) -> Option<Condition> {
        use compensation::Column::{AcademyId, EstablishmentId, PersonId};
        place::of_person(reach, hat, PersonId, AcademyId, EstablishmentId)
    }

    fn state(row: &compensation::Model, _: NaiveDate) -> CompensationStage {
        row.stage
    }

    fn in_states(states: &[CompensationStage], _: NaiveDate) -> Condition {
        Condition::all().add(compensation::Column::Stage.is_in(states.iter().copied()))
    }

    fn natural_key(row: &compensation::Model) -> String {
        id_of::<Self>(row).to_string()
    }

    kernel::wraps!(compensation::Entity);
}

/// What the mission brings a referent for a school year: an allowance (*IMP*), fewer hours, or nothing, said as such (decree 2015-475). Read by the
/// person, the principal and the desk PAY alone; each reading leaves a row in the audit.
#[Object]
impl Compensation {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        id_of::<Self>(&self.0.row).into()
    }

    /// School year.
    async fn school_year(&self) -> Maybe<SchoolYear> {
        Some(self.0.row.school_year.parse().map_err(kernel::refusal::Refusal::internal))
    }

    /// Form.
    async fn form(&self) -> CompensationForm {
        self.0.row.form
    }

    /// Form in words, in the language of the request.
    async fn form_label(&self, ctx: &Context<'_>) -> String {
        label("CompensationForm", self.0.row.form, ctx.viewer().locale)
    }

    /// Code of the rule that it follows, as in `compensationRules`; null where there is no compensation.
    async fn rule(&self) -> Option<&str> {
        self.0.row.rule.as_deref()
    }

    /// Amount of the year, in cents of a euro; null unless it is an allowance.
    async fn amount_cents(&self) -> Option<i32> {
        self.0.row.amount_cents
    }

    /// Hours of teaching a week that are taken off, in quarters of an hour; null unless it is fewer hours.
    async fn hours_per_week(&self) -> Option<f64> {
        self.0.row.quarter_hours.map(hours)
    }

    /// Where it stands.
    async fn stage(&self) -> CompensationStage {
        self.0.row.stage
    }

    /// Where it stands in words, in the language of the request.
    async fn stage_label(&self, ctx: &Context<'_>) -> String {
        label("CompensationStage", self.0.row.stage, ctx.viewer().locale)
    }

    /// Whether the principal proposed it knowing that the sum over the referents is no reference total of the mission.
    async fn is_acknowledged(&self) -> bool {
        self.0.row.acknowledged
    }

    /// Day of the latest proposal.
    async fn proposed_on(&self) -> Date {
        self.0.row.proposed_on.into()
    }

    /// Day of the rectorate's decision; null before.
    async fn decided_on(&self) -> Option<Date> {
        self.0.row.decided_on.map(Into::into)
    }

    /// Why it was withdrawn, refused, suspended or closed early; null otherwise.
    async fn reason(&self) -> Option<&str> {
        self.0.row.reason.as_deref()
    }

    /// What was paid beyond what is due, in cents: to be taken back outside the product; 0 in general.
    async fn overpaid_cents(&self) -> i32 {
        self.0.row.overpaid_cents
    }

    /// The person.
    async fn person(&self, ctx: &Context<'_>) -> Related<Person> {
        ctx.one(self).await
    }

    /// The establishment.
    async fn establishment(&self, ctx: &Context<'_>) -> Related<Establishment> {
        ctx.one(self).await
    }

    /// The mandate that it is for.
    async fn mandate(&self, ctx: &Context<'_>) -> Related<ReferentMandate> {
        ctx.one(self).await
    }

    /// What was decided about it.
    async fn changes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<CompensationChangeFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<CompensationChangeOrder>,
    ) -> Page<CompensationChange> {
        let _ = (first, after, filter, order_by);
        ctx.many(self).await
    }

    /// The months in which an allowance is paid; empty before it begins.
    async fn schedule(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<CompensationMonthFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<CompensationMonthOrder>,
    ) -> Page<CompensationMonth> {
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

/// Decision about a compensation.
pub struct CompensationChange(Loaded<compensation_change::Entity>);

impl Resource for CompensationChange {
    type Row = compensation_change::Entity;
    type State = ();
    type Filter = CompensationChangeFilter;
    type Order = CompensationChangeOrder;

    const PREFIX: &'static str = "decision";
    const CONFIDENCE: Confidence = Confidence::Pay;
    const SHEET: Sheet<()> = sheet::PART;
    const SENSITIVE: bool = true;
    const READS: &'static [(&'static str, &'static [compensation_change::Column])] = &[
        ("kindLabel", &[compensation_change::Column::Kind]),
        ("from", &[compensation_change::Column::FromMonth]),
        ("hoursPerWeek", &[compensation_change::Column::QuarterHours]),
    ];

    fn lies(reach: Reach, hat: &Hat) -> Option<Condition> {
        use compensation_change::Column::{AcademyId, EstablishmentId, PersonId};
        place::of_person(reach, hat, PersonId, AcademyId, EstablishmentId)
    }

    fn state(_: &compensation_change::Model, _: NaiveDate) {}

    fn natural_key(row: &compensation_change::Model) -> String {
        id_of::<Self>(row).to_string()
    }

    kernel::wraps!(compensation_change::Entity);
}

/// What was decided about a compensation, from a month on. Never changed: the schedule follows from it.
#[Object]
impl CompensationChange {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        id_of::<Self>(&self.0.row).into()
    }

    /// What was decided.
    async fn kind(&self) -> CompensationChangeKind {
        self.0.row.kind
    }

    /// What was decided in words, in the language of the request.
    async fn kind_label(&self, ctx: &Context<'_>) -> String {
        label("CompensationChangeKind", self.0.row.kind, ctx.viewer().locale)
    }

    /// First day of the first month that it holds for.
    async fn from(&self) -> Date {
        self.0.row.from_month.into()
    }

    /// Amount of the year from then on, in cents; null unless an allowance was granted or revised.
    async fn amount_cents(&self) -> Option<i32> {
        self.0.row.amount_cents
    }

    /// Hours a week from then on; null unless fewer hours were granted or revised.
    async fn hours_per_week(&self) -> Option<f64> {
        self.0.row.quarter_hours.map(hours)
    }

    /// Why; null when nothing was said.
    async fn reason(&self) -> Option<&str> {
        self.0.row.reason.as_deref()
    }

    /// Day of the decision.
    async fn decided_on(&self) -> Date {
        self.0.row.decided_on.into()
    }
}

/// Month of the schedule of an allowance.
pub struct CompensationMonth(Loaded<compensation_month::Entity>);

impl Resource for CompensationMonth {
    type Row = compensation_month::Entity;
    type State = ();
    type Filter = CompensationMonthFilter;
    type Order = CompensationMonthOrder;

    const PREFIX: &'static str = "ninth";
    const CONFIDENCE: Confidence = Confidence::Pay;
    const SHEET: Sheet<()> = sheet::PART;
    const SENSITIVE: bool = true;

    fn lies(reach: Reach, hat: &Hat) -> Option<Condition> {
        use compensation_month::Column::{AcademyId, EstablishmentId, PersonId};
        place::of_person(reach, hat, PersonId, AcademyId, EstablishmentId)
    }

    fn state(_: &compensation_month::Model, _: NaiveDate) {}

    fn natural_key(row: &compensation_month::Model) -> String {
        id_of::<Self>(row).to_string()
    }

    kernel::wraps!(compensation_month::Entity);
}

/// Month in which a part of an allowance is paid.
#[Object]
impl CompensationMonth {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        id_of::<Self>(&self.0.row).into()
    }

    /// First day of the month.
    async fn month(&self) -> Date {
        self.0.row.month.into()
    }

    /// What is paid in it, in cents of a euro.
    async fn amount_cents(&self) -> i32 {
        self.0.row.amount_cents
    }
}
