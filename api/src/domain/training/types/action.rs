use async_graphql::{Context, ID, Object};
use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    need::{need_cluster, training_need},
    people::discipline,
    territory::{establishment, zone},
    training::{
        training_action::{self, TrainingDomain, TrainingOrigin},
        training_plan::{self, TrainingLevel},
        training_session,
    },
};
use kernel::{
    actor::Hat,
    read::{Ask, Maybe, Page, Related},
    relation::{Many, One, Relation},
    resource::{Loaded, Permission, Resource, id_of},
    scalars::SchoolYear,
    sheet::{Reach, Sheet},
};
use sea_orm::Condition;

use crate::domain::{
    amounts::hours,
    labels::label,
    need::{
        NeedCluster, TrainingNeed,
        filters::{TrainingNeedFilter, TrainingNeedOrder},
    },
    people::Discipline,
    territory::{Basin, Establishment},
    training::{
        TrainingPlan, TrainingSession,
        filters::{TrainingActionFilter, TrainingActionOrder, TrainingSessionFilter, TrainingSessionOrder},
        place, sheet,
    },
};

/// Action of a training plan.
pub struct TrainingAction(Loaded<training_action::Entity>);

impl Resource for TrainingAction {
    type Row = training_action::Entity;
    type State = ();
    type Filter = TrainingActionFilter;
    type Order = TrainingActionOrder;

    const PREFIX: &'static str = "action";
    const SHEET: Sheet<()> = sheet::ACTION;
    const READS: &'static [(&'static str, &'static [training_action::Column])] = &[
        ("originLabel", &[training_action::Column::Origin]),
        ("scopeLabel", &[training_action::Column::Scope]),
        ("domainLabel", &[training_action::Column::Domain]),
        ("hours", &[training_action::Column::QuarterHours]),
    ];
    const RELATIONS: &'static [&'static dyn Relation<training_action::Entity>] = &[
        &One::<training_action::Entity, TrainingPlan> { name: "plan", from: training_action::Column::PlanId, to: training_plan::Column::Id },
        &One::<training_action::Entity, Establishment> { name: "establishment", from: training_action::Column::EstablishmentId, to: establishment::Column::Id },
        &One::<training_action::Entity, Basin> { name: "basin", from: training_action::Column::BasinId, to: zone::Column::Id },
        &One::<training_action::Entity, Discipline> { name: "discipline", from: training_action::Column::DisciplineId, to: discipline::Column::Id },
        &One::<training_action::Entity, NeedCluster> { name: "cluster", from: training_action::Column::ClusterId, to: need_cluster::Column::Id },
        &Many::<training_action::Entity, TrainingNeed> { name: "needs", from: training_action::Column::Id, to: training_need::Column::ActionId },
        &Many::<training_action::Entity, TrainingSession> { name: "sessions", from: training_action::Column::Id, to: training_session::Column::ActionId },
    ];

    fn lies(reach: Reach, hat: &Hat) -> Option<Condition> {
        place::of_action(reach, hat)
    }

    fn state(_: &training_action::Model, _: NaiveDate) {}

    fn natural_key(row: &training_action::Model) -> String {
        id_of::<Self>(row).to_string()
    }

    kernel::wraps!(training_action::Entity);
}

/// Action of a training plan (*stage*): what is learnt, whom it is for, what it costs; its sessions say when and where.
#[Object]
impl TrainingAction {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        id_of::<Self>(&self.0.row).into()
    }

    /// School year.
    async fn school_year(&self) -> Maybe<SchoolYear> {
        Some(self.0.row.school_year.parse().map_err(kernel::refusal::Refusal::internal))
    }

    /// Title.
    async fn title(&self) -> &str {
        &self.0.row.title
    }

    /// What participants can do after it, in Markdown; HTML in it is text.
    async fn objectives(&self) -> &str {
        &self.0.row.objectives
    }

    /// Whose idea it is.
    async fn origin(&self) -> TrainingOrigin {
        self.0.row.origin
    }

    /// Whose idea it is in words, in the language of the request.
    async fn origin_label(&self, ctx: &Context<'_>) -> String {
        label("TrainingOrigin", self.0.row.origin, ctx.viewer().locale)
    }

    /// Whom it is for.
    async fn scope(&self) -> TrainingLevel {
        self.0.row.scope
    }

    /// Whom it is for in words, in the language of the request.
    async fn scope_label(&self, ctx: &Context<'_>) -> String {
        label("TrainingLevel", self.0.row.scope, ctx.viewer().locale)
    }

    /// Whether it is about uses that all disciplines share, or about one.
    async fn domain(&self) -> TrainingDomain {
        self.0.row.domain
    }

    /// The same in words, in the language of the request.
    async fn domain_label(&self, ctx: &Context<'_>) -> String {
        label("TrainingDomain", self.0.row.domain, ctx.viewer().locale)
    }

    /// Code of its theme; null when none is named.
    async fn theme(&self) -> Option<&str> {
        self.0.row.theme.as_deref()
    }

    /// Hours, in quarters of an hour.
    async fn hours(&self) -> f64 {
        hours(self.0.row.quarter_hours)
    }

    /// Fewest participants of a session; null where the academy's rule holds.
    async fn least_participants(&self) -> Option<i32> {
        self.0.row.least_participants
    }

    /// Most participants of a session.
    async fn capacity(&self) -> i32 {
        self.0.row.capacity
    }

    /// Its reference in GAIA; null when it has none.
    async fn gaia(&self) -> Option<&str> {
        self.0.row.gaia.as_deref()
    }

    /// Its reference in Sofia-FMO; null when it has none.
    async fn sofia_fmo(&self) -> Option<&str> {
        self.0.row.sofia_fmo.as_deref()
    }

    /// What it is thought to cost, in cents of a euro.
    async fn cost_cents(&self) -> i32 {
        self.0.row.cost_cents
    }

    /// The plan.
    async fn plan(&self, ctx: &Context<'_>) -> Related<TrainingPlan> {
        ctx.one(self).await
    }

    /// The establishment that it is for; null unless the scope is one.
    async fn establishment(&self, ctx: &Context<'_>) -> Related<Establishment> {
        ctx.one(self).await
    }

    /// The basin that it is for; null unless the scope is one.
    async fn basin(&self, ctx: &Context<'_>) -> Related<Basin> {
        ctx.one(self).await
    }

    /// The discipline that it is about; null for a transversal one.
    async fn discipline(&self, ctx: &Context<'_>) -> Related<Discipline> {
        ctx.one(self).await
    }

    /// The cluster of needs that it answers; null when it answers none, or none that the viewer may read.
    async fn cluster(&self, ctx: &Context<'_>) -> Related<NeedCluster> {
        ctx.one(self).await
    }

    /// The needs that it answers, as far as the viewer may read them.
    async fn needs(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<TrainingNeedFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<TrainingNeedOrder>,
    ) -> Page<TrainingNeed> {
        let _ = (first, after, filter, order_by);
        ctx.many(self).await
    }

    /// Its sessions.
    async fn sessions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<TrainingSessionFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<TrainingSessionOrder>,
    ) -> Page<TrainingSession> {
        let _ = (first, after, filter, order_by);
        ctx.many(self).await
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
