//! How far the letters of a year have come, and what is missing: *gaps*, each with the act that mends it, *figures* for the
//! rectorate, *reminders* to principals. In 2017-2018 only 35 % of the referents of Poitiers had a signed letter, and
//! nobody saw where: here it shows.
//!
//! Nothing of it is kept: it is worked out of establishments, mandates and letters for each request, with a number of
//! statements that does not depend on theirs. What letters say is not looked at, so that the academy learns state and dates alone.

pub mod figures;
pub mod filters;
pub mod queries;
pub mod reminders;
pub mod rules;
pub mod situation;
pub mod types;

pub use queries::ProgressQueries;
