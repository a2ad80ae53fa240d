//! Activity reports (*compte-rendu d'activités*): what a referent hands the principal at the end of the year.
//!
//! One act makes a *draft* out of the mandate, the own log and the own answers to reportable questions: a copy, which later answers do not
//! change. The referent edits it and chooses section by section; only what is *submitted* reaches the principal, who acknowledges the report
//! or returns it. What is being written is sealed and in a table that nobody else reads; what was submitted is a copy in another.
//! Founding page: the referent may use the survey to hand in the activity report.

pub mod commands;
pub mod draft;
pub mod events;
pub mod filters;
pub mod notices;
pub mod place;
pub mod progress;
pub mod queries;
pub mod rules;
pub mod seasons;
pub mod sections;
pub mod sheet;
pub mod states;
pub mod types;

pub use queries::ReportQueries;
pub use types::{ActivityReport, ReportSection, SubmittedSection};
