//! Who leads a session: nobody without their own acceptance.

use sea_orm::entity::prelude::*;

crate::text_enum! {
    /// Where an engagement stands.
    EngagementStage {
        /// The person was asked.
        Proposed = "PROPOSED",
        /// The person leads the session.
        Accepted = "ACCEPTED",
        /// The person does not.
        Declined = "DECLINED",
    }
}

/// A person who is asked to lead a session.
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "trainer_engagement")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The academy.
    pub academy_id: Uuid,
    /// The session.
    pub session_id: Uuid,
    /// The person.
    pub person_id: Uuid,
    /// The person who asks, and is told the answer; none when a program does.
    pub proposer_id: Option<Uuid>,
    /// Where it stands.
    pub stage: EngagementStage,
    /// Why the person declined.
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
