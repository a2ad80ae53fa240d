//! Competences of a framework.

use sea_orm::entity::prelude::*;

use crate::framing::DataStatus;

/// A competence, in its area.
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "competence")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The framework.
    pub framework_id: Uuid,
    /// Code, unique in the framework: `2.1`.
    pub code: String,
    /// Place in the framework, from 1.
    pub position: i32,
    /// Code of its area: `2`.
    pub area_code: String,
    /// Its area in French.
    pub area_fr: String,
    /// Its area in English.
    pub area_en: String,
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
    /// Instant it was made.
    pub created_at: DateTimeUtc,
    /// Instant of its last change.
    pub updated_at: DateTimeUtc,
}

/// Relations are declared by the rooms.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
