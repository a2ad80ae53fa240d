//! Support actions (*accompagnement*): what a referent does for colleagues, logged in three fields and never typed twice.
//!
//! A line names a *kind* of action, a day and how many it served. It is the referent's own: nobody else reads a line, a count or
//! that there is one, neither in a list nor in the audit. The log pre-fills the survey of June and the activity report, of
//! which the referent decides what others read.
//! Founding page of the académie de Poitiers: M1.3, accompany teachers in using digital tools for learning.

pub mod commands;
pub mod events;
pub mod filters;
pub mod queries;
pub mod rules;
pub mod sheet;
pub mod types;

pub use queries::ActionQueries;
pub use types::{SupportAction, SupportActionKind};
