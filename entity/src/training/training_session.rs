//! Sessions of an action: when and where.

use sea_orm::entity::prelude::*;

use super::training_plan::TrainingLevel;

crate::text_enum! {
    /// How a session is attended.
    SessionMode {
        /// In a place.
        Onsite = "ONSITE",
        /// From afar.
        Remote = "REMOTE",
        /// Both.
        Hybrid = "HYBRID",
    }
}

crate::text_enum! {
    /// Where a session stands.
    SessionStage {
        /// It has a date.
        Scheduled = "SCHEDULED",
        /// Enrolment is open.
        Open = "OPEN",
        /// It will take place.
        Confirmed = "CONFIRMED",
        /// It took place.
        Held = "HELD",
        /// Its report was written.
        Reported = "REPORTED",
        /// It does not take place.
        Cancelled = "CANCELLED",
        /// It waits for another date.
        Postponed = "POSTPONED",
    }
}

/// A session.
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "training_session")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The academy.
    pub academy_id: Uuid,
    /// The establishment that hosts it.
    pub establishment_id: Option<Uuid>,
    /// The establishment that it is for, of the scope of one.
    pub audience_id: Option<Uuid>,
    /// The basin that it is for, of the scope of one.
    pub basin_id: Option<Uuid>,
    /// The plan.
    pub plan_id: Uuid,
    /// The action.
    pub action_id: Uuid,
    /// Whom it is for.
    pub scope: TrainingLevel,
    /// Title of the action.
    pub title: String,
    /// Instant it begins.
    pub starts_at: DateTimeUtc,
    /// Instant it ends.
    pub ends_at: DateTimeUtc,
    /// How it is attended.
    pub mode: SessionMode,
    /// Room or link.
    pub place: Option<String>,
    /// Instant from which one may enrol.
    pub enrolment_opens_at: Option<DateTimeUtc>,
    /// Instant from which one may not enrol any more.
    pub enrolment_closes_at: Option<DateTimeUtc>,
    /// Fewest participants; the academy's rule when there is none.
    pub least_participants: Option<i32>,
    /// Most participants.
    pub capacity: i32,
    /// The principal of each participant approves.
    pub needs_approval: bool,
    /// Where it stands.
    pub stage: SessionStage,
    /// Why it was cancelled or postponed.
    pub reason: Option<String>,
    /// What is to be remembered of it, in Markdown.
    pub report: Option<String>,
    /// Whoever confirmed it knew that a rule of the academy is not met.
    pub acknowledged: bool,
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
