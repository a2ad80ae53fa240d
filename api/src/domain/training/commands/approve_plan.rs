//! `approvePlan`.

use async_graphql::InputObject;
use entity::training::training_plan;
use kernel::{command::Command, refusal::Refusal, resource::Id, work::Work};
use sea_orm::ActiveValue::{Set, Unchanged};
use serde::Serialize;

use super::{actions_of, discipline::teach_their_disciplines};
use crate::domain::training::{TrainingPlan, events::PLAN_APPROVED, sheet::APPROVE, states};

/// A plan to approve.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "ApprovePlanInput")]
pub struct ApprovePlan {
    /// The plan.
    pub id: Id<TrainingPlan>,
    /// Its version as it was read.
    pub version: i64,
    /// That a trainer may not teach the discipline of an action; without it, such a plan is refused.
    #[graphql(default)]
    pub acknowledge: bool,
}

impl Command for ApprovePlan {
    const NAME: &'static str = "approvePlan";
    type Outcome = Id<TrainingPlan>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let plan = work.take(APPROVE, self.id, self.version).await?;
        let stage = states::PLAN.after(plan.stage, APPROVE)?;
        let actions = actions_of(work, plan.id).await?;
        let acknowledged = !teach_their_disciplines(work, &actions, None, self.acknowledge).await?;

        let change =
            training_plan::ActiveModel { id: Unchanged(plan.id), stage: Set(stage), reason: Set(None), acknowledged: Set(acknowledged), ..Default::default() };
        let plan = work.save::<TrainingPlan>(change).await?;
        work.announce(PLAN_APPROVED.of::<TrainingPlan>(&plan));
        Ok(plan.id.into())
    }
}
