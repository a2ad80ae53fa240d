//! What parties propose to change in a letter.

use sea_orm::entity::prelude::*;

crate::text_enum! {
    /// What became of an amendment.
    AmendmentStatus {
        /// The principal has not answered.
        Open = "OPEN",
        /// The principal took it: the clause says so now.
        Taken = "TAKEN",
        /// The principal left it.
        Left = "LEFT",
    }
}

/// An amendment that a party proposes.
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "letter_amendment")]
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
    /// The clause it would change.
    pub clause_id: Uuid,
    /// Who proposes it.
    pub party_id: Uuid,
    /// The text it would have, in Markdown.
    pub body: String,
    /// Why.
    pub reason: Option<String>,
    /// What became of it.
    pub status: AmendmentStatus,
    /// What the principal answered.
    pub answer: Option<String>,
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
