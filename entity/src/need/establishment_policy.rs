//! What an establishment decides about training for a school year.

use sea_orm::entity::prelude::*;

/// Policy of an establishment for a school year.
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "establishment_policy")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The academy.
    pub academy_id: Uuid,
    /// The establishment.
    pub establishment_id: Uuid,
    /// School year.
    pub school_year: String,
    /// Whether a trainer from elsewhere may come.
    pub accepts_external_trainer: bool,
    /// Whether its referents may be away to train others.
    pub releases_referent: bool,
    /// Most days of the year that a referent may be away; no bound when empty.
    pub most_days: Option<i32>,
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
