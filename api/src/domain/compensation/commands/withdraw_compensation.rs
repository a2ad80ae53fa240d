//! `withdrawCompensation`.

use async_graphql::InputObject;
use entity::compensation::compensation;
use kernel::{command::Command, refusal::Refusal, resource::Id, work::Work};
use sea_orm::ActiveValue::{Set, Unchanged};
use serde::Serialize;

use crate::domain::{
    compensation::{Compensation, events::COMPENSATION_WITHDRAWN, sheet::WITHDRAW, states},
    people::rules::short_text,
};

/// A proposal to take back, before it is decided.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "WithdrawCompensationInput")]
pub struct WithdrawCompensation {
    /// The compensation.
    pub id: Id<Compensation>,
    /// Its version as it was read.
    pub version: i64,
    /// Why, 500 characters at most.
    pub reason: Option<String>,
}

impl Command for WithdrawCompensation {
    const NAME: &'static str = "withdrawCompensation";
    type Outcome = Id<Compensation>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let row = work.take(WITHDRAW, self.id, self.version).await?;
        let stage = states::COMPENSATION.after(row.stage, WITHDRAW)?;
        let reason = self.reason.map(|reason| short_text("reason", &reason, 500)).transpose()?;

        let row = work
            .save::<Compensation>(compensation::ActiveModel { id: Unchanged(row.id), stage: Set(stage), reason: Set(reason), ..Default::default() })
            .await?;
        work.announce(COMPENSATION_WITHDRAWN.of::<Compensation>(&row));
        Ok(row.id.into())
    }
}
