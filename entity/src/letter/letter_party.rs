//! Parties to a letter: each referent, with a personal annex.

use sea_orm::entity::prelude::*;

crate::text_enum! {
    /// What a party has said.
    PartyStage {
        /// Nothing yet, or nothing since the last change.
        Awaited = "AWAITED",
        /// The party agrees.
        Agreed = "AGREED",
        /// The party has signed.
        Signed = "SIGNED",
        /// The party declined; the mandate goes on.
        Declined = "DECLINED",
        /// The party left.
        Ended = "ENDED",
    }
}

/// A party to a letter.
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "letter_party")]
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
    /// The mandate by which the person is a party.
    pub mandate_id: Uuid,
    /// The person.
    pub person_id: Uuid,
    /// What the party has said.
    pub stage: PartyStage,
    /// Whether it is among the parties of the content that was signed last.
    pub bound: bool,
    /// First day as a party.
    pub joined_on: Date,
    /// Last day as a party, when that came early.
    pub left_on: Option<Date>,
    /// When the party last agreed, declined or signed.
    pub answered_at: Option<DateTimeUtc>,
    /// Why the party declined or left.
    pub reason: Option<String>,
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
