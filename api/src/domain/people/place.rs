//! Where rows about a person lie.

use entity::{mandate::mandate, people::appointment, territory::academy_settings};
use kernel::{
    actor::{Extent, Hat},
    filter::values_of,
    sheet::Reach,
    store::covering,
};
use sea_orm::{
    ColumnTrait, Condition,
    sea_query::{Expr, ExprTrait, SelectStatement},
};

use crate::domain::{
    mandate::states,
    territory::place::{in_office, in_own_establishments, neighbours},
};

/// Rows about a person, by their columns for the person and the academy.
pub fn about<C: ColumnTrait>(reach: Reach, hat: &Hat, person: C, academy: C) -> Option<Condition> {
    let among = |people: SelectStatement| Condition::all().add(Expr::col(person.as_column_ref()).in_subquery(people));
    match reach {
        Reach::Own => hat.person().map(|id| Condition::all().add(person.eq(id))),
        Reach::Establishment => Some(among(working(in_own_establishments(hat, appointment::Column::EstablishmentId), hat))),
        Reach::Academy if hat.extent == Extent::Academy => Some(Condition::all().add(academy.eq(hat.academy?))),
        Reach::Academy => Some(among(working(in_office(hat, appointment::Column::AcademyId, appointment::Column::EstablishmentId)?, hat))),
        Reach::AcademyReferents => Some(among(referents(Condition::all().add(mandate::Column::AcademyId.eq(hat.academy?)), hat))),
        Reach::BasinReferents => Some(among(referents(Condition::all().add(mandate::Column::EstablishmentId.in_subquery(neighbours(hat))), hat))),
        Reach::PublishedReferents => Some(among(referents(Condition::all().add(mandate::Column::AcademyId.in_subquery(publishing())), hat))),
        Reach::Everywhere => None,
    }
}

/// The persons who work somewhere today.
fn working(there: Condition, hat: &Hat) -> SelectStatement {
    let today = covering(appointment::Column::StartsOn, appointment::Column::EndsOn, hat.today);
    values_of::<appointment::Entity>(appointment::Column::PersonId, today.add(there))
}

/// The persons who hold an active mandate somewhere.
fn referents(there: Condition, hat: &Hat) -> SelectStatement {
    states::active(mandate::Column::PersonId, hat.today, there)
}

/// The academies that publish the names of their referents.
fn publishing() -> SelectStatement {
    use academy_settings::Column::{AcademyId, PublishesReferentNames};
    values_of::<academy_settings::Entity>(AcademyId, Condition::all().add(PublishesReferentNames.eq(true)))
}
