//! `openPlan`.

use async_graphql::InputObject;
use entity::training::training_plan;
use kernel::{command::Command, refusal::Refusal, resource::Id, work::Work};
use sea_orm::ActiveValue::{Set, Unchanged};
use serde::Serialize;

use crate::domain::training::{TrainingPlan, events::PLAN_OPENED, sheet::OPEN, states};

/// An approved plan that begins.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "OpenPlanInput")]
pub struct OpenPlan {
    /// The plan.
    pub id: Id<TrainingPlan>,
    /// Its version as it was read.
    pub version: i64,
}

impl Command for OpenPlan {
    const NAME: &'static str = "openPlan";
    type Outcome = Id<TrainingPlan>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let row = work.take(OPEN, self.id, self.version).await?;
        let stage = states::PLAN.after(row.stage, OPEN)?;

        let row = work.save::<TrainingPlan>(training_plan::ActiveModel { id: Unchanged(row.id), stage: Set(stage), ..Default::default() }).await?;
        work.announce(PLAN_OPENED.of::<TrainingPlan>(&row));
        Ok(row.id.into())
    }
}
