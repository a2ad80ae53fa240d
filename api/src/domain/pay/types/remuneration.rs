use async_graphql::{Context, ID, Object};
use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    pay::{
        pay_export,
        remuneration::{self, RemunerationKind, RemunerationLevel, RemunerationStage},
    },
    people::person,
    training::{trainer_engagement, training_plan, training_session},
};
use kernel::{
    actor::Hat,
    machine::Machine,
    read::{Ask, Maybe, Related},
    relation::{One, Relation},
    resource::{Confidence, Loaded, Permission, Resource, Transition, id_of},
    scalars::SchoolYear,
    sheet::{Reach, Sheet},
};
use sea_orm::{ColumnTrait, Condition};

use super::PayExport;
use crate::domain::{
    amounts::hours,
    labels::label,
    pay::{
        filters::{RemunerationFilter, RemunerationOrder},
        place, sheet, states,
    },
    people::Person,
    training::{TrainerEngagement, TrainingPlan, TrainingSession},
};

/// Remuneration of a trainer.
pub struct Remuneration(Loaded<remuneration::Entity>);

impl Resource for Remuneration {
    type Row = remuneration::Entity;
    type State = RemunerationStage;
    type Filter = RemunerationFilter;
    type Order = RemunerationOrder;

    const PREFIX: &'static str = "remuneration";
    const CONFIDENCE: Confidence = Confidence::Pay;
    const SHEET: Sheet<RemunerationStage> = sheet::REMUNERATION;
    const SENSITIVE: bool = true;
    const MACHINE: Option<&'static Machine<RemunerationStage>> = Some(&states::REMUNERATION);
    const READS: &'static [(&'static str, &'static [remuneration::Column])] = &[
        ("kindLabel", &[remuneration::Column::Kind]),
        ("levelLabel", &[remuneration::Column::Level]),
        ("hours", &[remuneration::Column::QuarterHours]),
        ("stageLabel", &[remuneration::Column::Stage]),
    ];
    const RELATIONS: &'static [&'static dyn Relation<remuneration::Entity>] = &[
        &One::<remuneration::Entity, TrainerEngagement> { name: "engagement", from: remuneration::Column::EngagementId, to: trainer_engagement::Column::Id },
        &One::<remuneration::Entity, TrainingSession> { name: "session", from: remuneration::Column::SessionId, to: training_session::Column::Id },
        &One::<remuneration::Entity, TrainingPlan> { name: "plan", from: remuneration::Column::PlanId, to: training_plan::Column::Id },
        &One::<remuneration::Entity, Person> { name: "person", from: remuneration::Column::PersonId, to: person::Column::Id },
        &One::<remuneration::Entity, Person> { name: "certifiedBy", from: remuneration::Column::CertifiedById, to: person::Column::Id },
        &One::<remuneration::Entity, Person> { name: "approvedBy", from: remuneration::Column::ApprovedById, to: person::Column::Id },
        &One::<remuneration::Entity, PayExport> { name: "export", from: remuneration::Column::ExportId, to: pay_export::Column::Id },
    ];

    fn lies(reach: Reach, hat: &Hat) -> Option<Condition> {
        place::of_remuneration(reach, hat)
    }

    fn state(row: &remuneration::Model, _: NaiveDate) -> RemunerationStage {
        row.stage
    }

    fn in_states(states: &[RemunerationStage], _: NaiveDate) -> Condition {
        Condition::all().add(remuneration::Column::Stage.is_in(states.iter().copied()))
    }

    fn natural_key(row: &remuneration::Model) -> String {
        id_of::<Self>(row).to_string()
    }

    kernel::wraps!(remuneration::Entity);
}

/// What leading a session brings its trainer: a rate by the hour, a flat rate, or nothing, said as such (decree 2010-235, order of 7 May 2012). Read by
/// the person, the person's principal, those who certify the service, and the desks TRAINING and PAY alone; each reading leaves a row in the audit.
#[Object]
impl Remuneration {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        id_of::<Self>(&self.0.row).into()
    }

    /// School year of the plan.
    async fn school_year(&self) -> Maybe<SchoolYear> {
        Some(self.0.row.school_year.parse().map_err(kernel::refusal::Refusal::internal))
    }

    /// How it is paid; `NONE` says that it is not.
    async fn kind(&self) -> RemunerationKind {
        self.0.row.kind
    }

    /// How it is paid in words, in the language of the request.
    async fn kind_label(&self, ctx: &Context<'_>) -> String {
        label("RemunerationKind", self.0.row.kind, ctx.viewer().locale)
    }

    /// Level of the training; null unless it is paid by the hour.
    async fn level(&self) -> Option<RemunerationLevel> {
        self.0.row.level
    }

    /// Level in words, in the language of the request; null unless it is paid by the hour.
    async fn level_label(&self, ctx: &Context<'_>) -> Option<String> {
        self.0.row.level.map(|level| label("RemunerationLevel", level, ctx.viewer().locale))
    }

    /// Rate of an hour, in cents of a euro; null unless it is paid by the hour.
    async fn rate_cents(&self) -> Option<i32> {
        self.0.row.rate_cents
    }

    /// Hours, in quarters of an hour: those that are planned, then those that were certified; null unless it is paid by the hour.
    async fn hours(&self) -> Option<f64> {
        self.0.row.quarter_hours.map(hours)
    }

    /// Amount in cents of a euro, 0 when it is not paid. By the hour: rate times hours, half a cent and more counted as one.
    async fn amount_cents(&self) -> i32 {
        self.0.row.amount_cents
    }

    /// Code of the rule that allows the rate, as in `trainerPayRules`; null unless it is paid by the hour.
    async fn rate_source(&self) -> Option<&str> {
        self.0.row.rate_source.as_deref()
    }

    /// Where it stands.
    async fn stage(&self) -> RemunerationStage {
        self.0.row.stage
    }

    /// Where it stands in words, in the language of the request.
    async fn stage_label(&self, ctx: &Context<'_>) -> String {
        label("RemunerationStage", self.0.row.stage, ctx.viewer().locale)
    }

    /// Why it was given back, or refused by the payroll tool; null otherwise.
    async fn reason(&self) -> Option<&str> {
        self.0.row.reason.as_deref()
    }

    /// Instant the service was certified, UTC; null before.
    async fn certified_at(&self) -> Option<DateTime<Utc>> {
        self.0.row.certified_at
    }

    /// Instant the desk PAY approved it, UTC; null before.
    async fn approved_at(&self) -> Option<DateTime<Utc>> {
        self.0.row.approved_at
    }

    /// Instant it was recorded what the payroll tool answered, UTC; null before.
    async fn answered_at(&self) -> Option<DateTime<Utc>> {
        self.0.row.answered_at
    }

    /// The engagement that it is for.
    async fn engagement(&self, ctx: &Context<'_>) -> Related<TrainerEngagement> {
        ctx.one(self).await
    }

    /// The session.
    async fn session(&self, ctx: &Context<'_>) -> Related<TrainingSession> {
        ctx.one(self).await
    }

    /// The plan that pays.
    async fn plan(&self, ctx: &Context<'_>) -> Related<TrainingPlan> {
        ctx.one(self).await
    }

    /// The trainer.
    async fn person(&self, ctx: &Context<'_>) -> Related<Person> {
        ctx.one(self).await
    }

    /// Who certified the service; null before, and when a program did.
    async fn certified_by(&self, ctx: &Context<'_>) -> Related<Person> {
        ctx.one(self).await
    }

    /// Who approved it; null before, and when a program did.
    async fn approved_by(&self, ctx: &Context<'_>) -> Related<Person> {
        ctx.one(self).await
    }

    /// The file in which it went to the payroll tool last; null before, and for other readers than the desk PAY.
    async fn export(&self, ctx: &Context<'_>) -> Related<PayExport> {
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
