//! Follow-ups: what was decided of a finding, and what it became.

use sea_orm::entity::prelude::*;

crate::text_enum! {
    /// What was decided of a finding.
    FollowUpKind {
        /// A clause of the next mission letter.
        LetterClause = "LETTER_CLAUSE",
        /// An action of a training plan.
        TrainingAction = "TRAINING_ACTION",
        /// A rule of who helps with what.
        AssistanceRule = "ASSISTANCE_RULE",
        /// Something else.
        Other = "OTHER",
    }
}

/// A follow-up of a finding.
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "follow_up")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The academy.
    pub academy_id: Uuid,
    /// The campaign of the finding.
    pub campaign_id: Uuid,
    /// The finding.
    pub finding_id: Uuid,
    /// What was decided.
    pub kind: FollowUpKind,
    /// In words, in Markdown: of a clause its text.
    pub body: String,
    /// The clause of a template that came of it.
    pub template_clause_id: Option<Uuid>,
    /// The action of a training plan that came of it.
    pub training_action_id: Option<Uuid>,
    /// Day by which it is to be done.
    pub due_on: Option<Date>,
    /// Day on which it was done.
    pub done_on: Option<Date>,
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
