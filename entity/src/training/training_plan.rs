//! Training plans: of an establishment, a basin or an academy, one a school year.

use sea_orm::entity::prelude::*;

crate::text_enum! {
    /// How wide a plan is, and whom an action is for.
    TrainingLevel {
        /// One establishment.
        Establishment = "ESTABLISHMENT",
        /// A basin of establishments.
        Basin = "BASIN",
        /// The whole academy.
        Academy = "ACADEMY",
    }
}

crate::text_enum! {
    /// Where a plan stands.
    PlanStage {
        /// It is being written.
        Draft = "DRAFT",
        /// It waits for the rectorate.
        Submitted = "SUBMITTED",
        /// The rectorate gave it back, with a reason.
        Returned = "RETURNED",
        /// The rectorate approved it.
        Approved = "APPROVED",
        /// It runs.
        Open = "OPEN",
        /// It is over: no session is scheduled any more.
        Closed = "CLOSED",
        /// It is kept for memory.
        Archived = "ARCHIVED",
    }
}

/// A training plan.
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "training_plan")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The academy.
    pub academy_id: Uuid,
    /// The establishment, of a plan of one.
    pub establishment_id: Option<Uuid>,
    /// The basin, of a plan of one.
    pub basin_id: Option<Uuid>,
    /// The establishment, basin or academy that it is of.
    pub place_id: Uuid,
    /// How wide it is.
    pub level: TrainingLevel,
    /// School year.
    pub school_year: String,
    /// Title.
    pub title: String,
    /// Most that its actions may cost together, in cents.
    pub budget_cents: Option<i32>,
    /// Where it stands.
    pub stage: PlanStage,
    /// Why it was given back.
    pub reason: Option<String>,
    /// The approver knew that a trainer does not teach the discipline of an action.
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
