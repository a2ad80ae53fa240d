//! People: who works where.
//!
//! A *person* has names, a professional mailbox, identifiers in other systems and disciplines; an *appointment* says
//! that they work in an establishment, as what, from when to when. An *office* makes them an officer of the rectorate.
//! Professional data only: no home address, no birth date, no national number, and no pupil, ever.
//! Law: GDPR art. 5 (minimisation); CNIL reference on human resources (deliberation 2019-160).

pub mod commands;
pub mod events;
pub mod filters;
pub mod lookups;
pub mod place;
pub mod queries;
pub mod rules;
pub mod sheet;
pub mod types;

pub use queries::PeopleQueries;
pub use types::{Appointment, Discipline, Office, Person, PersonContact, PersonIdentifier};
