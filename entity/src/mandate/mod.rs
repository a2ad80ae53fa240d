//! Who is a digital referent, where, and when.

#[expect(clippy::module_inception, reason = "the room and its table bear the domain's word")]
pub mod mandate;
