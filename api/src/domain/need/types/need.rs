use async_graphql::{Context, ID, Object};
use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    competence::{competence, competence_declaration::CompetenceLevel, training_theme},
    need::{
        need_author, need_cluster, need_competence, need_support,
        training_need::{self, NeedStage, NeedUrgency, PreferredPeriod},
    },
    people::discipline,
    territory::establishment,
    training::training_action::{self, TrainingDomain},
};
use kernel::{
    actor::Hat,
    machine::Machine,
    read::{Ask, Maybe, Page, Related},
    relation::{Link, Many, One, Relation, Through},
    resource::{Confidence, Loaded, Permission, Resource, Transition, id_of},
    scalars::SchoolYear,
    sheet::{Reach, Sheet},
};
use sea_orm::{ColumnTrait, Condition};

use super::{NeedAuthor, NeedCluster, NeedSupport};
use crate::domain::{
    competence::{
        Competence, TrainingTheme,
        filters::{CompetenceFilter, CompetenceOrder},
    },
    labels::label,
    need::{
        filters::{NeedAuthorFilter, NeedAuthorOrder, NeedSupportFilter, NeedSupportOrder, TrainingNeedFilter, TrainingNeedOrder},
        place::{of_establishment, wanted_by},
        sheet, states,
    },
    people::Discipline,
    territory::Establishment,
    training::TrainingAction,
};

/// Training need.
pub struct TrainingNeed(Loaded<training_need::Entity>);

impl Resource for TrainingNeed {
    type Row = training_need::Entity;
    type State = NeedStage;
    type Filter = TrainingNeedFilter;
    type Order = TrainingNeedOrder;

    const PREFIX: &'static str = "need";
    const SHEET: Sheet<NeedStage> = sheet::NEED;
    const MACHINE: Option<&'static Machine<NeedStage>> = Some(&states::NEED);
    const CONFIDENCE: Confidence = Confidence::Training;
    const PARTIES_IN_CONFIDENCE: bool = true;
    const READS: &'static [(&'static str, &'static [training_need::Column])] = &[
        ("domainLabel", &[training_need::Column::Domain]),
        ("urgencyLabel", &[training_need::Column::Urgency]),
        ("preferredPeriodLabel", &[training_need::Column::PreferredPeriod]),
        ("stageLabel", &[training_need::Column::Stage]),
    ];
    const RELATIONS: &'static [&'static dyn Relation<training_need::Entity>] = &[
        &One::<training_need::Entity, Establishment> { name: "establishment", from: training_need::Column::EstablishmentId, to: establishment::Column::Id },
        &One::<training_need::Entity, TrainingTheme> { name: "theme", from: training_need::Column::ThemeId, to: training_theme::Column::Id },
        &One::<training_need::Entity, Discipline> { name: "discipline", from: training_need::Column::DisciplineId, to: discipline::Column::Id },
        &Through::<training_need::Entity, need_competence::Entity, Competence> {
            name: "competences",
            from: training_need::Column::Id,
            link: Link { parent: need_competence::Column::NeedId, child: need_competence::Column::CompetenceId, period: None },
            to: competence::Column::Id,
            also: None,
        },
        &Many::<training_need::Entity, NeedAuthor> { name: "authors", from: training_need::Column::Id, to: need_author::Column::NeedId },
        &Many::<training_need::Entity, NeedSupport> { name: "ownSupport", from: training_need::Column::Id, to: need_support::Column::NeedId },
        &One::<training_need::Entity, NeedCluster> { name: "cluster", from: training_need::Column::ClusterId, to: need_cluster::Column::Id },
        &One::<training_need::Entity, TrainingAction> { name: "action", from: training_need::Column::ActionId, to: training_action::Column::Id },
        &One::<training_need::Entity, Self> { name: "mergedInto", from: training_need::Column::MergedIntoId, to: training_need::Column::Id },
        &Many::<training_need::Entity, Self> { name: "merged", from: training_need::Column::Id, to: training_need::Column::MergedIntoId },
        &One::<training_need::Entity, Self> { name: "carriedFrom", from: training_need::Column::CarriedFromId, to: training_need::Column::Id },
        &One::<training_need::Entity, Self> { name: "carriedTo", from: training_need::Column::Id, to: training_need::Column::CarriedFromId },
    ];

    fn lies(reach: Reach, hat: &Hat) -> Option<Condition> {
        use training_need::Column::{AcademyId, EstablishmentId};
        match reach {
            Reach::Party => hat.person().map(wanted_by),
            reach => of_establishment(reach, hat, AcademyId, EstablishmentId),
        }
    }

    fn state(row: &training_need::Model, _: NaiveDate) -> NeedStage {
        row.stage
    }

    fn in_states(states: &[NeedStage], _: NaiveDate) -> Condition {
        Condition::all().add(training_need::Column::Stage.is_in(states.iter().copied()))
    }

    fn natural_key(row: &training_need::Model) -> String {
        id_of::<Self>(row).to_string()
    }

    kernel::wraps!(training_need::Entity);
}

/// Training need of an establishment (*besoin de formation*, founding page M1.2). Who raised it hangs at `authors`, for those who may know; how many
/// want it is `supporters`.
#[Object]
impl TrainingNeed {
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

    /// What is needed, in Markdown; HTML in it is text. Null when the title says it all.
    async fn description(&self) -> Option<&str> {
        self.0.row.description.as_deref()
    }

    /// Whether it is for all disciplines or for one.
    async fn domain(&self) -> TrainingDomain {
        self.0.row.domain
    }

    /// The same in words, in the language of the request.
    async fn domain_label(&self, ctx: &Context<'_>) -> String {
        label("TrainingDomain", self.0.row.domain, ctx.viewer().locale)
    }

    /// Level now; null when it was not said.
    async fn current_level(&self) -> Option<CompetenceLevel> {
        self.0.row.current_level
    }

    /// Level that is aimed at; null when it was not said.
    async fn target_level(&self) -> Option<CompetenceLevel> {
        self.0.row.target_level
    }

    /// Number of persons it concerns, as the author counts.
    async fn headcount(&self) -> i32 {
        self.0.row.headcount
    }

    /// Number of persons who want it, authors among them, each once.
    async fn supporters(&self) -> i32 {
        self.0.row.supporters
    }

    /// How soon.
    async fn urgency(&self) -> NeedUrgency {
        self.0.row.urgency
    }

    /// How soon in words, in the language of the request.
    async fn urgency_label(&self, ctx: &Context<'_>) -> String {
        label("NeedUrgency", self.0.row.urgency, ctx.viewer().locale)
    }

    /// When it would suit best.
    async fn preferred_period(&self) -> PreferredPeriod {
        self.0.row.preferred_period
    }

    /// When it would suit best in words, in the language of the request.
    async fn preferred_period_label(&self, ctx: &Context<'_>) -> String {
        label("PreferredPeriod", self.0.row.preferred_period, ctx.viewer().locale)
    }

    /// Whether it is about the ENT (*espace numérique de travail*).
    async fn on_the_ent(&self) -> bool {
        self.0.row.on_the_ent
    }

    /// Where it stands.
    async fn stage(&self) -> NeedStage {
        self.0.row.stage
    }

    /// Where it stands in words, in the language of the request.
    async fn stage_label(&self, ctx: &Context<'_>) -> String {
        label("NeedStage", self.0.row.stage, ctx.viewer().locale)
    }

    /// Why it was declined; null otherwise.
    async fn reason(&self) -> Option<&str> {
        self.0.row.reason.as_deref()
    }

    /// The establishment.
    async fn establishment(&self, ctx: &Context<'_>) -> Related<Establishment> {
        ctx.one(self).await
    }

    /// Theme.
    async fn theme(&self, ctx: &Context<'_>) -> Related<TrainingTheme> {
        ctx.one(self).await
    }

    /// The discipline, of a need for one; else null.
    async fn discipline(&self, ctx: &Context<'_>) -> Related<Discipline> {
        ctx.one(self).await
    }

    /// Competences that it is about.
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

    /// Who raised it, several where needs were merged; empty for those who may not know.
    async fn authors(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<NeedAuthorFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<NeedAuthorOrder>,
    ) -> Page<NeedAuthor> {
        let _ = (first, after, filter, order_by);
        ctx.many(self).await
    }

    /// The viewer's own support of it, if there is one.
    async fn own_support(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<NeedSupportFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<NeedSupportOrder>,
    ) -> Page<NeedSupport> {
        let _ = (first, after, filter, order_by);
        ctx.many(self).await
    }

    /// Action of a training plan that answers it; null when none does, or none that the viewer may read.
    async fn action(&self, ctx: &Context<'_>) -> Related<TrainingAction> {
        ctx.one(self).await
    }

    /// Cluster that it belongs to; null when there is none, or none that the viewer may read.
    async fn cluster(&self, ctx: &Context<'_>) -> Related<NeedCluster> {
        ctx.one(self).await
    }

    /// Need that it goes on in, once it was merged.
    async fn merged_into(&self, ctx: &Context<'_>) -> Related<TrainingNeed> {
        ctx.one(self).await
    }

    /// Needs that go on in this one.
    async fn merged(
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

    /// Need of the school year before that it goes on from.
    async fn carried_from(&self, ctx: &Context<'_>) -> Related<TrainingNeed> {
        ctx.one(self).await
    }

    /// Need of the next school year that it goes on in.
    async fn carried_to(&self, ctx: &Context<'_>) -> Related<TrainingNeed> {
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
