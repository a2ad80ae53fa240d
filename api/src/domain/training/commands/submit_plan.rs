//! `submitPlan`.

use async_graphql::InputObject;
use entity::training::training_plan;
use kernel::{command::Command, refusal::Refusal, resource::Id, work::Work};
use sea_orm::ActiveValue::{Set, Unchanged};
use serde::Serialize;

use crate::domain::training::{TrainingPlan, events::PLAN_SUBMITTED, sheet::SUBMIT, states};

/// A plan to hand to the rectorate.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "SubmitPlanInput")]
pub struct SubmitPlan {
    /// The plan.
    pub id: Id<TrainingPlan>,
    /// Its version as it was read.
    pub version: i64,
}

impl Command for SubmitPlan {
    const NAME: &'static str = "submitPlan";
    type Outcome = Id<TrainingPlan>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let row = work.take(SUBMIT, self.id, self.version).await?;
        let stage = states::PLAN.after(row.stage, SUBMIT)?;

        let row = work.save::<TrainingPlan>(training_plan::ActiveModel { id: Unchanged(row.id), stage: Set(stage), ..Default::default() }).await?;
        work.announce(PLAN_SUBMITTED.of::<TrainingPlan>(&row));
        Ok(row.id.into())
    }
}
