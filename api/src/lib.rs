//! rupn: the open GraphQL API of an academy's network of digital referents.
//!
//! `domain` holds the rooms, `edge` the door, `delivery` what is done after a commit, `schema` merges what the rooms show, `app` puts it together, `cli` starts it.

pub mod app;
pub mod audit;
pub mod cli;
pub mod config;
pub mod country;
pub mod delivery;
pub mod demo;
pub mod domain;
pub mod edge;
pub mod export;
pub mod import;
pub mod log;
pub mod permissions;
pub mod schema;
pub mod starting;
pub mod tables;
