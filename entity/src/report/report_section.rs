//! Sections as the referent writes them, sealed: they hold answers that nobody else may read, in the database neither.

use sea_orm::entity::prelude::*;

crate::text_enum! {
    /// Where a section comes from.
    ReportOrigin {
        /// From the mandate.
        Mandate = "MANDATE",
        /// From the own log of support actions.
        Log = "LOG",
        /// From an own answer to the survey.
        Answer = "ANSWER",
        /// The referent's own words.
        Own = "OWN",
    }
}

/// A section of a report, as it is being written.
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "report_section")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The referent.
    pub person_id: Uuid,
    /// The report.
    pub report_id: Uuid,
    /// Place, from 1.
    pub position: i32,
    /// Where it comes from.
    pub origin: ReportOrigin,
    /// It goes into the report.
    pub included: bool,
    /// Code, title and text, sealed by the server.
    pub sealed: String,
}

/// Relations are declared by the rooms.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
