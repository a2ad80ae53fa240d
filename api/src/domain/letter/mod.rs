//! Mission letters: what an establishment expects of its digital referents this year, agreed and signed.
//!
//! In September the academy *dispatches* its *template*: every establishment receives a letter that inherits the
//! template's *clauses*. The principal *adapts* it (amends, adds, removes clauses, but no locked one), *shares out* the
//! activities of the catalogue between the *parties* (the referents), and *proposes* it. Parties comment, *ask for
//! amendments*, *agree*, *sign*; the letter is *in force* until the end of its year. It is a tool of framing and of
//! dialogue: what is said in it is read by the principal and the parties, by the academy once it is signed.
//! Law: circular 2015-058 of 29 April 2015 (a letter is recommended, not mandatory); decree 2015-475 of 27 April 2015.

pub mod commands;
pub mod content;
pub mod departures;
pub mod dispatch;
pub mod events;
pub mod filters;
pub mod notices;
pub mod offline;
pub mod place;
pub mod progress;
pub mod queries;
pub mod rules;
pub mod seasons;
pub mod sheet;
pub mod starting;
pub mod states;
pub mod types;
pub mod verify;

pub use queries::LetterQueries;
pub use types::{MissionLetterTemplate, TemplateBlank, TemplateClause};
