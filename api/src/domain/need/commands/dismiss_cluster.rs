//! `dismissCluster`.

use async_graphql::InputObject;
use entity::need::need_cluster;
use kernel::{command::Command, refusal::Refusal, resource::Id, work::Work};
use sea_orm::ActiveValue::{Set, Unchanged};
use serde::Serialize;

use crate::domain::{
    need::{NeedCluster, events::CLUSTER_DISMISSED, sheet::DISMISS, states},
    people::rules::short_text,
};

/// A cluster that is not answered, and why.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "DismissClusterInput")]
pub struct DismissCluster {
    /// The cluster.
    pub id: Id<NeedCluster>,
    /// Its version as it was read.
    pub version: i64,
    /// Why, 1 to 500 characters.
    pub reason: String,
}

impl Command for DismissCluster {
    const NAME: &'static str = "dismissCluster";
    type Outcome = Id<NeedCluster>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let cluster = work.take(DISMISS, self.id, self.version).await?;
        let stage = states::CLUSTERS.after(cluster.stage, DISMISS)?;
        let reason = short_text("reason", &self.reason, 500)?;

        let change = need_cluster::ActiveModel { id: Unchanged(cluster.id), stage: Set(stage), reason: Set(Some(reason)), ..Default::default() };
        let cluster = work.save::<NeedCluster>(change).await?;
        work.announce(CLUSTER_DISMISSED.of::<NeedCluster>(&cluster));
        Ok(cluster.id.into())
    }
}
