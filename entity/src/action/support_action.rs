//! Support actions: a referent's own log, which nobody else reads.

use sea_orm::entity::prelude::*;

crate::text_enum! {
    /// By which way a referent reached colleagues.
    SupportChannel {
        /// Talk in the staff room or on the spot.
        Talk = "TALK",
        /// In class, with the pupils there.
        Class = "CLASS",
        /// A meeting or a pedagogical council.
        Meeting = "MEETING",
        /// A digital coffee or a workshop.
        Coffee = "COFFEE",
        /// Electronic mail.
        Mail = "MAIL",
        /// The ENT or the establishment's messages.
        Ent = "ENT",
        /// Telephone or video.
        Remote = "REMOTE",
        /// An internal letter.
        Letter = "LETTER",
        /// A notice on a board.
        Board = "BOARD",
    }
}

/// A line of a referent's log.
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "support_action")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The academy.
    pub academy_id: Uuid,
    /// The establishment of the mandate.
    pub establishment_id: Uuid,
    /// The referent.
    pub person_id: Uuid,
    /// The mandate of that day.
    pub mandate_id: Uuid,
    /// School year of the mandate.
    pub school_year: String,
    /// What was done.
    pub kind_id: Uuid,
    /// Day on which it was done.
    pub done_on: Date,
    /// How many, in the unit of the kind.
    pub beneficiaries: i32,
    /// Minutes it took.
    pub minutes: Option<i32>,
    /// By which way.
    pub channel: Option<SupportChannel>,
    /// What is to be remembered of it.
    pub note: Option<String>,
    /// When the referent took it back; it is nobody's to read from then on.
    pub removed_at: Option<DateTimeUtc>,
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
