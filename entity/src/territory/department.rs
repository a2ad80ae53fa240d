//! Departments.

use sea_orm::entity::prelude::*;

/// A department: it decides who owns collèges.
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "department")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// INSEE code: `16`, `2A`.
    pub code: String,
    /// Name.
    pub name: String,
    /// Region it lies in.
    pub region_id: Uuid,
    /// Academy it belongs to.
    pub academy_id: Uuid,
}

/// Relations are declared by the rooms.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
