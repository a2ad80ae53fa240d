//! `resumeCompensation`.

use async_graphql::InputObject;
use entity::compensation::compensation;
use kernel::{command::Command, refusal::Refusal, resource::Id, scalars::Date, work::Work};
use sea_orm::ActiveValue::{Set, Unchanged};
use serde::Serialize;

use super::{Decided, decide, month_from};
use crate::domain::compensation::{Compensation, events::COMPENSATION_RESUMED, sheet::RESUME, states};

/// A compensation that was suspended, to let go on.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "ResumeCompensationInput")]
pub struct ResumeCompensation {
    /// The compensation.
    pub id: Id<Compensation>,
    /// Its version as it was read.
    pub version: i64,
    /// A day of the first month that is due again, of the school year.
    pub from: Date,
}

impl Command for ResumeCompensation {
    const NAME: &'static str = "resumeCompensation";
    type Outcome = Id<Compensation>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let row = work.take(RESUME, self.id, self.version).await?;
        let stage = states::COMPENSATION.after(row.stage, RESUME)?;
        let from = month_from(&row, self.from.0)?;

        let change = compensation::ActiveModel { id: Unchanged(row.id), stage: Set(stage), reason: Set(None), ..Default::default() };
        decide(work, change, Decided::Resumed, from, None, &COMPENSATION_RESUMED).await
    }
}
