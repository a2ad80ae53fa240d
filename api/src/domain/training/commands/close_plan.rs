//! `closePlan`.

use async_graphql::InputObject;
use entity::training::training_plan;
use kernel::{command::Command, refusal::Refusal, resource::Id, work::Work};
use sea_orm::ActiveValue::{Set, Unchanged};
use serde::Serialize;

use crate::domain::training::{TrainingPlan, events::PLAN_CLOSED, sheet::CLOSE, states};

/// A plan that is over: no session of it is scheduled any more.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "ClosePlanInput")]
pub struct ClosePlan {
    /// The plan.
    pub id: Id<TrainingPlan>,
    /// Its version as it was read.
    pub version: i64,
}

impl Command for ClosePlan {
    const NAME: &'static str = "closePlan";
    type Outcome = Id<TrainingPlan>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let row = work.take(CLOSE, self.id, self.version).await?;
        let stage = states::PLAN.after(row.stage, CLOSE)?;

        let row = work.save::<TrainingPlan>(training_plan::ActiveModel { id: Unchanged(row.id), stage: Set(stage), ..Default::default() }).await?;
        work.announce(PLAN_CLOSED.of::<TrainingPlan>(&row));
        Ok(row.id.into())
    }
}
