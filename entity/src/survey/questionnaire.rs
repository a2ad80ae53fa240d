//! Questionnaires: a title, an audience, and an edition of a code.

use sea_orm::entity::prelude::*;

crate::text_enum! {
    /// Whom a survey asks.
    SurveyAudience {
        /// Everyone who held a mandate in the school year, even one that ended early.
        ReferentsOfTheYear = "REFERENTS_OF_THE_YEAR",
        /// The principals.
        Principals = "PRINCIPALS",
    }
}

crate::text_enum! {
    /// Where a questionnaire stands.
    QuestionnaireStage {
        /// It is being written; the academy alone reads it.
        Draft = "DRAFT",
        /// It was asked, or may be: it stays as it is, and anybody reads it.
        Frozen = "FROZEN",
    }
}

/// An edition of a questionnaire.
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "questionnaire")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The academy; none for one that comes with the product.
    pub academy_id: Option<Uuid>,
    /// Code, the same from one edition to the next: `REFERENTS`.
    pub code: String,
    /// Number of the edition, from 1.
    pub edition: i32,
    /// Whom it is for.
    pub audience: SurveyAudience,
    /// Title in French.
    pub title_fr: String,
    /// Title in English.
    pub title_en: Option<String>,
    /// Where it stands.
    pub stage: QuestionnaireStage,
    /// The edition that it began with.
    pub based_on_id: Option<Uuid>,
    /// SHA-256 of what it asks, in hex.
    pub content_hash: String,
    /// When it was frozen.
    pub frozen_at: Option<DateTimeUtc>,
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
