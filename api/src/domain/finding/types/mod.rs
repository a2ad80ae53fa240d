//! The room's types as the schema shows them.

mod finding;
mod follow_up;

pub use finding::Finding;
pub use follow_up::FollowUp;
