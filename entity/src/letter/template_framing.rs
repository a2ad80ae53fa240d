//! The framing texts that a template cites.

use sea_orm::entity::prelude::*;

/// A text that a template cites.
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "template_framing")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The template.
    pub template_id: Uuid,
    /// The framing text.
    pub text_id: Uuid,
    /// Place, from 1.
    pub position: i32,
}

/// Relations are declared by the rooms.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
