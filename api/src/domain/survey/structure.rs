//! What a questionnaire asks, as a whole: what its desk sends, what is checked, and what answers are checked against.

use async_graphql::InputObject;
use entity::survey::survey_question::{Prefill, QuestionKind, QuestionSensitivity, QuestionTaxonomy};
use serde::Serialize;

/// What a questionnaire asks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Structure {
    /// Sections, in their order.
    pub sections: Vec<Section>,
}

/// A section of a questionnaire, with its questions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, InputObject)]
#[graphql(name = "SurveySectionInput")]
pub struct Section {
    /// Code, unique in the questionnaire: capital letters, digits and `_`, 40 at most.
    pub code: String,
    /// Title in French, 200 characters at most.
    pub title_fr: String,
    /// Title in English, 200 characters at most.
    pub title_en: Option<String>,
    /// Questions, in their order.
    pub questions: Vec<Question>,
}

/// A question of a section.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, InputObject)]
#[graphql(name = "SurveyQuestionInput")]
pub struct Question {
    /// Code, unique in the questionnaire and stable from one edition to the next: capital letters, digits and `_`, 40 at most. A code that was asked before keeps its kind.
    pub code: String,
    /// How it is answered.
    pub kind: QuestionKind,
    /// Wording in French, 500 characters at most.
    pub label_fr: String,
    /// Wording in English, 500 characters at most.
    pub label_en: Option<String>,
    /// Help in French, 1,000 characters at most.
    pub help_fr: Option<String>,
    /// Help in English, 1,000 characters at most.
    pub help_en: Option<String>,
    /// Options, in their order, 2 to 50: of all kinds but NUMBER and TEXT. Those of a scale go from the least to the most, 11 at most.
    #[graphql(default)]
    pub options: Vec<Choice>,
    /// Rows of a MATRIX, 1 to 50: each is answered by one option.
    #[graphql(default)]
    pub rows: Vec<Row>,
    /// Whether it must be answered where it is shown.
    #[graphql(default)]
    pub required: bool,
    /// Whether the respondent may take the answer into the activity report.
    #[graphql(default)]
    pub reportable: bool,
    /// How delicate the answers are; FREE_TEXT for a TEXT and for nothing else.
    #[graphql(default)]
    pub sensitivity: QuestionSensitivity,
    /// Whether the analysis may be crossed by it: a SINGLE choice of sensitivity NONE.
    #[graphql(default)]
    pub crossing: bool,
    /// What the answer may be pre-filled from, for the respondent to confirm; of a questionnaire for referents.
    pub prefill_from: Option<Prefill>,
    /// When it is shown; always when left out.
    pub show_if: Option<ShowIf>,
    /// Least number, of a NUMBER: 0 or more.
    pub minimum: Option<i32>,
    /// Greatest number, of a NUMBER: 1,000,000 at most.
    pub maximum: Option<i32>,
    /// Most options of an answer to a MULTIPLE; all of them when left out.
    pub max_choices: Option<i32>,
    /// Most characters of a TEXT, 1 to 10,000; 2,000 when left out.
    pub max_length: Option<i32>,
    /// Where the codes of the rows come from, of a MATRIX.
    pub taxonomy: Option<QuestionTaxonomy>,
}

/// An option of a question.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, InputObject)]
#[graphql(name = "SurveyOptionInput")]
pub struct Choice {
    /// Code, unique in the question: capital letters, digits, `_` and `.`, 40 at most.
    pub code: String,
    /// Wording in French, 200 characters at most.
    pub label_fr: String,
    /// Wording in English, 200 characters at most.
    pub label_en: Option<String>,
    /// Whether it excludes all others, as "none of them" does; of a MULTIPLE.
    #[graphql(default)]
    pub exclusive: bool,
}

/// A row of a matrix.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, InputObject)]
#[graphql(name = "SurveyRowInput")]
pub struct Row {
    /// Code, unique in the question: capital letters, digits, `_` and `.`, 40 at most.
    pub code: String,
    /// Wording in French, 200 characters at most.
    pub label_fr: String,
    /// Wording in English, 200 characters at most.
    pub label_en: Option<String>,
}

/// When a question is shown: after one of some options of an earlier question was chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, InputObject)]
#[graphql(name = "ShowIfInput")]
pub struct ShowIf {
    /// Code of the earlier question, SINGLE or MULTIPLE.
    pub question: String,
    /// Codes of its options, one of which was chosen.
    pub r#in: Vec<String>,
}

/// Most characters of a text whose question does not say.
pub const USUAL_LENGTH: i32 = 2000;

impl Structure {
    /// Its questions, in their order.
    pub fn questions(&self) -> impl Iterator<Item = &Question> {
        self.sections.iter().flat_map(|section| &section.questions)
    }

    /// The question with a code.
    pub fn question(&self, code: &str) -> Option<&Question> {
        self.questions().find(|question| question.code == code)
    }

    /// SHA-256 of what it asks, in hex: the same words and rules have the same.
    pub fn hash(&self) -> String {
        crate::domain::letter::content::hash(&serde_json::to_string(self).expect("a structure is JSON"))
    }
}

impl Question {
    /// The option with a code.
    pub fn option(&self, code: &str) -> Option<&Choice> {
        self.options.iter().find(|option| option.code == code)
    }
}
