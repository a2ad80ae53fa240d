//! The schedule of an allowance: what is paid in which month.

use sea_orm::entity::prelude::*;

/// A month in which something is paid.
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "compensation_month")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The academy.
    pub academy_id: Uuid,
    /// The establishment.
    pub establishment_id: Uuid,
    /// The person.
    pub person_id: Uuid,
    /// The compensation.
    pub compensation_id: Uuid,
    /// First day of the month.
    pub month: Date,
    /// What is paid in it, in cents.
    pub amount_cents: i32,
}

/// Relations are declared by the rooms.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
