//! States of activity reports.

use entity::report::activity_report::ReportStage::{self, Acknowledged, Archived, Draft, Returned, Submitted};
use kernel::machine::{Machine, step};

use super::sheet::{ACKNOWLEDGE, ARCHIVE, CHANGE, RETURN, SUBMIT};

/// The steps of a report. A draft that was never submitted is not archived: its principal would learn of it.
pub const REPORT: Machine<ReportStage> = Machine {
    name: "activity report",
    steps: &[
        step(CHANGE, &[Draft], Draft),
        step(CHANGE, &[Returned], Returned),
        step(SUBMIT, &[Draft, Returned], Submitted),
        step(ACKNOWLEDGE, &[Submitted], Acknowledged),
        step(RETURN, &[Submitted], Returned),
        step(ARCHIVE, &[Submitted, Acknowledged, Returned], Archived),
    ],
};

/// Stages in which a principal reads what was submitted.
pub const HANDED_IN: [ReportStage; 4] = [Submitted, Acknowledged, Returned, Archived];
