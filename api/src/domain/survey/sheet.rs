//! Who may do what with questionnaires: the desk SURVEY writes, the academy reads its drafts, everybody what was asked.

use entity::survey::questionnaire::QuestionnaireStage::{self, Frozen};
use kernel::{
    actor::{Area, Capacity::*, Desk},
    sheet::{Action, READ, Reach::*, Sheet, grant},
};

/// Makes one that comes with the product: the product alone.
pub const PUBLISH: Action = Action("PUBLISH");
/// Begins an edition.
pub const CREATE: Action = Action("CREATE");
/// Changes a draft.
pub const CHANGE: Action = Action("CHANGE");
/// Freezes an edition: with the campaign that asks it.
pub const FREEZE: Action = Action("FREEZE");

/// Questionnaires.
pub const QUESTIONNAIRE: Sheet<QuestionnaireStage> = Sheet::of(
    Area::Survey,
    &[
        grant(Anyone, &[READ], Everywhere).once(&[Frozen]),
        grant(Rectorate, &[READ], Academy),
        grant(Rectorate, &[CREATE, CHANGE, FREEZE], Academy).desk(Desk::Survey),
    ],
);

/// Their sections, questions, options and rows, which stand where the questionnaire does.
pub const PART: Sheet<QuestionnaireStage> = Sheet::of(Area::Survey, &[grant(Anyone, &[READ], Everywhere).once(&[Frozen]), grant(Rectorate, &[READ], Academy)]);
