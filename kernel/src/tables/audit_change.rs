//! What one row of the audit changed or read of one object. A row of its own has rights of its own, and can be emptied
//! when a person is erased: the chain holds its hash, not its content.

use sea_orm::entity::prelude::*;

/// The change of an object, or that it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_change")]
pub struct Model {
    /// Id, in the order of the changes.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The row of the audit.
    pub audit_id: Uuid,
    /// Type of the object in the schema.
    pub object_type: String,
    /// Its id.
    pub object_id: Uuid,
    /// Type of the part that changed, where parts have readers of their own (`PersonIdentifier`).
    pub part: Option<String>,
    /// Academy it lies in.
    pub academy_id: Option<Uuid>,
    /// Establishment it lies in.
    pub establishment_id: Option<Uuid>,
    /// Person it is about.
    pub person_id: Option<Uuid>,
    /// The changed columns before, as a JSON object; none for a new object and for a read.
    pub before: Option<String>,
    /// The changed columns after, as a JSON object; none for a read.
    pub after: Option<String>,
    /// Chance that keeps the content from being guessed by its hash.
    pub salt: String,
    /// SHA-256 of this row without this column, in hex.
    pub hash: String,
}

/// None that the ORM needs to know.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
