//! How far each reaction has read the events.

use sea_orm::entity::prelude::*;

/// A reaction and the last event it has seen.
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "reaction")]
pub struct Model {
    /// Its name.
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    /// Place of the last event it has reacted to, or let go by.
    pub seq: i64,
    /// Times that the next event failed.
    pub attempts: i32,
}

/// None that the ORM needs to know.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
