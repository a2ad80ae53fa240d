//! Where rows lie, as conditions that every room uses: in an office of the rectorate, in an establishment, in a basin.

use entity::territory::{establishment, zone, zone_membership};
use kernel::{
    Uuid,
    actor::{Extent, Hat},
    store::covering,
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait, SelectStatement},
};

/// Rows of an officer's office, by their columns for the academy and the establishment.
pub fn in_office<C: ColumnTrait>(hat: &Hat, academy: C, establishment: C) -> Option<Condition> {
    let here = Condition::all().add(academy.eq(hat.academy?));
    match &hat.extent {
        Extent::Academy => Some(here),
        Extent::Departments(departments) => Some(here.add(lies_in(establishment, in_departments(departments)))),
        Extent::Basins(basins) => Some(here.add(lies_in(establishment, members(basins, hat)))),
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
    let these = establishment::Entity::find().filter(establishment::Column::DepartmentId.is_in(departments.iter().copied()));
    these.select_only().column(establishment::Column::Id).into_query()
}

/// The establishments that belong to some zones today.
pub fn members(zones: &[Uuid], hat: &Hat) -> SelectStatement {
    let these = zone_membership::Entity::find().filter(zone_membership::Column::ZoneId.is_in(zones.iter().copied()));
    these.filter(current(hat.today)).select_only().column(zone_membership::Column::EstablishmentId).into_query()
}

/// The establishments that share a basin today with the hat's own.
pub fn neighbours(hat: &Hat) -> SelectStatement {
    let basins = zone::Entity::find().filter(zone::Column::Kind.eq(zone::ZoneKind::Basin)).select_only().column(zone::Column::Id).into_query();
    let own = zone_membership::Entity::find()
        .filter(zone_membership::Column::EstablishmentId.is_in(hat.establishments().iter().copied()))
        .filter(zone_membership::Column::ZoneId.in_subquery(basins))
        .filter(current(hat.today));
    let own = own.select_only().column(zone_membership::Column::ZoneId).into_query();
    let all = zone_membership::Entity::find().filter(zone_membership::Column::ZoneId.in_subquery(own)).filter(current(hat.today));
    all.select_only().column(zone_membership::Column::EstablishmentId).into_query()
}

fn current(day: chrono::NaiveDate) -> Condition {
    covering(zone_membership::Column::StartsOn, zone_membership::Column::EndsOn, day)
}
