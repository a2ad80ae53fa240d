//! Secrets of service accounts: only their hashes. Two may be good at once, while a program changes from one to the next.

use sea_orm::entity::prelude::*;

/// A secret of a service account.
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "service_secret")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The academy of the account.
    pub academy_id: Uuid,
    /// The account.
    pub account_id: Uuid,
    /// How it begins, so that it can be told from another.
    pub prefix: String,
    /// SHA-256 of the secret, in hex.
    pub hash: String,
    /// Instant from which it is good no more.
    pub expires_at: Option<DateTimeUtc>,
    /// Instant at which a token was last asked with it.
    pub last_used_at: Option<DateTimeUtc>,
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
