//! Offices at the rectorate: who is an officer, of what, with which desks.

use sea_orm::entity::prelude::*;

/// A person's office at the rectorate for a time.
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "office")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The academy.
    pub academy_id: Uuid,
    /// The officer.
    pub person_id: Uuid,
    /// Department that the office is limited to.
    pub department_id: Option<Uuid>,
    /// Basin that the office is limited to (basin coordinator).
    pub basin_id: Option<Uuid>,
    /// Desks, a bit each in the order of the schema.
    pub desks: i16,
    /// First day.
    pub starts_on: Date,
    /// Last day included; open when empty.
    pub ends_on: Option<Date>,
    /// Version for the optimistic lock.
    pub version: i64,
    /// Instant it was made.
    pub created_at: DateTimeUtc,
    /// Instant of its last change.
    pub updated_at: DateTimeUtc,
}

/// Relations are declared by the rooms.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
