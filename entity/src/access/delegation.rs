//! Delegations of principals to their deputies, for dates.

use sea_orm::entity::prelude::*;

/// A principal lets a deputy act in their place.
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "delegation")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The academy.
    pub academy_id: Uuid,
    /// The establishment.
    pub establishment_id: Uuid,
    /// The principal who delegates.
    pub principal_id: Uuid,
    /// The deputy who acts.
    pub deputy_id: Uuid,
    /// First day.
    pub starts_on: Date,
    /// Last day included.
    pub ends_on: Date,
    /// Instant at which the principal took it back.
    pub revoked_at: Option<DateTimeUtc>,
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
