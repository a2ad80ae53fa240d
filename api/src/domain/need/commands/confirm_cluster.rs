//! `confirmCluster`.

use async_graphql::InputObject;
use entity::need::{
    need_cluster,
    training_need::{self, NeedStage},
};
use kernel::{command::Command, refusal::Refusal, resource::Id, work::Work};
use sea_orm::{
    ActiveValue::{Set, Unchanged},
    ColumnTrait, Condition,
};
use serde::Serialize;

use crate::domain::need::{
    NeedCluster, TrainingNeed,
    events::{CLUSTER_CONFIRMED, NEED_CLUSTERED},
    sheet::{CLUSTER, CONFIRM},
    states,
};

/// A cluster that is to be answered.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "ConfirmClusterInput")]
pub struct ConfirmCluster {
    /// The cluster.
    pub id: Id<NeedCluster>,
    /// Its version as it was read.
    pub version: i64,
}

impl Command for ConfirmCluster {
    const NAME: &'static str = "confirmCluster";
    type Outcome = Id<NeedCluster>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let cluster = work.take(CONFIRM, self.id, self.version).await?;
        let stage = states::CLUSTERS.after(cluster.stage, CONFIRM)?;
        let its = Condition::all().add(training_need::Column::ClusterId.eq(cluster.id)).add(training_need::Column::Stage.eq(NeedStage::Validated));
        let needs = work.find_locked::<training_need::Entity>(its).await?;

        let change = need_cluster::ActiveModel { id: Unchanged(cluster.id), stage: Set(stage), reason: Set(None), ..Default::default() };
        let cluster = work.save::<NeedCluster>(change).await?;
        work.announce(CLUSTER_CONFIRMED.of::<NeedCluster>(&cluster));
        for need in needs {
            let stage = states::NEED.after(need.stage, CLUSTER)?;
            let need = work.save::<TrainingNeed>(training_need::ActiveModel { id: Unchanged(need.id), stage: Set(stage), ..Default::default() }).await?;
            work.announce(NEED_CLUSTERED.of::<TrainingNeed>(&need));
        }
        Ok(cluster.id.into())
    }
}
