//! What the mission brings its referents, and the councils that are heard before.

#[expect(clippy::module_inception, reason = "the room and its table bear the domain's word")]
pub mod compensation;
pub mod compensation_change;
pub mod compensation_month;
pub mod council_opinion;
