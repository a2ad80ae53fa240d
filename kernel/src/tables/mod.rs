//! The kernel's own tables: what was done (audit), what is told (events), what was asked with a key (idempotency).

pub mod audit;
pub mod audit_change;
pub mod event;
pub mod idempotency;
