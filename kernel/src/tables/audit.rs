//! The audit: one row for each mutation, done or refused, and for each read of what is sensitive; each holds the hash of
//! the one before.

use sea_orm::entity::prelude::*;

/// Who did or read what, when, why, and how it ended.
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit")]
pub struct Model {
    /// Id, in the order of time.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Place in the chain, from 1, without gaps.
    pub seq: i64,
    /// Instant of the request.
    pub at: DateTimeUtc,
    /// `MUTATION` or `READING`.
    pub kind: String,
    /// Name of the mutation (`acceptMandate`), or `read`.
    pub operation: String,
    /// `DONE`, `UNCHANGED` or `REFUSED`.
    pub outcome: String,
    /// Code of the refusal.
    pub code: Option<String>,
    /// `PERSON`, `SERVICE`, `SYSTEM` or `ANONYMOUS`.
    pub actor_kind: String,
    /// The person or the service account.
    pub actor_id: Option<Uuid>,
    /// What the system acted as: `demo`, `import`.
    pub actor_name: Option<String>,
    /// The principal whose delegation allowed it.
    pub on_behalf_of: Option<Uuid>,
    /// The program that the token was given to, as its issuer names it.
    pub client: Option<String>,
    /// Why, as the caller said it.
    pub reason: Option<String>,
    /// Request it came with.
    pub request_id: String,
    /// Academy of what was changed or read, or of the actor.
    pub academy_id: Option<Uuid>,
    /// How many changes belong to it.
    pub changes: i64,
    /// SHA-256 over the hashes of the changes, in hex.
    pub changes_hash: String,
    /// Hash of the row before; empty for the first.
    pub previous: String,
    /// SHA-256 of this row without this column, in hex.
    pub hash: String,
}

/// None that the ORM needs to know.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
