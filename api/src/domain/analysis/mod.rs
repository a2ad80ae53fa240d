//! Analyses (*dépouillement, analyse*): what a survey found, for those who asked and then for everybody.
//!
//! When a campaign closes, a job opens its responses once, counts them by a *lattice* fixed beforehand, and lets the crate `disclosure`
//! say what may be shown (*secret statistique*). What it lets through is stored; what is hidden is nowhere. From then on all that is
//! read is computed from what is stored: tables, medians, the year before, the own answers beside those of the basin, the public page.
//! Founding page: "see the analysis of the answers". Law n° 51-711 of 7 June 1951, article 6, for the idea of the secret; the method is in
//! `docs/disclosure.md`.

pub mod asked;
pub mod commands;
pub mod count;
pub mod events;
pub mod filters;
pub mod job;
pub mod kept;
pub mod own;
pub mod page;
pub mod place;
pub mod queries;
pub mod sheet;
pub mod states;
pub mod tables;
pub mod types;

pub use queries::AnalysisQueries;
pub use types::SurveyAnalysis;
