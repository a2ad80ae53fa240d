//! The room's types, as the API shows them.

mod part;
mod question;
mod questionnaire;

pub use part::{SurveyOption, SurveyRow, SurveySection};
pub use question::SurveyQuestion;
pub use questionnaire::Questionnaire;

use kernel::{
    actor::{Extent, Hat},
    sheet::{Reach, everything},
};
use sea_orm::{ColumnTrait, Condition};

/// Where a questionnaire and its parts lie, by the column of the academy.
fn lies<C: ColumnTrait>(reach: Reach, hat: &Hat, academy: C) -> Option<Condition> {
    match reach {
        Reach::Everywhere => Some(everything()),
        Reach::Academy => hat.academy.filter(|_| hat.extent == Extent::Academy).map(|own| Condition::all().add(academy.eq(own))),
        _ => None,
    }
}
