//! Templates of mission letters: one a school year and academy, in revisions.

use sea_orm::entity::prelude::*;

crate::text_enum! {
    /// Where a template stands.
    TemplateStatus {
        /// It is being written; nobody but the academy sees it.
        Draft = "DRAFT",
        /// A revision is published: the establishments may read it.
        Published = "PUBLISHED",
        /// Letters were made from it.
        Dispatched = "DISPATCHED",
        /// Its year is over.
        Archived = "ARCHIVED",
    }
}

crate::text_enum! {
    /// Who signs a mission letter.
    SignatureRule {
        /// The principal and each party.
        Both = "BOTH",
        /// The principal alone; the parties agree.
        PrincipalOnly = "PRINCIPAL_ONLY",
    }
}

/// A template of an academy for a school year.
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "letter_template")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The academy.
    pub academy_id: Uuid,
    /// School year.
    pub school_year: String,
    /// The catalogue whose activities it shares out.
    pub catalogue_id: Uuid,
    /// Title in French.
    pub title_fr: String,
    /// Title in English.
    pub title_en: Option<String>,
    /// What the academy tells the principals, in Markdown.
    pub introduction: Option<String>,
    /// Who signs.
    pub signature_rule: SignatureRule,
    /// Days from the dispatch to the day on which letters should be signed.
    pub due_days: i32,
    /// Where it stands.
    pub status: TemplateStatus,
    /// The latest revision, which may still be a draft.
    pub revision: i32,
    /// The latest published revision; 0 when there is none.
    pub published_revision: i32,
    /// When that was published.
    pub published_at: Option<DateTimeUtc>,
    /// When it was first dispatched.
    pub dispatched_at: Option<DateTimeUtc>,
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
