//! Accounts of programs: an officer makes one, answers for it, and its rights are never more than the officer's.

use sea_orm::entity::prelude::*;

/// The account of a program.
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "service_account")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The academy.
    pub academy_id: Uuid,
    /// What it is for.
    pub name: String,
    /// Name for search and sorting.
    pub folded: String,
    /// The officer who answers for it.
    pub officer_id: Uuid,
    /// Scopes, a bit each in the order of the schema.
    pub scopes: i32,
    /// Whether it is limited to the establishments of its list.
    pub limited: bool,
    /// Systems whose identifiers it reads, separated by spaces; all when empty.
    pub systems: Option<String>,
    /// Networks it may come from (CIDR), separated by spaces; any when empty.
    pub addresses: Option<String>,
    /// Last day included.
    pub expires_on: Date,
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
