//! Where candidates and offers lie.

use entity::{mandate::mandate, stage::stage_offer};
use kernel::{actor::Hat, sheet::Reach};
use sea_orm::{ColumnTrait, Condition};

use crate::domain::territory::place::{in_office, in_own_basins, in_own_establishments};

/// Candidates lie where their mandates do: it is asked of mandates.
pub fn of_candidate(reach: Reach, hat: &Hat) -> Option<Condition> {
    use mandate::Column::{AcademyId, EstablishmentId, PersonId};
    match reach {
        Reach::Own => hat.person().map(|person| Condition::all().add(PersonId.eq(person))),
        Reach::Academy => in_office(hat, AcademyId, EstablishmentId),
        _ => None,
    }
}

/// Offers.
pub fn of_offer(reach: Reach, hat: &Hat) -> Option<Condition> {
    use stage_offer::Column::{AcademyId, EstablishmentId, PersonId};
    match reach {
        Reach::Own => hat.person().map(|person| Condition::all().add(PersonId.eq(person))),
        Reach::Establishment => Some(in_own_establishments(hat, EstablishmentId)),
        Reach::Basin => Some(in_own_basins(hat, EstablishmentId)),
        Reach::Academy => in_office(hat, AcademyId, EstablishmentId),
        _ => None,
    }
}
