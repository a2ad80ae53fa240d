//! Reports are put away by themselves once their school year is over.

use entity::report::activity_report::{self, ReportStage};
use kernel::{
    job::{Job, Progress},
    refusal::Refusal,
    scalars::SchoolYear,
    work::Work,
};
use sea_orm::{
    ActiveValue::{Set, Unchanged},
    ColumnTrait, Condition,
};
use serde::{Deserialize, Serialize};

use super::{ActivityReport, events::REPORT_ARCHIVED, sheet::ARCHIVE, states};

/// Reports of a step.
const STEP: u64 = 500;

/// Puts away the reports of school years that are over.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TurnReports;

impl Job for TurnReports {
    const NAME: &'static str = "turnActivityReports";
    /// Reports that were put away.
    type State = i64;

    async fn step(&self, work: &mut Work<'_>, archived: &mut i64) -> Result<Progress, Refusal> {
        use activity_report::Column::{SchoolYear as Year, Stage};
        let over = Condition::all()
            .add(Stage.is_in([ReportStage::Submitted, ReportStage::Acknowledged, ReportStage::Returned]))
            .add(Year.lt(SchoolYear::of(work.viewer.actor.today).to_string()));
        let reports = work.first::<activity_report::Entity>(over, STEP).await?;
        let is_over = (reports.len() as u64) < STEP;
        let mut changes = Vec::with_capacity(reports.len());
        for report in reports {
            let stage = states::REPORT.after(report.stage, ARCHIVE)?;
            changes.push((report.id.to_string(), activity_report::ActiveModel { id: Unchanged(report.id), stage: Set(stage), ..Default::default() }));
        }
        for (_, row) in work.save_all::<ActivityReport>(ARCHIVE, changes).await? {
            let Some(row) = row else { continue };
            *archived += 1;
            work.announce(REPORT_ARCHIVED.of::<ActivityReport>(&row));
        }
        Ok(Progress { done: *archived, total: None, rejects: Vec::new(), is_over })
    }
}
