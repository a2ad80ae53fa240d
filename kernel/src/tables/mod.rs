//! The kernel's own tables: what was done (audit), what is told (events), what was asked with a key (idempotency), what
//! is still to be done (jobs, schedules, reactions).

pub mod audit;
pub mod audit_change;
pub mod event;
pub mod idempotency;
pub mod job;
pub mod job_reject;
pub mod reaction;
pub mod schedule;
