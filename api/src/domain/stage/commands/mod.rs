//! The room's mutations: the table of contents, and what they share.

pub mod answer_offer;
pub mod offer_stage;
pub mod release_referent;
pub mod retain_referent;

use async_graphql::{Context, Object};
use entity::{
    mandate::mandate,
    need::training_need,
    stage::stage_offer::{self, OfferStage},
};
use kernel::{
    Uuid,
    command::{CommandOptions, Payload, Perform},
    event::Fact,
    read::Maybe,
    refusal::{Fault, Refusal},
    resource::Id,
    sheet::Action,
    text::text,
    work::Work,
};
use sea_orm::{
    ActiveValue::{Set, Unchanged},
    ColumnTrait, Condition,
};

use self::{answer_offer::AnswerOffer, offer_stage::OfferCourse, release_referent::ReleaseReferent, retain_referent::RetainReferent};
use super::{StageOffer, states};
use crate::domain::{
    mandate::states::{MandateState, state_on},
    need::states::COUNTS,
};

/// Mutations of courses.
#[derive(Default)]
pub struct StageMutations;

/// Mutations of courses.
#[Object]
impl StageMutations {
    /// Asks a referent to lead the course for a confirmed cluster; what came to nothing may be offered again. Refuses `NOT_A_CANDIDATE` for a mandate that is not active in one of its establishments, `ALREADY_EXISTS` while the offer stands. Rectorate, desk TRAINING.
    async fn offer_stage(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: OfferCourse,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<StageOffer>> {
        ctx.perform(input, options).await
    }

    /// Answers an offer; a yes can be taken back until the referent is retained. Refuses `NOT_A_CANDIDATE` to accept once the mandate is over. The referent alone.
    async fn answer_offer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: AnswerOffer,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<StageOffer>> {
        ctx.perform(input, options).await
    }

    /// Lets a referent who accepted go, or does not. Refuses `AGAINST_POLICY` unless it is acknowledged, when the establishment's policy says otherwise or allows fewer days. The principal of the referent's establishment.
    async fn release_referent(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: ReleaseReferent,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<StageOffer>> {
        ctx.perform(input, options).await
    }

    /// Chooses a referent who was released, or says that it is not this one; the other offers for the cluster end with the choice unless you say otherwise. Refuses `NOT_A_CANDIDATE` once the mandate is over. Rectorate, desk TRAINING.
    async fn retain_referent(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: RetainReferent,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<StageOffer>> {
        ctx.perform(input, options).await
    }
}

/// Takes the step of an offer and tells it.
async fn step(work: &mut Work<'_>, action: Action, row: &stage_offer::Model, change: stage_offer::ActiveModel, fact: &Fact) -> Result<Id<StageOffer>, Refusal> {
    let stage: OfferStage = states::OFFERS.after(row.stage, action)?;
    let row = work.save::<StageOffer>(stage_offer::ActiveModel { id: Unchanged(row.id), stage: Set(stage), ..change }).await?;
    work.announce(fact.of::<StageOffer>(&row));
    Ok(row.id.into())
}

/// Refuses a referent whose mandate is not active, or whose establishment has no need in the cluster (S21).
async fn is_candidate(work: &Work<'_>, mandate: Uuid, cluster: Uuid, argument: &str) -> Result<(), Refusal> {
    use training_need::Column::{ClusterId, EstablishmentId, Stage};
    let mandate = work.find::<mandate::Entity>(Condition::all().add(mandate::Column::Id.eq(mandate))).await?.pop();
    let mandate = mandate.filter(|row| state_on(row, work.viewer.actor.today) == MandateState::Active);
    let belongs = match mandate {
        Some(row) => {
            let wanting = Condition::all().add(ClusterId.eq(cluster)).add(EstablishmentId.eq(row.establishment_id)).add(Stage.is_in(COUNTS));
            work.count::<training_need::Entity>(wanting).await? > 0
        }
        None => false,
    };
    if belongs {
        return Ok(());
    }
    let message = text(
        "The referent has no active mandate in an establishment that shares the need.",
        "Le référent n'a pas de mandat actif dans un établissement qui partage le besoin.",
    );
    let hint = text("`stageCandidates(cluster)` lists those who may lead it.", "`stageCandidates(cluster)` donne ceux qui peuvent l'animer.");
    Err(Fault::invalid(argument, message).coded("NOT_A_CANDIDATE").hint(hint).into())
}
