//! `updateTrainingPlan`.

use async_graphql::{InputObject, MaybeUndefined};
use entity::training::training_plan;
use kernel::{command::Command, refusal::Refusal, resource::Id, work::Work};
use sea_orm::ActiveValue::{NotSet, Set, Unchanged};
use serde::Serialize;

use super::actions_of;
use crate::domain::{
    people::rules::short_text,
    training::{TrainingPlan, events::PLAN_UPDATED, rules, sheet::DRAFT, states},
};

/// What changes of a draft; what is left out stays. One that was given back is a draft again.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "UpdateTrainingPlanInput")]
pub struct UpdateTrainingPlan {
    /// The plan.
    pub id: Id<TrainingPlan>,
    /// Its version as it was read.
    pub version: i64,
    /// Title, 1 to 200 characters.
    pub title: Option<String>,
    /// Most that its actions may cost together, in cents of a euro; null: nothing is checked.
    pub budget_cents: MaybeUndefined<i32>,
}

impl Command for UpdateTrainingPlan {
    const NAME: &'static str = "updateTrainingPlan";
    type Outcome = Id<TrainingPlan>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let plan = work.take(DRAFT, self.id, self.version).await?;
        let stage = states::PLAN.after(plan.stage, DRAFT)?;
        let budget = match self.budget_cents {
            MaybeUndefined::Undefined => plan.budget_cents,
            MaybeUndefined::Null => None,
            MaybeUndefined::Value(cents) => Some(rules::cents("budgetCents", cents)?),
        };
        let actions = actions_of(work, plan.id).await?;
        rules::within_budget("budgetCents", actions.iter().map(|action| action.cost_cents), budget)?;

        let change = training_plan::ActiveModel {
            id: Unchanged(plan.id),
            title: self.title.map(|title| short_text("title", &title, 200)).transpose()?.map_or(NotSet, Set),
            budget_cents: Set(budget),
            stage: Set(stage),
            ..Default::default()
        };
        let plan = work.save::<TrainingPlan>(change).await?;
        work.announce(PLAN_UPDATED.of::<TrainingPlan>(&plan));
        Ok(plan.id.into())
    }
}
