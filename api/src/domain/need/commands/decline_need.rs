//! `declineNeed`.

use async_graphql::InputObject;
use entity::need::training_need;
use kernel::{command::Command, refusal::Refusal, resource::Id, work::Work};
use sea_orm::ActiveValue::Set;
use serde::Serialize;

use super::step;
use crate::domain::{
    need::{TrainingNeed, events::NEED_DECLINED, sheet::DECLINE, states},
    people::rules::short_text,
};

/// A need that is not met, and why.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "DeclineNeedInput")]
pub struct DeclineNeed {
    /// The need.
    pub id: Id<TrainingNeed>,
    /// Its version as it was read.
    pub version: i64,
    /// Why, 1 to 500 characters: whoever wants it reads it.
    pub reason: String,
}

impl Command for DeclineNeed {
    const NAME: &'static str = "declineNeed";
    type Outcome = Id<TrainingNeed>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let need = work.take(DECLINE, self.id, self.version).await?;
        states::NEED.after(need.stage, DECLINE)?;
        let reason = short_text("reason", &self.reason, 500)?;

        let change = training_need::ActiveModel { reason: Set(Some(reason)), cluster_id: Set(None), ..Default::default() };
        step(work, DECLINE, &need, change, &NEED_DECLINED).await
    }
}
