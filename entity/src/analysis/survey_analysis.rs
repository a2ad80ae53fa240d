//! Analyses: one a campaign, with what the desk says of it.

use sea_orm::entity::prelude::*;

crate::text_enum! {
    /// Who reads an analysis.
    AnalysisStage {
        /// The rectorate of the academy.
        Draft = "DRAFT",
        /// Everybody.
        Published = "PUBLISHED",
    }
}

/// An analysis.
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "survey_analysis")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The academy.
    pub academy_id: Uuid,
    /// The campaign.
    pub campaign_id: Uuid,
    /// Who reads it.
    pub stage: AnalysisStage,
    /// Title in French.
    pub title_fr: String,
    /// Title in English.
    pub title_en: Option<String>,
    /// What the desk says of the figures, in French and Markdown.
    pub text_fr: Option<String>,
    /// The same in English.
    pub text_en: Option<String>,
    /// Fewest respondents of a figure that it was made with.
    pub least: i32,
    /// When everybody was let read it.
    pub published_at: Option<DateTimeUtc>,
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
