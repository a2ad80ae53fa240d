//! Campaigns: a questionnaire that an academy asks in a school year, between two instants.

use sea_orm::entity::prelude::*;

use crate::survey::questionnaire::SurveyAudience;

crate::text_enum! {
    /// How answers are kept.
    SurveyPrivacy {
        /// Under a pseudonym whose key the server has and the database has not.
        Pseudonymous = "PSEUDONYMOUS",
        /// Under a receipt that the respondent alone has; the link to the person is cut at submission.
        Anonymous = "ANONYMOUS",
    }
}

crate::text_enum! {
    /// Where a campaign stands.
    CampaignStage {
        /// It is being prepared.
        Draft = "DRAFT",
        /// It opens by itself at its time.
        Scheduled = "SCHEDULED",
        /// It takes answers.
        Open = "OPEN",
        /// It takes none any more.
        Closed = "CLOSED",
        /// Its figures are made.
        Analysed = "ANALYSED",
        /// They are public.
        Published = "PUBLISHED",
    }
}

/// A campaign.
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "survey_campaign")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The academy.
    pub academy_id: Uuid,
    /// School year that it is about.
    pub school_year: String,
    /// What is asked.
    pub questionnaire_id: Uuid,
    /// Code of the questionnaire, so that campaigns of years can be put beside each other.
    pub code: String,
    /// Whom it asks.
    pub audience: SurveyAudience,
    /// How answers are kept.
    pub privacy: SurveyPrivacy,
    /// Fewest respondents of a figure.
    pub least: i32,
    /// Whether the desk reads answers one by one, without names.
    pub shows_rows: bool,
    /// When it opens.
    pub opens_at: DateTimeUtc,
    /// When it closes.
    pub closes_at: DateTimeUtc,
    /// Days before the close on which those who have not answered are reminded, as `7,3`.
    pub remind_days: String,
    /// The last of these days that was done.
    pub reminded_days: Option<i32>,
    /// Where it stands.
    pub stage: CampaignStage,
    /// Persons who are asked, counted when it opened.
    pub population: Option<i32>,
    /// Persons who had answered when it closed.
    pub answered: Option<i32>,
    /// Where its figures come from, of a campaign that was not asked here.
    pub source: Option<String>,
    /// Why it was opened again.
    pub reason: Option<String>,
    /// The part of the key of its answers that can be forgotten; none once it was.
    pub key_part: Option<String>,
    /// When it opened.
    pub opened_at: Option<DateTimeUtc>,
    /// When it closed.
    pub closed_at: Option<DateTimeUtc>,
    /// When its figures were published.
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
