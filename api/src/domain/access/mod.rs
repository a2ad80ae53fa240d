//! Access: who is asking, which hats they wear today, who acts for whom, and the trace it leaves.
//!
//! A token names a person or a service account; the hats come from the directory at the instant of the request: *teacher*
//! and *principal* from appointments, *referent* from an active mandate, *rectorate* from an office, each for its days. A
//! principal *delegates* to a deputy; a *service account* acts for a program with a part of its officer's rights. The
//! *audit* tells what was done, by whom, for whom.

pub mod commands;
pub mod credentials;
pub mod events;
pub mod explain;
pub mod filters;
pub mod hats;
pub mod identified;
pub mod personal_data;
pub mod queries;
pub mod rules;
pub mod secret;
pub mod sheet;
pub mod types;

pub use queries::AccessQueries;
pub use types::{AuditChange, AuditEvent, Delegation, ServiceAccount, ServiceSecret};
