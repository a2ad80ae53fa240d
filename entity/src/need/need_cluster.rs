//! Needs that establishments of a zone have in common.

use sea_orm::entity::prelude::*;

use super::training_need::NeedUrgency;
use crate::training::training_action::TrainingDomain;

crate::text_enum! {
    /// Where a cluster of needs stands.
    ClusterStage {
        /// It was computed.
        Suggested = "SUGGESTED",
        /// The rectorate wants to answer it.
        Confirmed = "CONFIRMED",
        /// The rectorate does not, with a reason.
        Dismissed = "DISMISSED",
        /// A referent was asked to lead a course.
        StageProposed = "STAGE_PROPOSED",
        /// A course is planned.
        Planned = "PLANNED",
    }
}

/// A cluster of needs.
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "need_cluster")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The academy.
    pub academy_id: Uuid,
    /// The zone.
    pub zone_id: Uuid,
    /// School year.
    pub school_year: String,
    /// Theme.
    pub theme_id: Uuid,
    /// What it is about.
    pub domain: TrainingDomain,
    /// The discipline, of needs for one.
    pub discipline_id: Option<Uuid>,
    /// Where it stands.
    pub stage: ClusterStage,
    /// Whether enough establishments share it, as computed last.
    pub is_common: bool,
    /// Distinct establishments.
    pub establishments: i32,
    /// Distinct persons who want it.
    pub headcount: i32,
    /// The highest of its needs.
    pub urgency: NeedUrgency,
    /// Why it was dismissed.
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
