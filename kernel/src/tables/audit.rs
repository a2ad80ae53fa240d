//! The audit: one row for each committed command.

use sea_orm::entity::prelude::*;

/// Who did what, when, why, and what it changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit")]
pub struct Model {
    /// Id, in the order of time.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Instant of the command.
    pub at: DateTimeUtc,
    /// `person`, `system` or `anonymous`.
    pub actor_kind: String,
    /// The person; empty for the others.
    pub actor_id: Option<Uuid>,
    /// What the system acted as: `demo`, `import`.
    pub actor_name: Option<String>,
    /// Name of the command: `acceptMandate`.
    pub command: String,
    /// Why, as the caller said it.
    pub reason: Option<String>,
    /// Request it came with.
    pub request_id: String,
    /// For each object its type, id, and changed columns before and after.
    pub changes: Json,
}

/// None that the ORM needs to know.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
