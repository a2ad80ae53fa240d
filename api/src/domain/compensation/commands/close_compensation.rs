//! `closeCompensation`.

use async_graphql::InputObject;
use entity::compensation::compensation;
use kernel::{command::Command, refusal::Refusal, resource::Id, scalars::Date, work::Work};
use sea_orm::ActiveValue::{Set, Unchanged};
use serde::Serialize;

use super::{Decided, decide, month_from};
use crate::domain::{
    compensation::{Compensation, events::COMPENSATION_CLOSED, schedule::month_after, sheet::CLOSE, states},
    people::rules::short_text,
};

/// A compensation to end before its year does.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "CloseCompensationInput")]
pub struct CloseCompensation {
    /// The compensation.
    pub id: Id<Compensation>,
    /// Its version as it was read.
    pub version: i64,
    /// Last day of the mission, in the school year: its month is due, the next is not.
    pub last_day: Date,
    /// Why, 1 to 500 characters.
    pub reason: String,
}

impl Command for CloseCompensation {
    const NAME: &'static str = "closeCompensation";
    type Outcome = Id<Compensation>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let row = work.take(CLOSE, self.id, self.version).await?;
        let stage = states::COMPENSATION.after(row.stage, CLOSE)?;
        let reason = short_text("reason", &self.reason, 500)?;
        let from = month_after(month_from(&row, self.last_day.0).map_err(|fault| kernel::refusal::Fault { argument: "lastDay".into(), ..fault })?);

        let change = compensation::ActiveModel { id: Unchanged(row.id), stage: Set(stage), reason: Set(Some(reason.clone())), ..Default::default() };
        decide(work, change, Decided::Closed, from, Some(reason), &COMPENSATION_CLOSED).await
    }
}
