//! The room's root fields.

use async_graphql::{Context, Object};
use kernel::read::{Ask, Page};

use super::{
    EstablishmentPolicy, NeedCluster, TrainingNeed,
    filters::{EstablishmentPolicyFilter, EstablishmentPolicyOrder, NeedClusterFilter, NeedClusterOrder, TrainingNeedFilter, TrainingNeedOrder},
};

/// Root fields of training needs.
#[derive(Default)]
pub struct NeedQueries;

/// Root fields of training needs.
#[Object]
impl NeedQueries {
    /// Training needs (*besoins de formation*) that the viewer may read: those of the own establishments, of the basin for referents and principals, of the academy for the desk TRAINING, and those one raised or supports.
    async fn training_needs(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<TrainingNeedFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<TrainingNeedOrder>,
    ) -> Page<TrainingNeed> {
        let _ = (first, after, filter, order_by);
        ctx.read().list().await
    }

    /// What establishments decide about training for a school year, as far as the viewer may read it: the own and those of the basin.
    async fn establishment_policies(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<EstablishmentPolicyFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<EstablishmentPolicyOrder>,
    ) -> Page<EstablishmentPolicy> {
        let _ = (first, after, filter, order_by);
        ctx.read().list().await
    }

    /// Clusters of needs that establishments of a zone have in common, as far as the viewer may read them.
    async fn need_clusters(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<NeedClusterFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<NeedClusterOrder>,
    ) -> Page<NeedCluster> {
        let _ = (first, after, filter, order_by);
        ctx.read().list().await
    }
}
