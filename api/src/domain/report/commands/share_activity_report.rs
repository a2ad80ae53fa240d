//! `shareActivityReport`.

use async_graphql::InputObject;
use entity::report::activity_report;
use kernel::{command::Command, refusal::Refusal, resource::Id, work::Work};
use sea_orm::ActiveValue::{Set, Unchanged};
use serde::Serialize;

use crate::domain::report::{ActivityReport, events::REPORT_SHARED, sections, sheet::SHARE};

/// Whether the rectorate reads a report.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "ShareActivityReportInput")]
pub struct ShareActivityReport {
    /// The report.
    pub id: Id<ActivityReport>,
    /// Its version as it was read.
    pub version: i64,
    /// Whether the rectorate reads what was submitted, or will be.
    pub with_academy: bool,
}

impl Command for ShareActivityReport {
    const NAME: &'static str = "shareActivityReport";
    type Outcome = Id<ActivityReport>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let report = work.take(SHARE, self.id, self.version).await?;
        if report.shared_with_academy == self.with_academy {
            return Ok(report.id.into());
        }
        let change = activity_report::ActiveModel { id: Unchanged(report.id), shared_with_academy: Set(self.with_academy), ..Default::default() };
        let report = work.save::<ActivityReport>(change).await?;
        sections::share(work, &report).await?;
        work.announce(REPORT_SHARED.of::<ActivityReport>(&report));
        Ok(report.id.into())
    }
}
