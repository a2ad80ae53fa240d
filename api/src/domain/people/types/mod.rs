//! The room's types, as the API shows them.

mod appointment;
mod parts;
mod person;

pub use appointment::Appointment;
pub use parts::{Discipline, PersonContact, PersonIdentifier};
pub use person::Person;
