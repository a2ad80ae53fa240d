//! Notices: what happened, told to a person whom it concerns.

use sea_orm::entity::prelude::*;

/// A notice to a person.
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "notification")]
pub struct Model {
    /// Id, in their order.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Whom it tells.
    pub person_id: Uuid,
    /// When it happened.
    pub at: DateTimeUtc,
    /// What happened: `MandateProposed`.
    pub kind: String,
    /// Type of the object in the schema.
    pub object_type: String,
    /// Its id.
    pub object_id: Uuid,
    /// Its natural key.
    pub object_key: String,
    /// The event that it comes from.
    pub event_seq: i64,
    /// When the person read it.
    pub read_at: Option<DateTimeUtc>,
}

/// Relations are declared by the rooms.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
