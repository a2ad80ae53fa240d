//! The room's types, as the API shows them.

mod kind;
pub mod summary;
mod support_action;

pub use kind::SupportActionKind;
pub use support_action::{Line, SupportAction};
