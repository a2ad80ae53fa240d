//! Questions of questionnaires.

use sea_orm::entity::prelude::*;

use super::questionnaire::QuestionnaireStage;

crate::text_enum! {
    /// How a question is answered.
    QuestionKind {
        /// One option.
        Single = "SINGLE",
        /// Several options.
        Multiple = "MULTIPLE",
        /// One step of an ordered scale.
        Scale = "SCALE",
        /// One option for each row.
        Matrix = "MATRIX",
        /// A whole number.
        Number = "NUMBER",
        /// A text.
        Text = "TEXT",
    }
}

crate::text_enum! {
    /// How delicate the answers to a question are.
    QuestionSensitivity {
        /// Facts of the work.
        None = "NONE",
        /// What somebody thinks.
        Opinion = "OPINION",
        /// A text in which anything may stand.
        FreeText = "FREE_TEXT",
    }
}

crate::text_enum! {
    /// What an answer may be pre-filled from: a figure that the respondent confirms or changes, and that is never sent without it.
    Prefill {
        /// Years as a referent, from the mandates.
        MandateSeniority = "MANDATE_SENIORITY",
        /// How the function is shared, from the mandates.
        MandateShare = "MANDATE_SHARE",
        /// Where the mission letter of the year stands.
        LetterState = "LETTER_STATE",
        /// The ways by which colleagues were reached, from the own log.
        ActionChannels = "ACTION_CHANNELS",
        /// How often something was done for each activity, from the own log.
        ActionFrequencyByActivity = "ACTION_FREQUENCY_BY_ACTIVITY",
        /// Training sessions that one led.
        SessionsLed = "SESSIONS_LED",
        /// Projects that one supported.
        ProjectsSupported = "PROJECTS_SUPPORTED",
        /// Kinds of meetings in which one took part.
        MeetingKinds = "MEETING_KINDS",
        /// Presence at the audit of and the training on the ENT.
        EntPresence = "ENT_PRESENCE",
    }
}

crate::text_enum! {
    /// A list of codes that the rows of a question bear, so that they can be followed from year to year.
    QuestionTaxonomy {
        /// The difficulties that referents feel.
        Difficulties = "DIFFICULTIES",
    }
}

/// A question of a questionnaire.
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "survey_question")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The academy; none for one that comes with the product.
    pub academy_id: Option<Uuid>,
    /// The questionnaire.
    pub questionnaire_id: Uuid,
    /// Where the questionnaire stands.
    pub stage: QuestionnaireStage,
    /// The section.
    pub section_id: Uuid,
    /// Place in the questionnaire, from 1.
    pub position: i32,
    /// Code, stable from one edition to the next: `PRO_LETTER`.
    pub code: String,
    /// How it is answered.
    pub kind: QuestionKind,
    /// Wording in French.
    pub label_fr: String,
    /// Wording in English.
    pub label_en: Option<String>,
    /// Help in French.
    pub help_fr: Option<String>,
    /// Help in English.
    pub help_en: Option<String>,
    /// It must be answered where it is shown.
    pub required: bool,
    /// The respondent may take the answer into the activity report.
    pub reportable: bool,
    /// How delicate the answers are.
    pub sensitivity: QuestionSensitivity,
    /// The analysis may be crossed by it.
    pub crossing: bool,
    /// What the answer may be pre-filled from.
    pub prefill_from: Option<Prefill>,
    /// The question on whose answer it depends whether it is shown.
    pub show_if_id: Option<Uuid>,
    /// Least number.
    pub minimum: Option<i32>,
    /// Greatest number.
    pub maximum: Option<i32>,
    /// Most options of an answer.
    pub max_choices: Option<i32>,
    /// Most characters of a text.
    pub max_length: Option<i32>,
    /// Where the codes of its rows come from.
    pub taxonomy: Option<QuestionTaxonomy>,
}

/// Relations are declared by the rooms.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
