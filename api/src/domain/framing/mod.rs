//! Framing: the texts that the mission rests on, and the missions as they were worded at each time.
//!
//! A *framing text* binds everybody (*national*), an *academy* or an *establishment*, and *derives from* others: so the
//! chain from a plan of the minister to a note of an academy can be followed. It is *announced* from the day it is
//! signed, and *in force* from its first to its last day of effect. A *mission catalogue* words the *missions* and their
//! *activities* for a time; the codes stay (`M1.1`), the words of an old catalogue too. National texts and catalogues
//! come with the product; the rectorate publishes those of its academy.
//! Law: decree 2015-475 of 27 April 2015; circular 2015-058 of 29 April 2015; law 2013-595 of 8 July 2013.

pub mod commands;
pub mod events;
pub mod filters;
pub mod lookups;
pub mod queries;
pub mod rules;
pub mod sheet;
pub mod types;

pub use queries::FramingQueries;
pub use types::{Activity, FramingText, Mission, MissionCatalogue, in_language};
