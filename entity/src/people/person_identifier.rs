//! Identifiers of a person in other systems: in a table of its own, because few may read them.

use sea_orm::entity::prelude::*;

/// An identifier in another system; unique there within the academy, and never reused.
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "person_identifier")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The person.
    pub person_id: Uuid,
    /// Academy of the person.
    pub academy_id: Uuid,
    /// The system: `AAF`, `RUPN`.
    pub system: String,
    /// The identifier there.
    pub value: String,
}

/// Relations are declared by the rooms.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
