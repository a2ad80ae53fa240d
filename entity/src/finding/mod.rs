//! Tables of the room `finding`: what a survey showed, and what was decided of it.

#[expect(clippy::module_inception, reason = "the room and its table bear the domain's word")]
pub mod finding;
pub mod follow_up;
