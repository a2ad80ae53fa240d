//! Catalogues of missions, one for each time the missions were worded anew.

use sea_orm::entity::prelude::*;

use super::DataStatus;

/// A catalogue of missions and its days.
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mission_catalogue")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Code: the year of its framing text.
    pub code: String,
    /// Framing text it rests on.
    pub basis_id: Uuid,
    /// Title in French.
    pub title_fr: String,
    /// Title in English.
    pub title_en: String,
    /// First day.
    pub valid_from: Date,
    /// Last day included; open when empty.
    pub valid_to: Option<Date>,
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
