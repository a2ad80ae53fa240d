//! The mechanisms that every room stands on: who acts and what they may do, planned reads, commands, states, time.
//!
//! The kernel depends on no room. Its only words of the domain are those of a hat (role, desk, academy, basin,
//! establishment) and the scalars that everything is written in. It holds the only connections to the database.

pub mod actor;
pub mod ask;
pub mod bulk;
pub mod clock;
mod columns;
pub mod command;
pub mod event;
pub mod explain;
mod fetch;
pub mod filter;
pub mod fold;
pub mod ids;
pub mod job;
pub mod machine;
mod narrow;
pub mod page;
pub mod payload;
pub mod reaction;
pub mod read;
pub mod refusal;
pub mod relation;
pub mod resource;
pub mod scalars;
pub mod schedule;
pub mod seal;
pub mod selection;
pub mod sheet;
pub mod show;
pub mod store;
pub mod tables;
pub mod text;
pub mod trail;
pub mod upsert;
pub mod vault;
pub mod viewer;
pub mod work;

pub use uuid::Uuid;
