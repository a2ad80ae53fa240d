//! The room's root fields.

use async_graphql::{Context, Object};
use entity::stage::stage_candidate;
use kernel::{
    read::{Ask, Page},
    refusal::Refusal,
    resource::Id,
    viewer::Viewer,
};

use super::{
    StageCandidate, StageOffer,
    filters::{StageCandidateFilter, StageCandidateOrder, StageOfferFilter, StageOfferOrder},
    rules::StageAssumption,
    situation,
};
use crate::domain::need::NeedCluster;

/// Root fields of courses.
#[derive(Default)]
pub struct StageQueries;

/// Root fields of courses.
#[Object]
#[expect(clippy::too_many_arguments, reason = "the four of every list, the cluster, and what is assumed")]
impl StageQueries {
    /// The referents who may lead the course for a cluster of needs, the one that fits best first: those with an active mandate in one of its establishments, with the parts of their score in figures and in words. For the desk TRAINING; a referent finds the own place alone.
    /// With `assuming` it answers "what if": as things would be if establishments said otherwise than their policies do, and which further needs would then be met.
    /// Refuses `NOT_ALLOWED` to others, `NOT_FOUND` for a cluster that is not there or not the viewer's, `INVALID_ARGUMENT` for an assumption about an establishment without a need in it.
    async fn stage_candidates(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The cluster.")] cluster: Id<NeedCluster>,
        #[graphql(desc = "What establishments are taken to say, 50 at most; their policies when left out.")] assuming: Option<Vec<StageAssumption>>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<StageCandidateFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<StageCandidateOrder>,
    ) -> Page<StageCandidate> {
        let _ = (first, after, order_by);
        let about = format!("{cluster} {assuming:?}");
        ctx.read().list_of(&about, candidates(ctx.viewer(), cluster, assuming.unwrap_or_default(), filter.unwrap_or_default())).await
    }

    /// Offers of courses that the viewer may read: the own, those to the referents of the own establishment, those of the academy for the desk TRAINING; who was retained, in the basin.
    async fn stage_offers(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<StageOfferFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<StageOfferOrder>,
    ) -> Page<StageOffer> {
        let _ = (first, after, filter, order_by);
        ctx.read().list().await
    }
}

async fn candidates(
    viewer: &Viewer,
    cluster: Id<NeedCluster>,
    assuming: Vec<StageAssumption>,
    filter: StageCandidateFilter,
) -> Result<Vec<stage_candidate::Model>, Refusal> {
    let mut candidates = situation::candidates(viewer, cluster.named("cluster")?, &assuming).await?;
    candidates.retain(|row| filter.keeps(row));
    Ok(candidates)
}
