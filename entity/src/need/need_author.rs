//! Who raised a need: read by those alone who may.

use sea_orm::entity::prelude::*;

/// An author of a need.
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "need_author")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The academy.
    pub academy_id: Uuid,
    /// The establishment.
    pub establishment_id: Uuid,
    /// The need.
    pub need_id: Uuid,
    /// The person.
    pub person_id: Uuid,
    /// Whether colleagues and the academy may read the name.
    pub shows_name: bool,
}

/// Relations are declared by the rooms.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
