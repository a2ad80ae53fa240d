//! Who may do what with analyses: a draft is the rectorate's, a published one everybody's; the desk SURVEY writes and publishes.

use entity::analysis::survey_analysis::AnalysisStage::{self, Published};
use kernel::{
    actor::{Area, Capacity::*, Desk},
    sheet::{Action, READ, Reach::*, Sheet, grant},
};

/// Says what the figures mean.
pub const DESCRIBE: Action = Action("DESCRIBE");
/// Lets everybody read it.
pub const PUBLISH: Action = Action("PUBLISH");

/// Analyses.
pub const ANALYSIS: Sheet<AnalysisStage> = Sheet::of(
    Area::Survey,
    &[
        grant(Anyone, &[READ], Everywhere).once(&[Published]),
        grant(Rectorate, &[READ], Academy),
        grant(Rectorate, &[DESCRIBE, PUBLISH], Academy).desk(Desk::Survey),
    ],
);
