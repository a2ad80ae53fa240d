//! Findings (*constats*) and follow-ups (*suites*): what a survey shows, what is decided of it, and what came of that.
//!
//! The desk SURVEY *records* what the figures of a campaign show, and *decides*: a clause of the next mission letter, a training action, a
//! rule of assistance. Decided clauses are written into the draft of the next template, and each side leads to the other. Findings of a
//! published campaign are public; until then the academy's.
//! Founding page: the survey showed the need to specify the roles of assistance, and the next letter did.

pub mod commands;
pub mod events;
pub mod filters;
pub mod place;
pub mod queries;
pub mod sheet;
pub mod states;
pub mod types;

pub use queries::FindingQueries;
pub use types::{Finding, FollowUp};
