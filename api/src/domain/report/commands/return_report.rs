//! `returnReport`.

use async_graphql::InputObject;
use entity::report::activity_report;
use kernel::{command::Command, refusal::Refusal, resource::Id, work::Work};
use sea_orm::ActiveValue::Set;
use serde::Serialize;

use super::step;
use crate::domain::{
    people::rules::short_text,
    report::{ActivityReport, events::REPORT_RETURNED, sheet::RETURN, states},
};

/// A report of which the principal asks for more.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "ReturnReportInput")]
pub struct ReturnReport {
    /// The report.
    pub id: Id<ActivityReport>,
    /// Its version as it was read.
    pub version: i64,
    /// What is asked for, 1 to 500 characters: the referent reads it.
    pub reason: String,
}

impl Command for ReturnReport {
    const NAME: &'static str = "returnReport";
    type Outcome = Id<ActivityReport>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let report = work.take(RETURN, self.id, self.version).await?;
        states::REPORT.after(report.stage, RETURN)?;
        let reason = short_text("reason", &self.reason, 500)?;
        let change = activity_report::ActiveModel { reason: Set(Some(reason)), ..Default::default() };
        step(work, RETURN, &report, change, &REPORT_RETURNED).await
    }
}
