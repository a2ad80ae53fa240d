//! What leading a session brings its trainer: one line an engagement, also when it brings nothing.

use sea_orm::entity::prelude::*;

crate::text_enum! {
    /// How an engagement is paid.
    RemunerationKind {
        /// Not at all.
        None = "NONE",
        /// By the hour.
        Hourly = "HOURLY",
        /// As a whole.
        FlatRate = "FLAT_RATE",
    }
}

crate::text_enum! {
    /// Level of a training, on which the range of its hourly rate depends (order of 7 May 2012).
    RemunerationLevel {
        /// Awareness and first steps (*sensibilisation, initiation*).
        Awareness = "AWARENESS",
        /// Deepening (*approfondissement*).
        Deepening = "DEEPENING",
        /// Expertise.
        Expertise = "EXPERTISE",
    }
}

crate::text_enum! {
    /// Where a remuneration stands.
    RemunerationStage {
        /// Nothing is to be paid, and nothing is to be done.
        Unpaid = "UNPAID",
        /// It is agreed, and the service is not certified yet.
        Draft = "DRAFT",
        /// The service was done.
        Certified = "CERTIFIED",
        /// The desk PAY approved it.
        Approved = "APPROVED",
        /// The payroll tool has it.
        Exported = "EXPORTED",
        /// It was paid.
        Paid = "PAID",
        /// The payroll tool refused it.
        Rejected = "REJECTED",
    }
}

/// A remuneration.
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "remuneration")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The academy.
    pub academy_id: Uuid,
    /// The establishment of the plan, of a plan of one.
    pub establishment_id: Option<Uuid>,
    /// The plan that pays.
    pub plan_id: Uuid,
    /// The session.
    pub session_id: Uuid,
    /// The engagement that it is for.
    pub engagement_id: Uuid,
    /// The trainer.
    pub person_id: Uuid,
    /// School year of the plan.
    pub school_year: String,
    /// How it is paid.
    pub kind: RemunerationKind,
    /// Level; by the hour only.
    pub level: Option<RemunerationLevel>,
    /// Cents an hour; by the hour only.
    pub rate_cents: Option<i32>,
    /// Quarters of an hour; by the hour only.
    pub quarter_hours: Option<i32>,
    /// Amount in cents; nothing when unpaid.
    pub amount_cents: i32,
    /// Code of the rule that allows the rate; by the hour only.
    pub rate_source: Option<String>,
    /// Where it stands.
    pub stage: RemunerationStage,
    /// Why it was given back, or refused by the payroll tool.
    pub reason: Option<String>,
    /// Who certified the service; none when a program did.
    pub certified_by_id: Option<Uuid>,
    /// Instant it was certified.
    pub certified_at: Option<DateTimeUtc>,
    /// Who approved it; none when a program did.
    pub approved_by_id: Option<Uuid>,
    /// Instant it was approved.
    pub approved_at: Option<DateTimeUtc>,
    /// The file in which it went to the payroll tool last.
    pub export_id: Option<Uuid>,
    /// Instant at which it was recorded what the payroll tool answered.
    pub answered_at: Option<DateTimeUtc>,
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
