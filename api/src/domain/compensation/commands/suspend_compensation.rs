//! `suspendCompensation`.

use async_graphql::InputObject;
use entity::compensation::compensation;
use kernel::{command::Command, refusal::Refusal, resource::Id, scalars::Date, work::Work};
use sea_orm::ActiveValue::{Set, Unchanged};
use serde::Serialize;

use super::{Decided, decide, month_from};
use crate::domain::{
    compensation::{Compensation, events::COMPENSATION_SUSPENDED, sheet::SUSPEND, states},
    people::rules::short_text,
};

/// A compensation to stop for a time, such as a long absence.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "SuspendCompensationInput")]
pub struct SuspendCompensation {
    /// The compensation.
    pub id: Id<Compensation>,
    /// Its version as it was read.
    pub version: i64,
    /// A day of the first month that is not due, of the school year.
    pub from: Date,
    /// Why, 1 to 500 characters.
    pub reason: String,
}

impl Command for SuspendCompensation {
    const NAME: &'static str = "suspendCompensation";
    type Outcome = Id<Compensation>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let row = work.take(SUSPEND, self.id, self.version).await?;
        let stage = states::COMPENSATION.after(row.stage, SUSPEND)?;
        let reason = short_text("reason", &self.reason, 500)?;
        let from = month_from(&row, self.from.0)?;

        let change = compensation::ActiveModel { id: Unchanged(row.id), stage: Set(stage), reason: Set(Some(reason.clone())), ..Default::default() };
        decide(work, change, Decided::Suspended, from, Some(reason), &COMPENSATION_SUSPENDED).await
    }
}
