//! Persons: names.

use sea_orm::entity::prelude::*;

crate::text_enum! {
    /// Civility, as the person states it.
    Civility {
        /// *Madame*.
        Madame = "MADAME",
        /// *Monsieur*.
        Monsieur = "MONSIEUR",
    }
}

/// A member of staff.
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "person")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Academy that employs the person.
    pub academy_id: Uuid,
    /// Civility.
    pub civility: Option<Civility>,
    /// Family name.
    pub family_name: String,
    /// Given name.
    pub given_name: String,
    /// Name as shown.
    pub display_name: String,
    /// Family and given name folded for search and order.
    pub folded: String,
    /// Day the person left the directory.
    pub deactivated_on: Option<Date>,
    /// Version for the optimistic lock.
    pub version: i64,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// When it was last changed.
    pub updated_at: DateTimeUtc,
}

/// Relations are declared by the rooms.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
