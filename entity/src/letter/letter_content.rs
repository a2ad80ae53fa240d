//! The contents that were signed, word for word. Never changed.

use sea_orm::entity::prelude::*;

/// A content that was signed.
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "letter_content")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The academy.
    pub academy_id: Uuid,
    /// The establishment.
    pub establishment_id: Uuid,
    /// The letter.
    pub letter_id: Uuid,
    /// SHA-256 of the content, in hex.
    pub hash: String,
    /// The canonical content, JSON.
    pub content: String,
    /// When it was first signed.
    pub made_at: DateTimeUtc,
}

/// Relations are declared by the rooms.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
