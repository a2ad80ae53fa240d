use async_graphql::{Context, ID, Object};
use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    pay::plan_pay,
    territory::{academy, establishment, zone},
    training::{
        training_action,
        training_plan::{self, PlanStage, TrainingLevel},
    },
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

use crate::domain::{
    labels::label,
    pay::PayTotals,
    territory::{Academy, Basin, Establishment},
    training::{
        TrainingAction,
        filters::{TrainingActionFilter, TrainingActionOrder, TrainingPlanFilter, TrainingPlanOrder},
        place, sheet, states,
    },
};

/// Training plan of a place and a school year.
pub struct TrainingPlan(Loaded<training_plan::Entity>);

impl Resource for TrainingPlan {
    type Row = training_plan::Entity;
    type State = PlanStage;
    type Filter = TrainingPlanFilter;
    type Order = TrainingPlanOrder;

    const PREFIX: &'static str = "plan";
    const SHEET: Sheet<PlanStage> = sheet::PLAN;
    const MACHINE: Option<&'static Machine<PlanStage>> = Some(&states::PLAN);
    const READS: &'static [(&'static str, &'static [training_plan::Column])] = &[
        ("levelLabel", &[training_plan::Column::Level]),
        ("stageLabel", &[training_plan::Column::Stage]),
        ("isAcknowledged", &[training_plan::Column::Acknowledged]),
    ];
    const RELATIONS: &'static [&'static dyn Relation<training_plan::Entity>] = &[
        &One::<training_plan::Entity, Academy> { name: "academy", from: training_plan::Column::AcademyId, to: academy::Column::Id },
        &One::<training_plan::Entity, Establishment> { name: "establishment", from: training_plan::Column::EstablishmentId, to: establishment::Column::Id },
        &One::<training_plan::Entity, Basin> { name: "basin", from: training_plan::Column::BasinId, to: zone::Column::Id },
        &One::<training_plan::Entity, PayTotals> { name: "payTotals", from: training_plan::Column::Id, to: plan_pay::Column::Id },
        &Many::<training_plan::Entity, TrainingAction> { name: "actions", from: training_plan::Column::Id, to: training_action::Column::PlanId },
    ];

    fn lies(reach: Reach, hat: &Hat) -> Option<Condition> {
        place::of_plan(reach, hat)
    }

    fn state(row: &training_plan::Model, _: NaiveDate) -> PlanStage {
        row.stage
    }

    fn in_states(states: &[PlanStage], _: NaiveDate) -> Condition {
        Condition::all().add(training_plan::Column::Stage.is_in(states.iter().copied()))
    }

    fn natural_key(row: &training_plan::Model) -> String {
        id_of::<Self>(row).to_string()
    }

    kernel::wraps!(training_plan::Entity);
}

/// Training plan (*plan de formation*): what an establishment, a basin or an academy teaches its staff in a school year. It says what it costs at most; the rectorate approves it.
#[Object]
impl TrainingPlan {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        id_of::<Self>(&self.0.row).into()
    }

    /// How wide it is.
    async fn level(&self) -> TrainingLevel {
        self.0.row.level
    }

    /// How wide it is in words, in the language of the request.
    async fn level_label(&self, ctx: &Context<'_>) -> String {
        label("TrainingLevel", self.0.row.level, ctx.viewer().locale)
    }

    /// School year.
    async fn school_year(&self) -> Maybe<SchoolYear> {
        Some(self.0.row.school_year.parse().map_err(kernel::refusal::Refusal::internal))
    }

    /// Title.
    async fn title(&self) -> &str {
        &self.0.row.title
    }

    /// Most that its actions may cost together, in cents of a euro; null when nothing is set.
    async fn budget_cents(&self) -> Option<i32> {
        self.0.row.budget_cents
    }

    /// Where it stands.
    async fn stage(&self) -> PlanStage {
        self.0.row.stage
    }

    /// Where it stands in words, in the language of the request.
    async fn stage_label(&self, ctx: &Context<'_>) -> String {
        label("PlanStage", self.0.row.stage, ctx.viewer().locale)
    }

    /// Why the rectorate gave it back; null otherwise.
    async fn reason(&self) -> Option<&str> {
        self.0.row.reason.as_deref()
    }

    /// Whether the approver knew that a trainer does not teach the discipline of an action.
    async fn is_acknowledged(&self) -> bool {
        self.0.row.acknowledged
    }

    /// The academy.
    async fn academy(&self, ctx: &Context<'_>) -> Related<Academy> {
        ctx.one(self).await
    }

    /// The establishment; null unless the plan is of one.
    async fn establishment(&self, ctx: &Context<'_>) -> Related<Establishment> {
        ctx.one(self).await
    }

    /// The basin; null unless the plan is of one.
    async fn basin(&self, ctx: &Context<'_>) -> Related<Basin> {
        ctx.one(self).await
    }

    /// What its trainers bring, by state, beside its budget; null for others than the desks TRAINING and PAY and, of an establishment's own plan, its principal and deputies.
    async fn pay_totals(&self, ctx: &Context<'_>) -> Related<PayTotals> {
        ctx.one(self).await
    }

    /// Its own actions. Those of the plans below it too: `trainingActions(filter: { under: … })`.
    async fn actions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<TrainingActionFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<TrainingActionOrder>,
    ) -> Page<TrainingAction> {
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
