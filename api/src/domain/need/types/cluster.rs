use async_graphql::{Context, ID, Object};
use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    competence::{competence, training_theme},
    need::{
        cluster_competence,
        need_cluster::{self, ClusterStage},
        training_need::{self, NeedUrgency},
    },
    people::discipline,
    stage::stage_offer,
    territory::zone,
    training::training_action::{self, TrainingDomain},
};
use kernel::{
    actor::Hat,
    machine::Machine,
    read::{Ask, Maybe, Page, Related},
    relation::{Link, Many, One, Relation, Through},
    resource::{Loaded, Permission, Resource, Transition, id_of},
    scalars::SchoolYear,
    sheet::{Reach, Sheet},
};
use sea_orm::{ColumnTrait, Condition};

use super::TrainingNeed;
use crate::domain::{
    competence::{
        Competence, TrainingTheme,
        filters::{CompetenceFilter, CompetenceOrder},
    },
    labels::label,
    need::{
        filters::{NeedClusterFilter, NeedClusterOrder, TrainingNeedFilter, TrainingNeedOrder},
        place::of_cluster,
        sheet, states,
    },
    people::Discipline,
    stage::{
        StageOffer,
        filters::{StageOfferFilter, StageOfferOrder},
    },
    territory::Basin,
    training::{
        TrainingAction,
        filters::{TrainingActionFilter, TrainingActionOrder},
    },
};

/// Cluster of needs.
pub struct NeedCluster(Loaded<need_cluster::Entity>);

impl Resource for NeedCluster {
    type Row = need_cluster::Entity;
    type State = ClusterStage;
    type Filter = NeedClusterFilter;
    type Order = NeedClusterOrder;

    const PREFIX: &'static str = "cluster";
    const SHEET: Sheet<ClusterStage> = sheet::CLUSTERS;
    const MACHINE: Option<&'static Machine<ClusterStage>> = Some(&states::CLUSTERS);
    const READS: &'static [(&'static str, &'static [need_cluster::Column])] =
        &[("stageLabel", &[need_cluster::Column::Stage]), ("urgencyLabel", &[need_cluster::Column::Urgency])];
    const RELATIONS: &'static [&'static dyn Relation<need_cluster::Entity>] = &[
        &One::<need_cluster::Entity, Basin> { name: "basin", from: need_cluster::Column::ZoneId, to: zone::Column::Id },
        &One::<need_cluster::Entity, TrainingTheme> { name: "theme", from: need_cluster::Column::ThemeId, to: training_theme::Column::Id },
        &One::<need_cluster::Entity, Discipline> { name: "discipline", from: need_cluster::Column::DisciplineId, to: discipline::Column::Id },
        &Many::<need_cluster::Entity, TrainingNeed> { name: "needs", from: need_cluster::Column::Id, to: training_need::Column::ClusterId },
        &Many::<need_cluster::Entity, StageOffer> { name: "offers", from: need_cluster::Column::Id, to: stage_offer::Column::ClusterId },
        &Many::<need_cluster::Entity, TrainingAction> { name: "actions", from: need_cluster::Column::Id, to: training_action::Column::ClusterId },
        &Through::<need_cluster::Entity, cluster_competence::Entity, Competence> {
            name: "competences",
            from: need_cluster::Column::Id,
            link: Link { parent: cluster_competence::Column::ClusterId, child: cluster_competence::Column::CompetenceId, period: None },
            to: competence::Column::Id,
            also: None,
        },
    ];

    fn lies(reach: Reach, hat: &Hat) -> Option<Condition> {
        of_cluster(reach, hat)
    }

    fn state(row: &need_cluster::Model, _: NaiveDate) -> ClusterStage {
        row.stage
    }

    fn in_states(states: &[ClusterStage], _: NaiveDate) -> Condition {
        Condition::all().add(need_cluster::Column::Stage.is_in(states.iter().copied()))
    }

    fn natural_key(row: &need_cluster::Model) -> String {
        id_of::<Self>(row).to_string()
    }

    kernel::wraps!(need_cluster::Entity);
}

/// Needs that establishments of a zone have in common: what a course (*stage*) led by a referent of one of them may answer (founding page).
/// Computed; its id follows from school year, zone, theme, domain and discipline. What the rectorate decides of it stays.
#[Object]
impl NeedCluster {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        id_of::<Self>(&self.0.row).into()
    }

    /// School year.
    async fn school_year(&self) -> Maybe<SchoolYear> {
        Some(self.0.row.school_year.parse().map_err(kernel::refusal::Refusal::internal))
    }

    /// Whether its needs are for all disciplines or for one.
    async fn domain(&self) -> TrainingDomain {
        self.0.row.domain
    }

    /// Where it stands.
    async fn stage(&self) -> ClusterStage {
        self.0.row.stage
    }

    /// Where it stands in words, in the language of the request.
    async fn stage_label(&self, ctx: &Context<'_>) -> String {
        label("ClusterStage", self.0.row.stage, ctx.viewer().locale)
    }

    /// Whether enough establishments share it: the setting `minEstablishments` of the academy.
    async fn is_common(&self) -> bool {
        self.0.row.is_common
    }

    /// Number of distinct establishments.
    async fn establishments(&self) -> i32 {
        self.0.row.establishments
    }

    /// Number of distinct persons who want it.
    async fn headcount(&self) -> i32 {
        self.0.row.headcount
    }

    /// The highest urgency of its needs.
    async fn urgency(&self) -> NeedUrgency {
        self.0.row.urgency
    }

    /// The same in words, in the language of the request.
    async fn urgency_label(&self, ctx: &Context<'_>) -> String {
        label("NeedUrgency", self.0.row.urgency, ctx.viewer().locale)
    }

    /// Why it was dismissed; null otherwise.
    async fn reason(&self) -> Option<&str> {
        self.0.row.reason.as_deref()
    }

    /// Basin that its establishments lie in.
    async fn basin(&self, ctx: &Context<'_>) -> Related<Basin> {
        ctx.one(self).await
    }

    /// Theme of its needs.
    async fn theme(&self, ctx: &Context<'_>) -> Related<TrainingTheme> {
        ctx.one(self).await
    }

    /// The discipline, of needs for one; else null.
    async fn discipline(&self, ctx: &Context<'_>) -> Related<Discipline> {
        ctx.one(self).await
    }

    /// Its needs, as far as the viewer may read them.
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

    /// Offers to referents to lead the course, as far as the viewer may read them.
    async fn offers(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<StageOfferFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<StageOfferOrder>,
    ) -> Page<StageOffer> {
        let _ = (first, after, filter, order_by);
        ctx.many(self).await
    }

    /// Actions of training plans that answer it, as far as the viewer may read them.
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

    /// Competences of all its needs.
    async fn competences(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<CompetenceFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<CompetenceOrder>,
    ) -> Page<Competence> {
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
