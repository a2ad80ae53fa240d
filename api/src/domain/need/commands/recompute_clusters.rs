//! `recomputeClusters`.

use async_graphql::InputObject;
use entity::need::need_cluster;
use kernel::{
    command::Command,
    refusal::Refusal,
    scalars::SchoolYear,
    work::{RowResult, Work},
};
use sea_orm::ActiveValue::Set;
use serde::Serialize;

use crate::domain::{
    need::{NeedCluster, clusters::recompute, sheet::COMPUTE},
    territory::lookups::academy_of,
};

/// Whose clusters to compute.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "RecomputeClustersInput")]
pub struct RecomputeClusters {
    /// Code of the academy, such as `13`.
    pub academy: String,
    /// School year of the needs.
    pub school_year: SchoolYear,
}

impl Command for RecomputeClusters {
    const NAME: &'static str = "recomputeClusters";
    type Outcome = Vec<RowResult>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let academy = academy_of(work, &self.academy).await?;
        let row = need_cluster::ActiveModel { academy_id: Set(academy.id), school_year: Set(self.school_year.to_string()), ..Default::default() };
        work.may_create::<NeedCluster>(COMPUTE, &row).await?;

        recompute(work, academy.id, self.school_year).await
    }
}
