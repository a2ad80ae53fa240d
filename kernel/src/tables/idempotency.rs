//! Keys of mutations: the first call with a key writes its row in the same transaction as its effect.

use sea_orm::entity::prelude::*;

/// A key that an actor used, and what came of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "idempotency")]
pub struct Model {
    /// SHA-256 of the actor and the key, in hex.
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
    /// SHA-256 of the operation and its input, in hex.
    pub fingerprint: String,
    /// Ids of what the command made.
    pub outcome: Json,
    /// When it was used; kept for seven days.
    pub at: DateTimeUtc,
}

/// None that the ORM needs to know.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
