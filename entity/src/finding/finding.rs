//! Findings: what the figures of a campaign show.

use sea_orm::entity::prelude::*;

crate::text_enum! {
    /// Where a finding stands.
    FindingStage {
        /// It was recorded; nothing was decided.
        Open = "OPEN",
        /// Something was decided, and is not all done.
        Decided = "DECIDED",
        /// All that was decided is done.
        Done = "DONE",
        /// It is not followed up, for a reason.
        Dropped = "DROPPED",
    }
}

/// A finding.
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "finding")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The academy.
    pub academy_id: Uuid,
    /// The campaign.
    pub campaign_id: Uuid,
    /// School year of the campaign.
    pub school_year: String,
    /// Title.
    pub title: String,
    /// Text in Markdown.
    pub body: String,
    /// Code of the question that it rests on.
    pub question: Option<String>,
    /// The figure that it rests on, in words.
    pub figure: Option<String>,
    /// Where it stands.
    pub stage: FindingStage,
    /// Why it was dropped.
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
