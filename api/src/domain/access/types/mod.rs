//! What the room shows.

pub mod audit;
mod delegation;
mod service_account;

pub use audit::{AuditChange, AuditEvent};
pub use delegation::Delegation;
pub use service_account::{ServiceAccount, ServiceSecret};
