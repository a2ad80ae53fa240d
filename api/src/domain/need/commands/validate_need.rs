//! `validateNeed`.

use async_graphql::InputObject;
use entity::need::training_need;
use kernel::{command::Command, refusal::Refusal, resource::Id, work::Work};
use serde::Serialize;

use super::step;
use crate::domain::need::{TrainingNeed, events::NEED_VALIDATED, sheet::VALIDATE};

/// A need that the establishment stands for.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "ValidateNeedInput")]
pub struct ValidateNeed {
    /// The need.
    pub id: Id<TrainingNeed>,
    /// Its version as it was read.
    pub version: i64,
}

impl Command for ValidateNeed {
    const NAME: &'static str = "validateNeed";
    type Outcome = Id<TrainingNeed>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let need = work.take(VALIDATE, self.id, self.version).await?;
        step(work, VALIDATE, &need, <training_need::ActiveModel as Default>::default(), &NEED_VALIDATED).await
    }
}
