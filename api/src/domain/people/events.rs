//! What the room tells.

use kernel::event::Fact;

/// A new person of the directory.
pub const PERSON_CREATED: Fact = Fact("PersonCreated");
/// Changed facts of a person: names, mailbox, identifiers, disciplines, office.
pub const PERSON_UPDATED: Fact = Fact("PersonUpdated");
/// A person is an officer of the rectorate.
pub const OFFICE_GRANTED: Fact = Fact("OfficeGranted");
/// The last day of an office is known.
pub const OFFICE_ENDED: Fact = Fact("OfficeEnded");
/// A person starts to work in an establishment.
pub const APPOINTED: Fact = Fact("PersonAppointed");
/// The last day of an appointment is known.
pub const APPOINTMENT_ENDED: Fact = Fact("AppointmentEnded");
