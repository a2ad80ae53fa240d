//! Who is asked in a campaign, and whether they have answered; not what.

use sea_orm::entity::prelude::*;

use crate::territory::establishment::EstablishmentKind;

crate::text_enum! {
    /// How far somebody has come with a survey.
    InvitationStage {
        /// Nothing was saved.
        NotStarted = "NOT_STARTED",
        /// Answers were saved, and not submitted.
        InProgress = "IN_PROGRESS",
        /// Answers were submitted.
        Submitted = "SUBMITTED",
    }
}

crate::text_enum! {
    /// How long somebody has held the function.
    Seniority {
        /// This is the first school year.
        FirstYear = "FIRST_YEAR",
        /// It was held before.
        Longer = "LONGER",
    }
}

/// An invitation.
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "survey_invitation")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The academy.
    pub academy_id: Uuid,
    /// The campaign.
    pub campaign_id: Uuid,
    /// The person.
    pub person_id: Uuid,
    /// The establishment that the person is asked for.
    pub establishment_id: Uuid,
    /// Its basin when the campaign opened.
    pub basin_id: Option<Uuid>,
    /// Its department.
    pub department_id: Uuid,
    /// Its kind.
    pub kind: EstablishmentKind,
    /// How long the person has held the function; none for principals.
    pub seniority: Option<Seniority>,
    /// How far the person has come.
    pub stage: InvitationStage,
    /// Reminders that were sent.
    pub reminders: i32,
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
