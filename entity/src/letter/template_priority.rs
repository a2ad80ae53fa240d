//! The activities that a template suggests to put first.

use sea_orm::entity::prelude::*;

/// An activity that a template suggests.
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "template_priority")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The template.
    pub template_id: Uuid,
    /// The activity.
    pub activity_id: Uuid,
    /// Place, from 1.
    pub position: i32,
}

/// Relations are declared by the rooms.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
