//! Clauses of letters: as the template has them, amended, added, or removed.

use sea_orm::entity::prelude::*;

crate::text_enum! {
    /// Where a clause of a letter comes from.
    ClauseOrigin {
        /// The template, word for word.
        Inherited = "INHERITED",
        /// The template, with words of the establishment.
        Amended = "AMENDED",
        /// The establishment.
        Added = "ADDED",
        /// The template; the establishment took it out.
        Removed = "REMOVED",
    }
}

/// A clause of a letter.
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "letter_clause")]
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
    /// The clause of the template; none for one that was added.
    pub template_clause_id: Option<Uuid>,
    /// Code, unique in the letter.
    pub code: String,
    /// Place, from 1.
    pub position: i32,
    /// Where it comes from.
    pub origin: ClauseOrigin,
    /// Title.
    pub title: String,
    /// Text in Markdown.
    pub body: String,
    /// The template's title, where it was amended.
    pub inherited_title: Option<String>,
    /// The template's text, where it was amended.
    pub inherited_body: Option<String>,
    /// The activity it is about.
    pub activity_id: Option<Uuid>,
    /// Why it was amended, added or removed.
    pub reason: Option<String>,
    /// A newer wording of the template, to take or to leave.
    pub offered_id: Option<Uuid>,
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
