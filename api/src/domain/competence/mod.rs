//! Competences: what there is to master, and who says to master what.
//!
//! *Frameworks* (CRCN-Édu, and a small one of the academy) and the *themes* of training are data that come with the product and
//! that everybody reads. A person *declares* a competence with a level and what it rests on, shares it or not, and the
//! desk TRAINING *validates* it: so training is found by fit of competences (founding page, S18).
//! Law: decree 2019-919 and order of 30 August 2019 (CRCN); CRCN-Édu is its continuation for staff of education.

pub mod commands;
pub mod events;
pub mod filters;
pub mod lookups;
pub mod notices;
pub mod queries;
pub mod sheet;
pub mod types;

pub use queries::CompetenceQueries;
pub use types::{Competence, CompetenceDeclaration, CompetenceFramework, TrainingTheme};
