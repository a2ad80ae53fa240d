//! Where rows lie, as conditions that every room uses: in an office of the rectorate, in an establishment, in a basin.

use entity::territory::{
    establishment, zone,
    zone_membership::{
        self,
        Column::{EstablishmentId, ZoneId},
    },
};
use kernel::{
    Uuid,
    actor::{Extent, Hat},
    filter::values_of,
    store::covering,
};
use sea_orm::{
    ColumnTrait, Condition,
    sea_query::{Expr, ExprTrait, SelectStatement},
};

/// Rows of an officer's office, by their columns for the academy and the establishment.
pub fn in_office<C: ColumnTrait>(hat: &Hat, academy: C, establishment: C) -> Option<Condition> {
    let here = Condition::all().add(academy.eq(hat.academy?));
    match &hat.extent {
        Extent::Academy => Some(here),
        Extent::Departments(departments) => Some(here.add(lies_in(establishment, in_departments(departments)))),
        Extent::Basins(basins) => Some(here.add(lies_in(establishment, members(basins, hat)))),
        Extent::Establishments(_) => Some(here.add(in_own_establishments(hat, establishment))),
        _ => None,
    }
}

/// Rows of the hat's own establishments.
pub fn in_own_establishments<C: ColumnTrait>(hat: &Hat, establishment: C) -> Condition {
    Condition::all().add(establishment.is_in(hat.establishments().iter().copied()))
}

fn lies_in<C: ColumnTrait>(establishment: C, establishments: SelectStatement) -> Expr {
    Expr::col(establishment.as_column_ref()).in_subquery(establishments)
}

fn in_departments(departments: &[Uuid]) -> SelectStatement {
    use establishment::Column::{DepartmentId, Id};
    values_of::<establishment::Entity>(Id, Condition::all().add(DepartmentId.is_in(departments.iter().copied())))
}

/// The establishments that belong to some zones today.
pub fn members(zones: &[Uuid], hat: &Hat) -> SelectStatement {
    values_of::<zone_membership::Entity>(EstablishmentId, current(hat.today).add(ZoneId.is_in(zones.iter().copied())))
}

/// Rows of the establishments that share a basin today with the hat's own.
pub fn in_own_basins<C: ColumnTrait>(hat: &Hat, establishment: C) -> Condition {
    Condition::all().add(lies_in(establishment, neighbours(hat)))
}

/// The basins of today of the hat's own establishments.
pub fn own_basins(hat: &Hat) -> SelectStatement {
    let basins = values_of::<zone::Entity>(zone::Column::Id, Condition::all().add(zone::Column::Kind.eq(zone::ZoneKind::Basin)));
    let own = current(hat.today).add(EstablishmentId.is_in(hat.establishments().iter().copied())).add(ZoneId.in_subquery(basins));
    values_of::<zone_membership::Entity>(ZoneId, own)
}

/// The establishments that share a basin today with the hat's own.
pub fn neighbours(hat: &Hat) -> SelectStatement {
    values_of::<zone_membership::Entity>(EstablishmentId, current(hat.today).add(ZoneId.in_subquery(own_basins(hat))))
}

fn current(day: chrono::NaiveDate) -> Condition {
    covering(zone_membership::Column::StartsOn, zone_membership::Column::EndsOn, day)
}
