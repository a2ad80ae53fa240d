//! `returnPlan`.

use async_graphql::InputObject;
use entity::training::training_plan;
use kernel::{command::Command, refusal::Refusal, resource::Id, work::Work};
use sea_orm::ActiveValue::{Set, Unchanged};
use serde::Serialize;

use crate::domain::{
    people::rules::short_text,
    training::{TrainingPlan, events::PLAN_RETURNED, sheet::RETURN, states},
};

/// A plan to give back to those who wrote it.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "ReturnPlanInput")]
pub struct ReturnPlan {
    /// The plan.
    pub id: Id<TrainingPlan>,
    /// Its version as it was read.
    pub version: i64,
    /// Why, 1 to 500 characters; those whom it concerns read it.
    pub reason: String,
}

impl Command for ReturnPlan {
    const NAME: &'static str = "returnPlan";
    type Outcome = Id<TrainingPlan>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let row = work.take(RETURN, self.id, self.version).await?;
        let stage = states::PLAN.after(row.stage, RETURN)?;
        let reason = Some(short_text("reason", &self.reason, 500)?);

        let row = work
            .save::<TrainingPlan>(training_plan::ActiveModel { id: Unchanged(row.id), stage: Set(stage), reason: Set(reason), ..Default::default() })
            .await?;
        work.announce(PLAN_RETURNED.of::<TrainingPlan>(&row));
        Ok(row.id.into())
    }
}
