//! The language of the stories: a world with schools and people, personas who send real GraphQL over HTTP, outcomes.
//!
//! The same story runs on SQLite and, when `RUPN_TEST_POSTGRES` names a server, on PostgreSQL.

pub mod faults;
pub mod hook;
pub mod issuer;
pub mod outcome;
pub mod persona;
pub mod school;
pub mod world;

pub use hook::Hook;
pub use issuer::{Script, ScriptedIssuer};
pub use outcome::Outcome;
pub use persona::Persona;
pub use school::School;
pub use world::{World, days};
