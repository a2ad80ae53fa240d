//! The outbox: one row for each object that a committed command changed, in the order of the commits.

use sea_orm::entity::prelude::*;

/// Something that happened to an object; its content is read at delivery, through the reader's rights.
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "event")]
pub struct Model {
    /// Place in the order of the commits.
    #[sea_orm(primary_key)]
    pub seq: i64,
    /// Instant of the command.
    pub at: DateTimeUtc,
    /// What happened: `MandateAccepted`.
    pub kind: String,
    /// Type of the object in the schema.
    pub object_type: String,
    /// Its id.
    pub object_id: Uuid,
    /// Its natural key.
    pub object_key: String,
    /// Its version after the change.
    pub version: i64,
    /// Academy it lies in.
    pub academy_id: Option<Uuid>,
    /// Names of the changed columns.
    pub changed: Json,
    /// The audit row of the command.
    pub audit_id: Uuid,
}

/// None that the ORM needs to know.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
