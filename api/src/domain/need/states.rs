//! States of training needs and of their clusters.

use entity::need::{
    need_cluster::ClusterStage,
    training_need::NeedStage::{self, CarriedOver, Clustered, Declined, Merged, Met, Planned, Qualified, Submitted, Validated},
};
use kernel::machine::{Machine, step};

use super::sheet::{CARRY_OVER, CLUSTER, CONFIRM, DECLINE, DISMISS, MEET, MERGE, PLAN, PROPOSE, QUALIFY, SUPPORT, UNPLAN, VALIDATE};

/// The steps of a need.
pub const NEED: Machine<NeedStage> = Machine {
    name: "training need",
    steps: &[
        step(QUALIFY, &[Submitted, Qualified], Qualified),
        step(VALIDATE, &[Qualified], Validated),
        step(DECLINE, &[Submitted, Qualified, Validated], Declined),
        step(MERGE, &[Submitted, Qualified, Validated], Merged),
        step(SUPPORT, &[Submitted], Submitted),
        step(SUPPORT, &[Qualified], Qualified),
        step(SUPPORT, &[Validated], Validated),
        step(SUPPORT, &[Clustered], Clustered),
        step(CLUSTER, &[Validated], Clustered),
        step(PLAN, &[Validated, Clustered], Planned),
        step(UNPLAN, &[Planned], Clustered),
        step(UNPLAN, &[Planned], Validated),
        step(MEET, &[Clustered, Planned], Met),
        step(CARRY_OVER, &UNMET, CarriedOver),
    ],
};

/// What is still wanted.
pub const UNMET: [NeedStage; 5] = [Submitted, Qualified, Validated, Clustered, Planned];

/// What others may go on in.
pub const TAKES_OTHERS: [NeedStage; 4] = [Submitted, Qualified, Validated, Clustered];

/// What counts for clusters.
pub const COUNTS: [NeedStage; 3] = [Validated, Clustered, Planned];

/// The steps of a cluster.
pub const CLUSTERS: Machine<ClusterStage> = Machine {
    name: "cluster of needs",
    steps: &[
        step(CONFIRM, &[ClusterStage::Suggested, ClusterStage::Dismissed], ClusterStage::Confirmed),
        step(DISMISS, &[ClusterStage::Suggested], ClusterStage::Dismissed),
        step(PROPOSE, &[ClusterStage::Confirmed, ClusterStage::StageProposed], ClusterStage::StageProposed),
        step(PROPOSE, &[ClusterStage::Planned], ClusterStage::Planned),
        step(PLAN, &[ClusterStage::Confirmed, ClusterStage::StageProposed, ClusterStage::Planned], ClusterStage::Planned),
        step(UNPLAN, &[ClusterStage::Planned], ClusterStage::StageProposed),
        step(UNPLAN, &[ClusterStage::Planned], ClusterStage::Confirmed),
    ],
};
