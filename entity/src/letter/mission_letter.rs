//! Mission letters: their establishment, state and dates. What they say is in tables of its own, with readers of its own.

use sea_orm::entity::prelude::*;

use super::letter_template::SignatureRule;

crate::text_enum! {
    /// Where a mission letter stands.
    LetterStage {
        /// Sent to the establishment; the principal has not begun.
        Received = "RECEIVED",
        /// The principal adapts it and shares out the activities.
        InAdaptation = "IN_ADAPTATION",
        /// Proposed to the parties, who agree or ask for amendments.
        Proposed = "PROPOSED",
        /// A party asks for an amendment.
        AmendmentAsked = "AMENDMENT_ASKED",
        /// Every party agrees.
        Agreed = "AGREED",
        /// Signed by all who must; its period has not begun.
        Signed = "SIGNED",
        /// Signed, and its period has begun.
        InForce = "IN_FORCE",
        /// Its period is over.
        Closed = "CLOSED",
        /// Given up before it was signed.
        Void = "VOID",
    }
}

/// A mission letter of an establishment for a school year.
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mission_letter")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The academy.
    pub academy_id: Uuid,
    /// The establishment.
    pub establishment_id: Uuid,
    /// The template it was made from.
    pub template_id: Uuid,
    /// The revision of the template that its clauses follow.
    pub revision: i32,
    /// School year.
    pub school_year: String,
    /// First day.
    pub starts_on: Date,
    /// Last day, included.
    pub ends_on: Date,
    /// Where it stands.
    pub stage: LetterStage,
    /// Who signs.
    pub signature_rule: SignatureRule,
    /// Day on which it should be signed.
    pub due_on: Date,
    /// When it was sent.
    pub sent_at: DateTimeUtc,
    /// The establishment's mailbox at that time.
    pub mailbox: Option<String>,
    /// When the principal first opened it.
    pub opened_at: Option<DateTimeUtc>,
    /// When it was last proposed to the parties.
    pub proposed_at: Option<DateTimeUtc>,
    /// When the last signature was given.
    pub signed_at: Option<DateTimeUtc>,
    /// After how many days without a signature the principal was last reminded; 0 before.
    pub reminded_days: i64,
    /// When it was closed or made void.
    pub closed_at: Option<DateTimeUtc>,
    /// Why it is void.
    pub void_reason: Option<String>,
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
