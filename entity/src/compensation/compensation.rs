//! What the mission brings a referent for a school year. Nothing is a value too.

use sea_orm::entity::prelude::*;

crate::text_enum! {
    /// In which form the mission is compensated.
    CompensationForm {
        /// Not at all.
        None = "NONE",
        /// Allowance (*indemnité pour mission particulière*, before 2015 *IFIC*).
        Allowance = "ALLOWANCE",
        /// Fewer hours of teaching (*allègement de service*).
        LoadReduction = "LOAD_REDUCTION",
        /// Share of the pact of 2023: refused, since none is for this mission.
        PactShare = "PACT_SHARE",
    }
}

crate::text_enum! {
    /// Where a compensation stands.
    CompensationStage {
        /// The establishment proposes it.
        Proposed = "PROPOSED",
        /// The establishment took its proposal back.
        Withdrawn = "WITHDRAWN",
        /// The rectorate granted it; it begins with the mandate.
        Granted = "GRANTED",
        /// The rectorate refused it.
        Refused = "REFUSED",
        /// It runs: an allowance has its schedule.
        Payable = "PAYABLE",
        /// It is suspended: months that begin meanwhile are not due.
        Suspended = "SUSPENDED",
        /// It is over.
        Closed = "CLOSED",
    }
}

/// A compensation.
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "compensation")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The academy.
    pub academy_id: Uuid,
    /// The establishment.
    pub establishment_id: Uuid,
    /// The person.
    pub person_id: Uuid,
    /// The mandate that it is for.
    pub mandate_id: Uuid,
    /// School year.
    pub school_year: String,
    /// Form.
    pub form: CompensationForm,
    /// Code of the rule that it follows; none for no compensation.
    pub rule: Option<String>,
    /// Amount of the year in cents; for an allowance.
    pub amount_cents: Option<i32>,
    /// Quarters of an hour a week; for fewer hours.
    pub quarter_hours: Option<i32>,
    /// Where it stands.
    pub stage: CompensationStage,
    /// The principal knew that the sum over the referents is no reference total.
    pub acknowledged: bool,
    /// Day of the latest proposal.
    pub proposed_on: Date,
    /// Day of the rectorate's decision.
    pub decided_on: Option<Date>,
    /// Why it was withdrawn, refused, suspended or closed early.
    pub reason: Option<String>,
    /// Cents that were paid beyond what is due.
    pub overpaid_cents: i32,
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
