//! What a letter fills into the blanks of its clauses.

use sea_orm::entity::prelude::*;

/// A blank of a letter, filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "letter_blank")]
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
    /// Name of the blank.
    pub name: String,
    /// What is filled in.
    pub value: String,
}

/// Relations are declared by the rooms.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
