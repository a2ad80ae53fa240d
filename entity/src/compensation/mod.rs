//! What the mission brings its referents, and the councils that are heard before.

pub mod compensation;
pub mod compensation_change;
pub mod compensation_month;
pub mod council_opinion;
