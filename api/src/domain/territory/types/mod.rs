//! The room's types, as the API shows them.

mod academy;
mod establishment;
mod reference;
mod zone;

pub use academy::{Academy, AcademySettings};
pub use establishment::{Establishment, Owner};
pub use reference::{Department, LocalAuthority, Region};
pub use zone::{Basin, Zone};
