//! `archivePlan`.

use async_graphql::InputObject;
use entity::training::training_plan;
use kernel::{command::Command, refusal::Refusal, resource::Id, work::Work};
use sea_orm::ActiveValue::{Set, Unchanged};
use serde::Serialize;

use crate::domain::training::{TrainingPlan, events::PLAN_ARCHIVED, sheet::ARCHIVE, states};

/// A closed plan to put away.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "ArchivePlanInput")]
pub struct ArchivePlan {
    /// The plan.
    pub id: Id<TrainingPlan>,
    /// Its version as it was read.
    pub version: i64,
}

impl Command for ArchivePlan {
    const NAME: &'static str = "archivePlan";
    type Outcome = Id<TrainingPlan>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let row = work.take(ARCHIVE, self.id, self.version).await?;
        let stage = states::PLAN.after(row.stage, ARCHIVE)?;

        let row = work.save::<TrainingPlan>(training_plan::ActiveModel { id: Unchanged(row.id), stage: Set(stage), ..Default::default() }).await?;
        work.announce(PLAN_ARCHIVED.of::<TrainingPlan>(&row));
        Ok(row.id.into())
    }
}
