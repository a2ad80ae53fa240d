//! Which establishment belongs to which zone, and when.

use sea_orm::entity::prelude::*;

/// A dated membership.
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "zone_membership")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The zone.
    pub zone_id: Uuid,
    /// The establishment.
    pub establishment_id: Uuid,
    /// First day.
    pub starts_on: Date,
    /// Last day included; open when empty.
    pub ends_on: Option<Date>,
}

/// Relations are declared by the rooms.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
