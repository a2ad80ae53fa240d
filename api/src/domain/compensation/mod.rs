//! What the mission brings its referents: an allowance, fewer hours, or nothing, said as such.
//!
//! From February to June the *councils* of an establishment are heard on the share-out of the next school year: the
//! pedagogical council, then the board; a private establishment has no board, its head consults the teachers. The principal
//! *proposes* what each referent has, the rectorate's desk PAY *grants* it. An allowance is paid in ninths, recomputed on the
//! months left when something is decided later. Amounts are read by the person, the principal and the desk PAY alone.
//! Law: decree 2015-475 and order of 27 April 2015, circular 2015-058; decree 2014-940 art. 3 for fewer hours; circular
//! 2015-093 for private establishments; before them decree 2010-1065.

pub mod commands;
pub mod events;
pub mod filters;
pub mod law;
pub mod notices;
pub mod place;
pub mod queries;
pub mod rules;
pub mod schedule;
pub mod seasons;
pub mod sheet;
pub mod states;
pub mod types;

pub use queries::CompensationQueries;
pub use types::{Compensation, CompensationChange, CompensationMonth, CouncilOpinion};
