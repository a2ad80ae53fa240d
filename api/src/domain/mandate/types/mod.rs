//! The room's types, as the API shows them.

mod mandate;
mod referent;

pub use mandate::ReferentMandate;
pub use referent::Referent;

use ::entity::mandate::mandate as row;
use kernel::{actor::Hat, sheet::Reach};
use sea_orm::{ColumnTrait, Condition};

use crate::domain::territory::place::{in_office, in_own_establishments};

/// Where a mandate lies, for both types that show it.
fn lies(reach: Reach, hat: &Hat) -> Option<Condition> {
    match reach {
        Reach::Everywhere => Some(Condition::all()),
        Reach::Own => hat.person().map(|person| Condition::all().add(row::Column::PersonId.eq(person))),
        Reach::Establishment => Some(in_own_establishments(hat, row::Column::EstablishmentId)),
        Reach::Academy => in_office(hat, row::Column::AcademyId, row::Column::EstablishmentId),
        Reach::AcademyReferents => hat.academy.map(|academy| Condition::all().add(row::Column::AcademyId.eq(academy))),
        Reach::Basin | Reach::BasinReferents | Reach::PublishedReferents | Reach::Audience | Reach::Shared | Reach::Party => None,
    }
}
