//! The room's mutations: the table of contents, and what they share.

pub mod carry_over_needs;
pub mod confirm_cluster;
pub mod decline_need;
pub mod dismiss_cluster;
pub mod merge_needs;
pub mod qualify_need;
pub mod raise_need;
pub mod recompute_clusters;
pub mod set_establishment_policy;
pub mod support_need;
pub mod validate_need;
pub mod withdraw_support;

use async_graphql::{Context, Object};
use entity::need::{need_competence, training_need};
use kernel::{
    Uuid,
    command::{BulkPayload, Command, CommandOptions, Payload, Perform},
    event::Fact,
    read::Maybe,
    refusal::Refusal,
    resource::Id,
    sheet::Action,
    work::Work,
};
use sea_orm::{
    ActiveValue::{NotSet, Set, Unchanged},
    ColumnTrait, Condition,
};

use self::{
    carry_over_needs::CarryOverNeeds, confirm_cluster::ConfirmCluster, decline_need::DeclineNeed, dismiss_cluster::DismissCluster, merge_needs::MergeNeeds,
    qualify_need::QualifyNeed, raise_need::RaiseNeed, recompute_clusters::RecomputeClusters, set_establishment_policy::SetEstablishmentPolicy,
    support_need::SupportNeed, validate_need::ValidateNeed, withdraw_support::WithdrawSupport,
};
use super::{EstablishmentPolicy, NeedCluster, TrainingNeed, states};

/// Operations of which only the person who does them is told in the audit: to know who did is to know who wants a need.
pub const CONFIDED: [&str; 3] = [RaiseNeed::NAME, SupportNeed::NAME, WithdrawSupport::NAME];

/// Mutations of training needs.
#[derive(Default)]
pub struct NeedMutations;

/// Mutations of training needs.
#[Object]
impl NeedMutations {
    /// Sets what an establishment decides about training for a school year. Refuses `CONFLICT` for one that is there already, unless its version is sent. Principal.
    async fn set_establishment_policy(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: SetEstablishmentPolicy,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<EstablishmentPolicy>> {
        ctx.perform(input, options).await
    }

    /// Raises a training need: a title and a theme are enough. The author's name stays with the referent unless `showsName`. Staff of the establishment; the desk TRAINING.
    async fn raise_need(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: RaiseNeed,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<TrainingNeed>> {
        ctx.perform(input, options).await
    }

    /// Supports a colleague's need, once; again it changes nothing. Staff of the establishment.
    async fn support_need(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: SupportNeed,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<TrainingNeed>> {
        ctx.perform(input, options).await
    }

    /// Takes one's own support back.
    async fn withdraw_support(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: WithdrawSupport,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<TrainingNeed>> {
        ctx.perform(input, options).await
    }

    /// Says what a need is about, so that the principal may decide. Referent or principal of the establishment; the desk TRAINING.
    async fn qualify_need(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: QualifyNeed,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<TrainingNeed>> {
        ctx.perform(input, options).await
    }

    /// Validates a need that was qualified: it counts for clusters and plans. Principal; the desk TRAINING.
    async fn validate_need(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: ValidateNeed,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<TrainingNeed>> {
        ctx.perform(input, options).await
    }

    /// Declines a need, with the reason that those who want it read. Principal; the desk TRAINING.
    async fn decline_need(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: DeclineNeed,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<TrainingNeed>> {
        ctx.perform(input, options).await
    }

    /// Lets needs go on in another of the same establishment and school year, with all who want them. Refuses `MERGE_CIRCLE` for a need that would go on in itself, `NEEDS_APART` for needs of two places or years. Referent of the establishment.
    async fn merge_needs(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: MergeNeeds,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<TrainingNeed>> {
        ctx.perform(input, options).await
    }

    /// Makes new needs of the next school year out of what is unmet of one, with all who want them. Again it changes nothing. Principal; the desk TRAINING.
    async fn carry_over_needs(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: CarryOverNeeds,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<BulkPayload<TrainingNeed>> {
        ctx.perform(input, options).await
    }

    /// Computes what the validated needs of an academy and school year have in common, as the product does each night. What was decided of a cluster stays. Rectorate, desk TRAINING.
    async fn recompute_clusters(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: RecomputeClusters,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<BulkPayload<NeedCluster>> {
        ctx.perform(input, options).await
    }

    /// Confirms a cluster: its validated needs are clustered, and a course may be made for it. Rectorate, desk TRAINING.
    async fn confirm_cluster(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: ConfirmCluster,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<NeedCluster>> {
        ctx.perform(input, options).await
    }

    /// Dismisses a cluster, with a reason. Rectorate, desk TRAINING.
    async fn dismiss_cluster(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: DismissCluster,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<NeedCluster>> {
        ctx.perform(input, options).await
    }
}

/// Takes a need as it is now: for acts that do not rest on what was read of it. Others who act on it wait.
async fn taken(work: &Work<'_>, action: Action, id: Id<TrainingNeed>, argument: &'static str) -> Result<training_need::Model, Refusal> {
    let here = Condition::all().add(training_need::Column::Id.eq(id.named(argument)?));
    let version = work.find_locked::<training_need::Entity>(here).await?.pop().map_or(0, |row| row.version);
    work.take(action, id, version).await.map_err(|refusal| match refusal {
        Refusal::NotFound { .. } => Refusal::NotFound { argument },
        other => other,
    })
}

/// Takes the step of a need that changes nothing else of it, and tells it.
async fn step(
    work: &mut Work<'_>,
    action: Action,
    row: &training_need::Model,
    change: training_need::ActiveModel,
    fact: &Fact,
) -> Result<Id<TrainingNeed>, Refusal> {
    let stage = states::NEED.after(row.stage, action)?;
    let row = work.save::<TrainingNeed>(training_need::ActiveModel { id: Unchanged(row.id), stage: Set(stage), ..change }).await?;
    work.announce(fact.of::<TrainingNeed>(&row));
    Ok(row.id.into())
}

/// The links from a need to competences.
fn links(need: Uuid, competences: impl IntoIterator<Item = Uuid>) -> Vec<need_competence::ActiveModel> {
    competences.into_iter().map(|competence| need_competence::ActiveModel { id: NotSet, need_id: Set(need), competence_id: Set(competence) }).collect()
}
