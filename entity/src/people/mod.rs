//! Who works where: professional data only, and no pupil, ever.

pub mod appointment;
pub mod discipline;
pub mod office;
pub mod person;
pub mod person_contact;
pub mod person_discipline;
pub mod person_identifier;
