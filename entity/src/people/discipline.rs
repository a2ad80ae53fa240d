//! Disciplines (*disciplines de poste*).

use sea_orm::entity::prelude::*;

/// A discipline of the national nomenclature (BCN).
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "discipline")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Code of the nomenclature: `L0202`.
    pub code: String,
    /// Label in French.
    pub label: String,
}

/// Relations are declared by the rooms.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
