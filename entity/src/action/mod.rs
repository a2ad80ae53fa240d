//! What referents do for their colleagues, as they log it for themselves.

pub mod support_action;
pub mod support_action_kind;
