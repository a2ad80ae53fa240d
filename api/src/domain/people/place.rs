//! Where rows about a person lie.

use entity::{
    mandate::mandate,
    people::appointment::{
        self,
        Column::{EndsOn, StartsOn},
    },
    territory::academy_settings,
};
use kernel::{
    actor::{Extent, Hat},
    filter::{borne_by, values_of},
    sheet::Reach,
    store::covering,
};
use sea_orm::{ColumnTrait, Condition, sea_query::SelectStatement};

use crate::domain::{
    mandate::states,
    territory::place::{in_office, in_own_establishments, neighbours},
};

/// Rows about a person, by their columns for the person and the academy.
pub fn about<C: ColumnTrait>(reach: Reach, hat: &Hat, person: C, academy: C) -> Option<Condition> {
    let works = |there: Condition| borne_by::<appointment::Entity, C>(person, appointment::Column::PersonId, covering(StartsOn, EndsOn, hat.today).add(there));
    let is_referent = |there: Condition| borne_by::<mandate::Entity, C>(person, mandate::Column::PersonId, states::active(hat.today).add(there));
    let all = Condition::all;
    match reach {
        Reach::Own => hat.person().map(|id| all().add(person.eq(id))),
        Reach::Establishment => Some(works(in_own_establishments(hat, appointment::Column::EstablishmentId))),
        Reach::Academy if hat.extent == Extent::Academy => Some(all().add(academy.eq(hat.academy?))),
        Reach::Academy => Some(works(in_office(hat, appointment::Column::AcademyId, appointment::Column::EstablishmentId)?)),
        Reach::AcademyReferents => Some(is_referent(all().add(mandate::Column::AcademyId.eq(hat.academy?)))),
        Reach::BasinReferents => Some(is_referent(all().add(mandate::Column::EstablishmentId.in_subquery(neighbours(hat))))),
        Reach::PublishedReferents => Some(is_referent(all().add(mandate::Column::AcademyId.in_subquery(publishing())))),
        Reach::Basin | Reach::Audience | Reach::Shared | Reach::Everywhere | Reach::Party => None,
    }
}

/// Rows about the referents of the hat's own establishments.
pub fn referents_here<C: ColumnTrait>(hat: &Hat, person: C) -> Condition {
    let here = in_own_establishments(hat, mandate::Column::EstablishmentId);
    borne_by::<mandate::Entity, C>(person, mandate::Column::PersonId, states::active(hat.today).add(here))
}

/// The academies that publish the names of their referents.
fn publishing() -> SelectStatement {
    use academy_settings::Column::{AcademyId, PublishesReferentNames};
    values_of::<academy_settings::Entity>(AcademyId, Condition::all().add(PublishesReferentNames.eq(true)))
}
