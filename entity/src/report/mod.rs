//! Tables of the room `report`: activity reports, the sections that a referent writes, and those that were submitted.

pub mod activity_report;
pub mod report_section;
pub mod submitted_section;
