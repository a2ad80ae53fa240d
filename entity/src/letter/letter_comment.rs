//! What the principal and the parties say to each other about a letter.

use sea_orm::entity::prelude::*;

/// A comment.
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "letter_comment")]
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
    /// The clause it is about; the letter as a whole when empty.
    pub clause_id: Option<Uuid>,
    /// Who says it.
    pub person_id: Uuid,
    /// Text in Markdown.
    pub body: String,
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
