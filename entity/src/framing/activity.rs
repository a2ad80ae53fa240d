//! Activities of a mission.

use sea_orm::entity::prelude::*;

use super::DataStatus;

/// An activity as its catalogue words it.
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "activity")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The catalogue.
    pub catalogue_id: Uuid,
    /// The mission.
    pub mission_id: Uuid,
    /// Code, unique in the catalogue: `M1.1`. The same line of work keeps it from one catalogue to the next.
    pub code: String,
    /// Place in the catalogue, from 1.
    pub position: i32,
    /// Wording in French.
    pub label_fr: String,
    /// Wording in English.
    pub label_en: String,
    /// How far it is known.
    pub status: DataStatus,
    /// What of it is not known, or not a fact.
    pub note: Option<String>,
    /// Where it was read.
    pub source: Option<String>,
    /// Version for the optimistic lock.
    pub version: i64,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// When it was last changed.
    pub updated_at: DateTimeUtc,
}

/// Relations are declared by the rooms.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
