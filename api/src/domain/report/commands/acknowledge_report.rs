//! `acknowledgeReport`.

use async_graphql::InputObject;
use entity::report::activity_report;
use kernel::{command::Command, refusal::Refusal, resource::Id, work::Work};
use sea_orm::ActiveValue::Set;
use serde::Serialize;

use super::step;
use crate::domain::report::{ActivityReport, events::REPORT_ACKNOWLEDGED, sheet::ACKNOWLEDGE};

/// A report that the principal has taken note of.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "AcknowledgeReportInput")]
pub struct AcknowledgeReport {
    /// The report.
    pub id: Id<ActivityReport>,
    /// Its version as it was read.
    pub version: i64,
}

impl Command for AcknowledgeReport {
    const NAME: &'static str = "acknowledgeReport";
    type Outcome = Id<ActivityReport>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let report = work.take(ACKNOWLEDGE, self.id, self.version).await?;
        let change = activity_report::ActiveModel { acknowledged_at: Set(Some(work.viewer.actor.at)), ..Default::default() };
        step(work, ACKNOWLEDGE, &report, change, &REPORT_ACKNOWLEDGED).await
    }
}
