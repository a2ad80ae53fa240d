//! The room's types as the schema shows them.

mod report;
mod section;

pub use report::ActivityReport;
pub use section::{ReportSection, SubmittedSection};
