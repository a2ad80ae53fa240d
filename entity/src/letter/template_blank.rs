//! Blanks of templates: what a letter fills in.

use sea_orm::entity::prelude::*;

crate::text_enum! {
    /// What a blank wants.
    BlankKind {
        /// A line of text.
        Line = "LINE",
        /// Text of some lines, in Markdown.
        Text = "TEXT",
        /// A whole number.
        Number = "NUMBER",
        /// A day.
        Day = "DAY",
        /// Filled in from the directory: nobody writes it.
        Data = "DATA",
    }
}

/// A blank of a template.
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "template_blank")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The academy.
    pub academy_id: Uuid,
    /// The template.
    pub template_id: Uuid,
    /// Name, as clauses write it: `means`.
    pub name: String,
    /// Place, from 1.
    pub position: i32,
    /// Label in French.
    pub label_fr: String,
    /// Label in English.
    pub label_en: Option<String>,
    /// What is to be filled in.
    pub kind: BlankKind,
}

/// Relations are declared by the rooms.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
