//! States of questionnaires.

use entity::survey::questionnaire::QuestionnaireStage::{self, Draft, Frozen};
use kernel::machine::{Machine, step};

use super::sheet::{CHANGE, FREEZE};

/// The steps of a questionnaire.
pub const QUESTIONNAIRE: Machine<QuestionnaireStage> =
    Machine { name: "questionnaire", steps: &[step(CHANGE, &[Draft], Draft), step(FREEZE, &[Draft], Frozen)] };
