//! The room's types, as the API shows them.

mod appointment;
mod office;
mod parts;
mod person;

pub use appointment::Appointment;
pub use office::Office;
pub use parts::{Discipline, PersonContact, PersonIdentifier};
pub use person::Person;
