//! Tables of the room `finding`: what a survey showed, and what was decided of it.

#[expect(clippy::module_inception, reason = "the room is named after its first table")]
pub mod finding;
pub mod follow_up;
