//! Where policies, needs and clusters lie.

use entity::need::{need_author, need_cluster, need_support, training_need};
use kernel::{
    Uuid,
    actor::{Extent, Hat},
    filter::borne_by,
    sheet::Reach,
};
use sea_orm::{
    ColumnTrait, Condition,
    sea_query::{Expr, ExprTrait},
};

use crate::domain::territory::place::{in_office, in_own_basins, in_own_establishments, own_basins};

/// Rows of an establishment, by their columns for the academy and the establishment.
pub fn of_establishment<C: ColumnTrait>(reach: Reach, hat: &Hat, academy: C, establishment: C) -> Option<Condition> {
    match reach {
        Reach::Establishment => Some(in_own_establishments(hat, establishment)),
        Reach::Basin => Some(in_own_basins(hat, establishment)),
        Reach::Academy => in_office(hat, academy, establishment),
        _ => None,
    }
}

/// Needs that a person raised or supports.
pub fn wanted_by(person: Uuid) -> Condition {
    let raised = Condition::all().add(need_author::Column::PersonId.eq(person));
    let supported = Condition::all().add(need_support::Column::PersonId.eq(person)).add(need_support::Column::Withdrawn.eq(false));
    Condition::any().add(borne_by::<need_author::Entity, _>(training_need::Column::Id, need_author::Column::NeedId, raised)).add(borne_by::<
        need_support::Entity,
        _,
    >(
        training_need::Column::Id,
        need_support::Column::NeedId,
        supported,
    ))
}

/// Clusters: those of the own establishments' needs, those of the own basins, those of an office.
pub fn of_cluster(reach: Reach, hat: &Hat) -> Option<Condition> {
    use need_cluster::Column::{AcademyId, Id, ZoneId};
    let with_need = |there: Condition| borne_by::<training_need::Entity, _>(Id, training_need::Column::ClusterId, there);
    match (reach, &hat.extent) {
        (Reach::Establishment, _) => Some(with_need(in_own_establishments(hat, training_need::Column::EstablishmentId))),
        (Reach::Basin, _) => Some(Condition::all().add(Expr::col(ZoneId.as_column_ref()).in_subquery(own_basins(hat)))),
        (Reach::Academy, Extent::Academy) => Some(Condition::all().add(AcademyId.eq(hat.academy?))),
        (Reach::Academy, _) => in_office(hat, training_need::Column::AcademyId, training_need::Column::EstablishmentId).map(with_need),
        _ => None,
    }
}
