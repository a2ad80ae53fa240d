//! Training: what the needs of teachers become.
//!
//! A *plan* of an establishment, a basin or the academy holds the *actions* of a school year; an action has *sessions*, with
//! a date. The rectorate approves a plan before a session of it opens. A *trainer* leads a session after saying yes, nobody
//! is put on one. Staff *enrol*; who finds no place waits, and gets one strictly in the order of asking. Afterwards the
//! trainer says who was there, and those who were say what they thought, without their name.
//! Law: decree 2007-1470 on continuing training; circular 2015-058, annex 1, on what a digital referent does for colleagues.

pub mod calendar;
pub mod certificate;
pub mod commands;
pub mod events;
pub mod feedback;
pub mod file;
pub mod filters;
pub mod notices;
pub mod place;
pub mod queries;
pub mod rules;
pub mod sheet;
pub mod states;
pub mod types;

pub use queries::TrainingQueries;
pub use types::{CalendarAddress, Enrolment, TrainerEngagement, TrainingAction, TrainingPlan, TrainingSession};
