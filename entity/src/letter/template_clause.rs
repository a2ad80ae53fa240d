//! Clauses of templates. What was published is never changed: a new wording is a new row, from a later revision.

use sea_orm::entity::prelude::*;

/// A clause, as it stands from a revision to another.
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "template_clause")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The academy.
    pub academy_id: Uuid,
    /// The template.
    pub template_id: Uuid,
    /// Code, unique in a revision: `NEEDS`.
    pub code: String,
    /// Place, from 1.
    pub position: i32,
    /// Title in French.
    pub title_fr: String,
    /// Title in English.
    pub title_en: Option<String>,
    /// Text in Markdown, with blanks such as `{{means}}`.
    pub body: String,
    /// The activity it is about.
    pub activity_id: Option<Uuid>,
    /// A principal may not change or remove it.
    pub locked: bool,
    /// Why it is locked, told to a principal who tries.
    pub why: Option<String>,
    /// It is part of a published revision: its words stay.
    pub published: bool,
    /// First revision in which it stands so.
    pub from_revision: i32,
    /// Last revision in which it stands so; none while it does.
    pub to_revision: Option<i32>,
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
