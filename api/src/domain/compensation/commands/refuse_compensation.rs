//! `refuseCompensation`.

use async_graphql::InputObject;
use entity::compensation::compensation;
use kernel::{command::Command, refusal::Refusal, resource::Id, work::Work};
use sea_orm::ActiveValue::{Set, Unchanged};
use serde::Serialize;

use crate::domain::{
    compensation::{Compensation, events::COMPENSATION_REFUSED, sheet::REFUSE, states},
    people::rules::short_text,
};

/// A proposal to refuse, with the reason.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "RefuseCompensationInput")]
pub struct RefuseCompensation {
    /// The compensation.
    pub id: Id<Compensation>,
    /// Its version as it was read.
    pub version: i64,
    /// Why, 1 to 500 characters.
    pub reason: String,
}

impl Command for RefuseCompensation {
    const NAME: &'static str = "refuseCompensation";
    type Outcome = Id<Compensation>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let row = work.take(REFUSE, self.id, self.version).await?;
        let stage = states::COMPENSATION.after(row.stage, REFUSE)?;
        let reason = Set(Some(short_text("reason", &self.reason, 500)?));

        let decided_on = Set(Some(work.viewer.actor.today));
        let change = compensation::ActiveModel { id: Unchanged(row.id), stage: Set(stage), decided_on, reason, ..Default::default() };
        let row = work.save::<Compensation>(change).await?;
        work.announce(COMPENSATION_REFUSED.of::<Compensation>(&row));
        Ok(row.id.into())
    }
}
