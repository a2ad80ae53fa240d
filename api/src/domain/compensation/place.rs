//! Where opinions and compensations lie.

use entity::{compensation::council_opinion, mandate::mandate};
use kernel::{Uuid, actor::Hat, filter::borne_by, sheet::Reach};
use sea_orm::{
    ColumnTrait, Condition,
    sea_query::{Expr, ExprTrait},
};

use crate::domain::territory::place::{in_office, in_own_establishments};

/// Rows about a person in an establishment, by their columns for the person, the academy and the establishment.
pub fn of_person<C: ColumnTrait>(reach: Reach, hat: &Hat, person: C, academy: C, establishment: C) -> Option<Condition> {
    match reach {
        Reach::Own => hat.person().map(|id| Condition::all().add(person.eq(id))),
        Reach::Establishment => Some(in_own_establishments(hat, establishment)),
        Reach::Academy => in_office(hat, academy, establishment),
        _ => None,
    }
}

/// Opinions: a referent reads those on the years of the own mandates there.
pub fn of_opinion(reach: Reach, hat: &Hat) -> Option<Condition> {
    use council_opinion::Column::{AcademyId, EstablishmentId};
    match reach {
        Reach::Party => hat.person().map(with_mandate),
        Reach::Establishment => Some(in_own_establishments(hat, EstablishmentId)),
        Reach::Academy => in_office(hat, AcademyId, EstablishmentId),
        _ => None,
    }
}

fn with_mandate(person: Uuid) -> Condition {
    let same_year = Expr::col(mandate::Column::SchoolYear.as_column_ref()).equals(council_opinion::Column::SchoolYear.as_column_ref());
    let own = Condition::all().add(mandate::Column::PersonId.eq(person)).add(same_year);
    borne_by::<mandate::Entity, _>(council_opinion::Column::EstablishmentId, mandate::Column::EstablishmentId, own)
}
