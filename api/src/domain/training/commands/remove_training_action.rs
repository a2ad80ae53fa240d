//! `removeTrainingAction`.

use async_graphql::InputObject;
use entity::training::{training_action, training_session};
use kernel::{
    command::Command,
    refusal::{Fault, Refusal},
    resource::Id,
    text::text,
    work::Work,
};
use sea_orm::{
    ActiveValue::{Set, Unchanged},
    ColumnTrait, Condition,
};
use serde::Serialize;

use super::{drafting, plan_of};
use crate::domain::{
    need::answers,
    training::{TrainingAction, TrainingPlan, events::ACTION_REMOVED, sheet::DRAFT},
};

/// An action to take out of a draft.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "RemoveTrainingActionInput")]
pub struct RemoveTrainingAction {
    /// The action.
    pub id: Id<TrainingAction>,
    /// Its version as it was read.
    pub version: i64,
}

impl Command for RemoveTrainingAction {
    const NAME: &'static str = "removeTrainingAction";
    type Outcome = Id<TrainingPlan>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let action = work.take(DRAFT, self.id, self.version).await?;
        let plan = plan_of(work, action.plan_id).await?;
        let plan = drafting(work, plan).await?;
        let sessions = work.count::<training_session::Entity>(Condition::all().add(training_session::Column::ActionId.eq(action.id))).await?;
        if sessions > 0 {
            let message = text("The action has sessions: they are kept, cancelled or not.", "L'action a des sessions : elles sont gardées, annulées ou non.");
            return Err(Fault::invalid("id", message).coded("HAS_SESSIONS").into());
        }

        let change = training_action::ActiveModel { id: Unchanged(action.id), removed_at: Set(Some(work.viewer.actor.at)), ..Default::default() };
        let action = work.save::<TrainingAction>(change).await?;
        work.announce(ACTION_REMOVED.of::<TrainingAction>(&action));
        answers::unplan(work, &action).await?;
        Ok(plan.id.into())
    }
}
