//! Activity reports: where one stands. What it says is in its sections.

use sea_orm::entity::prelude::*;

crate::text_enum! {
    /// Where an activity report stands.
    ReportStage {
        /// The referent writes it, and nobody else knows of it.
        Draft = "DRAFT",
        /// The principal reads what the referent put in.
        Submitted = "SUBMITTED",
        /// The principal has taken note of it.
        Acknowledged = "ACKNOWLEDGED",
        /// The principal asks for more.
        Returned = "RETURNED",
        /// Its year is over; it stays as it is.
        Archived = "ARCHIVED",
    }
}

/// An activity report of a referent for an establishment and a school year.
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "activity_report")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The academy.
    pub academy_id: Uuid,
    /// The establishment.
    pub establishment_id: Uuid,
    /// The referent.
    pub person_id: Uuid,
    /// The mandate that it is about.
    pub mandate_id: Uuid,
    /// The survey whose own answers it began with, if there were any.
    pub campaign_id: Option<Uuid>,
    /// School year.
    pub school_year: String,
    /// Where it stands.
    pub stage: ReportStage,
    /// The rectorate may read what was submitted.
    pub shared_with_academy: bool,
    /// What the principal asks for.
    pub reason: Option<String>,
    /// When it was submitted last.
    pub submitted_at: Option<DateTimeUtc>,
    /// When the principal took note of it.
    pub acknowledged_at: Option<DateTimeUtc>,
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
