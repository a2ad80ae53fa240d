//! Pay of trainers: who leads a session may be paid for it, and whoever is not is told so.
//!
//! The rectorate's desk TRAINING *sets* what an engagement brings: nothing, a rate by the hour, or a flat rate. Once the
//! session was held, the principal of its host *certifies* the service; the desk PAY, another person, *approves* it within
//! the budget of the plan and *exports* it to the payroll tool, once; what that tool answers is *recorded*. Amounts are read
//! by the person, the person's principal, those who certify, and the desks TRAINING and PAY alone.
//! Law: decree 2010-235 and order of 7 May 2012 (NOR MENF1220270A).

pub mod commands;
pub mod events;
pub mod file;
pub mod filters;
pub mod law;
pub mod notices;
pub mod place;
pub mod queries;
pub mod rules;
pub mod sheet;
pub mod states;
pub mod types;

pub use queries::PayQueries;
pub use types::{PayExport, PayTotals, Remuneration};
