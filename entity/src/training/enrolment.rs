//! Who attends a session: one enrolment a person and session, in the order of asking.

use sea_orm::entity::prelude::*;

crate::text_enum! {
    /// Where an enrolment stands.
    EnrolmentStage {
        /// It waits for the principal.
        Requested = "REQUESTED",
        /// The principal refused it.
        Refused = "REFUSED",
        /// The person has a place.
        Confirmed = "CONFIRMED",
        /// The person waits for a place.
        Waiting = "WAITING",
        /// The person does not come.
        Withdrawn = "WITHDRAWN",
        /// The person was there.
        Attended = "ATTENDED",
        /// The person was not there.
        Absent = "ABSENT",
        /// The person was not there, with an excuse.
        Excused = "EXCUSED",
    }
}

/// An enrolment.
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "enrolment")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The academy.
    pub academy_id: Uuid,
    /// The establishment that the person comes from.
    pub establishment_id: Uuid,
    /// The session.
    pub session_id: Uuid,
    /// The person.
    pub person_id: Uuid,
    /// Where it stands.
    pub stage: EnrolmentStage,
    /// Place in the order of asking, from 1.
    pub rank: i32,
    /// Instant the person asked.
    pub asked_at: DateTimeUtc,
    /// It was withdrawn late.
    pub late: bool,
    /// Why it was refused or withdrawn.
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
