//! Courses that answer a common need: who may lead one, who is asked, who lets whom go, who is chosen.
//!
//! For a *cluster* of needs the referents of its establishments are *candidates*: each with a score in parts and in words,
//! so that a person can decide; the product never does. The rectorate *offers* the course to one, who *accepts* or declines;
//! the referent's principal *releases* the referent or does not; the rectorate *retains* one. An action of a training plan
//! then answers the cluster, and is led by whoever was retained.
//! Founding page: a need that several establishments of a zone share may lead to a course, led by the referent of one of them,
//! by competences, local needs and the policy of the establishments (S18 to S21). Regulation (EU) 2016/679, article 22: no
//! decision about a person rests on the score alone.

pub mod commands;
pub mod events;
pub mod filters;
pub mod lookups;
pub mod notices;
pub mod place;
pub mod queries;
pub mod rules;
pub mod sheet;
pub mod situation;
pub mod states;
pub mod types;
pub mod words;

pub use queries::StageQueries;
pub use types::{StageCandidate, StageOffer};
