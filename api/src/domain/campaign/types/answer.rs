use async_graphql::{InputObject, SimpleObject};
use entity::campaign::{survey_entry::GivenAnswer, survey_invitation::InvitationStage};
use serde::Serialize;

/// An answer to one question: exactly one of its members, by the kind of the question.
#[derive(Clone, Debug, Default, Serialize, InputObject)]
pub struct AnswerInput {
    /// Code of the question, such as `PRO_LETTER`.
    pub question: String,
    /// Code of the option of a SINGLE, or of the step of a SCALE.
    pub option: Option<String>,
    /// Codes of the options of a MULTIPLE.
    pub options: Option<Vec<String>>,
    /// Rows of a MATRIX, each with its option.
    pub rows: Option<Vec<RowAnswerInput>>,
    /// Answer to a NUMBER.
    pub number: Option<i64>,
    /// Answer to a TEXT.
    pub text: Option<String>,
}

/// The answer to a row of a matrix.
#[derive(Clone, Debug, Default, Serialize, InputObject)]
pub struct RowAnswerInput {
    /// Code of the row.
    pub row: String,
    /// Code of the option.
    pub option: String,
}

impl From<AnswerInput> for GivenAnswer {
    fn from(input: AnswerInput) -> Self {
        let AnswerInput { question, option, options, rows, number, text } = input;
        let rows = rows.map(|rows| rows.into_iter().map(|row| (row.row, row.option)).collect());
        Self { question, option, options, rows, number, text }
    }
}

/// An answer to one question; one of its members is set, by the kind of the question.
#[derive(Clone, Debug, PartialEq, Eq, SimpleObject)]
pub struct SurveyAnswer {
    /// Code of the question.
    question: String,
    /// Code of the option of a SINGLE, or of the step of a SCALE; null for other kinds.
    option: Option<String>,
    /// Codes of the options of a MULTIPLE; null for other kinds.
    options: Option<Vec<String>>,
    /// Rows of a MATRIX, each with its option; null for other kinds.
    rows: Option<Vec<SurveyRowAnswer>>,
    /// Answer to a NUMBER; null for other kinds.
    number: Option<i64>,
    /// Answer to a TEXT, or what an activity report says of the question, of any kind; null for others.
    text: Option<String>,
}

/// The answer to a row of a matrix.
#[derive(Clone, Debug, PartialEq, Eq, SimpleObject)]
pub struct SurveyRowAnswer {
    /// Code of the row.
    row: String,
    /// Code of the option.
    option: String,
}

impl From<&GivenAnswer> for SurveyAnswer {
    fn from(answer: &GivenAnswer) -> Self {
        let GivenAnswer { question, option, options, rows, number, text } = answer.clone();
        let rows = rows.map(|rows| rows.into_iter().map(|(row, option)| SurveyRowAnswer { row, option }).collect());
        Self { question, option, options, rows, number, text }
    }
}

/// The own answers to a survey.
#[derive(Clone, Debug, PartialEq, Eq, SimpleObject)]
pub struct MySurveyResponse {
    /// How far one has come.
    pub stage: InvitationStage,
    /// The answers. In an ANONYMOUS campaign those that were submitted are shown to whoever sends the receipt alone.
    pub answers: Vec<SurveyAnswer>,
    /// Codes of the questions that are shown after these answers, in their order.
    pub visible_questions: Vec<String>,
    /// Answers that the own mandates, letter, log and sessions suggest, to questions that have none: to be confirmed or changed, never sent by themselves.
    pub suggestions: Vec<SurveyAnswer>,
}
