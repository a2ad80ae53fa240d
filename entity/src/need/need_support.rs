//! Who supports a need: nobody's business but the supporter's.

use sea_orm::entity::prelude::*;

/// A support of a need.
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "need_support")]
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
    /// Taken back, or the person became an author.
    pub withdrawn: bool,
}

/// Relations are declared by the rooms.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
