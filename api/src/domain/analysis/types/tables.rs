use async_graphql::{ComplexObject, Context, SimpleObject, Union};
use entity::{
    analysis::{
        survey_analysis,
        survey_group::{AnalysisMargin, SuppressionReason},
    },
    survey::survey_question::QuestionKind,
};
use kernel::{
    Uuid,
    read::{Ask, Maybe},
};
use sea_orm::{ColumnTrait, Condition};

use super::SurveyAnalysis;

/// A number of respondents that is shown.
#[derive(Clone, Debug, PartialEq, SimpleObject)]
pub struct Counted {
    /// How many.
    pub count: i32,
    /// Share, 0 to 1: of respondents among those who were asked, of those who answered among respondents, of a choice among those who answered. Null of nobody.
    pub rate: Option<f64>,
}

/// A figure that is not shown (*secret statistique*): not zero, and not missing.
#[derive(Clone, Debug, PartialEq, Eq, SimpleObject)]
#[graphql(name = "SuppressedFigure")]
pub struct Suppressed {
    /// Why.
    pub reason: SuppressionReason,
    /// Why in words, in the language of the request.
    pub reason_label: String,
}

/// A figure of an analysis, or the word that it is hidden.
#[derive(Clone, Debug, PartialEq, Union)]
pub enum SurveyFigure {
    /// Shown.
    Counted(Counted),
    /// Hidden.
    Suppressed(Suppressed),
}

/// The middle of an ordered question.
#[derive(Clone, Debug, PartialEq, Eq, SimpleObject)]
pub struct MedianStep {
    /// Codes of the options that hold it: several where they are shown together.
    pub options: Vec<String>,
    /// The same in words, in the language of the request.
    pub label: String,
}

/// Median (*médiane*): the step that the lower middle respondent chose, or the word that it is hidden.
#[derive(Clone, Debug, PartialEq, Eq, Union)]
pub enum SurveyMedian {
    /// Shown.
    Step(MedianStep),
    /// Hidden.
    Suppressed(Suppressed),
}

/// A group of respondents.
#[derive(Clone, Debug, PartialEq, SimpleObject)]
pub struct SurveyGroup {
    /// What tells it: `ALL`, the code of a basin or department, a value of an enum; two of them with `/` between, as in `COLLEGE/86`.
    pub key: String,
    /// The same in words, in the language of the request.
    pub label: String,
    /// Persons who were asked: public.
    pub invited: i32,
    /// Persons who answered, with the response rate.
    pub respondents: SurveyFigure,
}

/// How many of a group chose something.
#[derive(Clone, Debug, PartialEq, SimpleObject)]
pub struct SurveyCell {
    /// Codes of the options: several where rare ones are shown together. `N3_5` is a number from 3 to 5.
    pub options: Vec<String>,
    /// The same in words, in the language of the request.
    pub label: String,
    /// How many.
    pub figure: SurveyFigure,
    /// The same of the year before; null where no earlier analysis of the questionnaire is published, or it does not have this figure.
    pub previous: Option<SurveyFigure>,
}

/// What a group answered to a question.
#[derive(Clone, Debug, PartialEq, SimpleObject)]
pub struct SurveyTableRow {
    /// What tells the group, as in `groups`.
    pub key: String,
    /// The same in words, in the language of the request.
    pub label: String,
    /// How many answered the question.
    pub answered: SurveyFigure,
    /// The median, of a SCALE and of a NUMBER; null of other kinds.
    pub median: Option<SurveyMedian>,
    /// How many chose what, in the order of the questionnaire.
    pub cells: Vec<SurveyCell>,
}

/// A question with its figures; a row of a matrix is one of its own.
#[derive(Clone, Debug, PartialEq, SimpleObject)]
pub struct SurveyTable {
    /// Code of the question, stable across years.
    pub question: String,
    /// Code of the row, of a MATRIX; null of other kinds.
    pub row: Option<String>,
    /// Its words, in the language of the request.
    pub label: String,
    /// Title of its section, in the language of the request.
    pub section: String,
    /// How it is answered.
    pub kind: QuestionKind,
    /// Whether it is asked after some answers to another question: it is shown for everybody alone.
    pub is_conditional: bool,
    /// A row for each group, everybody first.
    pub rows: Vec<SurveyTableRow>,
}

/// Figures of an analysis, by one margin of the lattice.
#[derive(Clone, Debug, PartialEq, SimpleObject)]
#[graphql(complex)]
pub struct SurveyTables {
    /// The analysis.
    #[graphql(skip)]
    pub analysis: Uuid,
    /// By what they are broken down.
    pub by: AnalysisMargin,
    /// The same in words, in the language of the request.
    pub by_label: String,
    /// School year of the campaign.
    pub school_year: String,
    /// School year of the earlier published analysis with which figures are compared; null where there is none.
    pub previous_school_year: Option<String>,
    /// The groups, everybody first.
    pub groups: Vec<SurveyGroup>,
    /// The questions, in the order of the questionnaire.
    pub questions: Vec<SurveyTable>,
}

/// Figures of an analysis, by one margin of the lattice.
#[ComplexObject]
impl SurveyTables {
    /// What the desk says of them.
    async fn analysis(&self, ctx: &Context<'_>) -> Maybe<SurveyAnalysis> {
        ctx.read().one(Condition::all().add(survey_analysis::Column::Id.eq(self.analysis))).await
    }
}

/// How many of the others of the basin chose something.
#[derive(Clone, Debug, PartialEq, SimpleObject)]
pub struct MyYearCell {
    /// Codes of the options.
    pub options: Vec<String>,
    /// The same in words, in the language of the request.
    pub label: String,
    /// Whether the viewer chose it.
    pub is_mine: bool,
    /// How many of the others did.
    pub others: SurveyFigure,
}

/// A question with the own answer and those of the others.
#[derive(Clone, Debug, PartialEq, SimpleObject)]
pub struct MyYearQuestion {
    /// Code of the question.
    pub question: String,
    /// Code of the row, of a MATRIX; null of other kinds.
    pub row: Option<String>,
    /// Its words, in the language of the request.
    pub label: String,
    /// Codes of the own options; none when the viewer did not answer.
    pub mine: Vec<String>,
    /// How many of the others answered it.
    pub others: SurveyFigure,
    /// How many of the others chose what.
    pub cells: Vec<MyYearCell>,
}

/// The own answers beside those of the basin.
#[derive(Clone, Debug, PartialEq, SimpleObject)]
pub struct MyYearAgainstMyBasin {
    /// School year of the campaign.
    pub school_year: String,
    /// The basin of the own establishment when the campaign opened, with all its respondents.
    pub basin: SurveyGroup,
    /// The questions that are counted; texts are not.
    pub questions: Vec<MyYearQuestion>,
}
