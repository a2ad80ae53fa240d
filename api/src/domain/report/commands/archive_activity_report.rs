//! `archiveActivityReport`.

use async_graphql::InputObject;
use kernel::{command::Command, refusal::Refusal, resource::Id, work::Work};
use serde::Serialize;

use super::step;
use crate::domain::report::{ActivityReport, events::REPORT_ARCHIVED, sheet::ARCHIVE};

/// A report that is put away.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "ArchiveActivityReportInput")]
pub struct ArchiveActivityReport {
    /// The report.
    pub id: Id<ActivityReport>,
    /// Its version as it was read.
    pub version: i64,
}

impl Command for ArchiveActivityReport {
    const NAME: &'static str = "archiveActivityReport";
    type Outcome = Id<ActivityReport>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let report = work.take(ARCHIVE, self.id, self.version).await?;
        step(work, ARCHIVE, &report, Default::default(), &REPORT_ARCHIVED).await
    }
}
