//! Where analyses lie.

use entity::analysis::survey_analysis;
use kernel::{
    actor::{Extent, Hat},
    sheet::Reach,
};
use sea_orm::{ColumnTrait, Condition};

/// With the academy as a whole, as their campaigns: an office of a part of it reads them as anybody does.
pub fn of_analysis(reach: Reach, hat: &Hat) -> Option<Condition> {
    match (reach, &hat.extent) {
        (Reach::Everywhere, _) => Some(Condition::all()),
        (Reach::Academy, Extent::Academy) => Some(Condition::all().add(survey_analysis::Column::AcademyId.eq(hat.academy?))),
        _ => None,
    }
}
