//! Secret addresses of calendars: only their hashes.

use sea_orm::entity::prelude::*;

/// An address from which programs fetch a person's calendar.
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "calendar_address")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The academy.
    pub academy_id: Uuid,
    /// The person.
    pub person_id: Uuid,
    /// How it begins, so that it can be told from another.
    pub prefix: String,
    /// SHA-256 of the secret, in hex.
    pub hash: String,
    /// Instant it was revoked.
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
