//! Surveys (*enquêtes*): what is asked of referents and principals at the end of a year.
//!
//! A *questionnaire* has a code that stays from year to year and *editions*; an edition has *sections*, *questions*, *options* and,
//! in a matrix, *rows*. The codes of questions are stable, so that answers of one year can be put beside those of another. The desk
//! SURVEY of an academy writes a draft as a whole; it is *frozen* once it is asked, and from then on it is public and stays as it is.
//! Founding page of the académie de Poitiers: an online survey at the end of the school year, to take stock and observe the
//! difficulties felt by those who held the function.

pub mod answers;
pub mod commands;
pub mod events;
pub mod filters;
pub mod kept;
pub mod queries;
pub mod rules;
pub mod sheet;
pub mod starting;
pub mod states;
pub mod structure;
pub mod types;

pub use queries::SurveyQueries;
pub use types::{Questionnaire, SurveyOption, SurveyQuestion, SurveyRow, SurveySection};
