//! Access: who is asking, and which hats they wear today.
//!
//! A token names a person; the hats come from the directory at the instant of the request: *teacher* and *principal*
//! from appointments, *referent* from an active mandate, *rectorate* from an office, each for its days.

pub mod hats;
pub mod queries;

pub use queries::AccessQueries;
