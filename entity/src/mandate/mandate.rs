//! Mandates of digital referents.

use sea_orm::entity::prelude::*;

crate::text_enum! {
    /// What was decided about a mandate; its dates say whether it is active or ended.
    MandateDecision {
        /// Proposed to the person.
        Proposed = "PROPOSED",
        /// Accepted by the person.
        Accepted = "ACCEPTED",
        /// Declined by the person.
        Declined = "DECLINED",
        /// Taken back before it was accepted or began.
        Withdrawn = "WITHDRAWN",
    }
}

crate::text_enum! {
    /// Which part of the mission the person holds, where several share it.
    MandateShare {
        /// Pedagogical uses: information, needs, accompanying, projects.
        Pedagogical = "PEDAGOGICAL",
        /// Technical availability and online services.
        Technical = "TECHNICAL",
        /// Both.
        Both = "BOTH",
    }
}

crate::text_enum! {
    /// Why a mandate ended before its last day.
    EndReason {
        /// The person gave it up.
        Resigned = "RESIGNED",
        /// The person left the establishment.
        Moved = "MOVED",
        /// Another person took over.
        Replaced = "REPLACED",
        /// The establishment closed.
        EstablishmentClosed = "ESTABLISHMENT_CLOSED",
        /// Another reason.
        Other = "OTHER",
    }
}

/// A mandate of a digital referent for a school year.
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mandate")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Academy of the establishment.
    pub academy_id: Uuid,
    /// The establishment.
    pub establishment_id: Uuid,
    /// The person.
    pub person_id: Uuid,
    /// School year: `2026-2027`.
    pub school_year: String,
    /// First day.
    pub starts_on: Date,
    /// Last day included.
    pub ends_on: Date,
    /// What was decided.
    pub decision: MandateDecision,
    /// Part of the mission.
    pub share: MandateShare,
    /// First day of the unbroken chain of mandates of the person there.
    pub first_mandate_on: Date,
    /// Mandate of the year before that this one continues.
    pub predecessor_id: Option<Uuid>,
    /// When the person answered.
    pub answered_at: Option<DateTimeUtc>,
    /// Why the person declined.
    pub decline_reason: Option<String>,
    /// Why it ended early.
    pub end_reason: Option<EndReason>,
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
