//! Sections as they were submitted: a copy of those that the referent put in, and the only ones that others read.

use sea_orm::entity::prelude::*;

use super::report_section::ReportOrigin;

/// A section of a submitted report.
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "submitted_section")]
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
    /// The report.
    pub report_id: Uuid,
    /// The survey that was answered, of a section that comes from an answer.
    pub campaign_id: Option<Uuid>,
    /// The rectorate may read it.
    pub shared: bool,
    /// Place, from 1.
    pub position: i32,
    /// Where it comes from.
    pub origin: ReportOrigin,
    /// Code: `LOG`.
    pub code: String,
    /// Title.
    pub title: String,
    /// Text in Markdown.
    pub body: String,
}

/// Relations are declared by the rooms.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
