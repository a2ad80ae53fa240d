//! Mandates: who is a digital referent, where, and when.
//!
//! The principal or the academy *proposes* a mandate for a school year; the person *accepts* or *declines*; it is then
//! *active* from its first to its last day, and *ended* after it: its dates say so. Each year mandates *roll over* as new
//! proposals that name the mandate they continue, so that seniority and handover have a thread. An establishment may
//! have several referents. A *referent* is a mandate seen as the directory shows it.
//! Law: circular 2015-058 of 29 April 2015; decree 2015-475 of 27 April 2015.

pub mod commands;
pub mod events;
pub mod filters;
pub mod notices;
pub mod queries;
pub mod rules;
pub mod sheet;
pub mod states;
pub mod types;

pub use queries::MandateQueries;
pub use types::{Referent, ReferentMandate};
