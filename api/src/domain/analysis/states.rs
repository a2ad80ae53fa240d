//! States of analyses.

use entity::analysis::survey_analysis::AnalysisStage::{self, Draft, Published};
use kernel::machine::{Machine, step};

use super::sheet::{DESCRIBE, PUBLISH};

/// The steps of an analysis. Its figures never change; its words may, also afterwards.
pub const ANALYSIS: Machine<AnalysisStage> =
    Machine { name: "survey analysis", steps: &[step(DESCRIBE, &[Draft], Draft), step(DESCRIBE, &[Published], Published), step(PUBLISH, &[Draft], Published)] };
