use async_graphql::{Context, ID, Object};
use chrono::NaiveDate;
use entity::survey::{
    questionnaire::{self, QuestionnaireStage},
    survey_option, survey_question, survey_row, survey_section,
};
use kernel::{
    actor::Hat,
    read::{Ask, Page, Related},
    relation::{Many, One, Relation},
    resource::{Loaded, Resource, id_of},
    sheet::{Reach, Sheet},
};
use sea_orm::{ColumnTrait, Condition};

use super::{Questionnaire, SurveyQuestion, lies};
use crate::domain::{
    framing::types::in_language,
    survey::{
        filters::{SurveyPartFilter, SurveyPartOrder, SurveyQuestionFilter},
        sheet,
    },
};

/// Section of a questionnaire.
pub struct SurveySection(Loaded<survey_section::Entity>);

impl Resource for SurveySection {
    type Row = survey_section::Entity;
    type State = QuestionnaireStage;
    type Filter = SurveyPartFilter;
    type Order = SurveyPartOrder;

    const PREFIX: &'static str = "section";
    const SHEET: Sheet<QuestionnaireStage> = sheet::PART;
    const READS: &'static [(&'static str, &'static [survey_section::Column])] =
        &[("title", &[survey_section::Column::TitleFr, survey_section::Column::TitleEn])];
    const RELATIONS: &'static [&'static dyn Relation<survey_section::Entity>] = &[
        &One::<survey_section::Entity, Questionnaire> { name: "questionnaire", from: survey_section::Column::QuestionnaireId, to: questionnaire::Column::Id },
        &Many::<survey_section::Entity, SurveyQuestion> { name: "questions", from: survey_section::Column::Id, to: survey_question::Column::SectionId },
    ];

    fn lies(reach: Reach, hat: &Hat) -> Option<Condition> {
        lies(reach, hat, survey_section::Column::AcademyId)
    }

    fn state(row: &survey_section::Model, _: NaiveDate) -> QuestionnaireStage {
        row.stage
    }

    fn in_states(states: &[QuestionnaireStage], _: NaiveDate) -> Condition {
        Condition::all().add(survey_section::Column::Stage.is_in(states.iter().copied()))
    }

    fn natural_key(row: &survey_section::Model) -> String {
        row.code.clone()
    }

    kernel::wraps!(survey_section::Entity);
}

/// Section of a questionnaire: questions that belong together.
#[Object]
impl SurveySection {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        id_of::<Self>(&self.0.row).into()
    }

    /// Code, unique in the questionnaire, such as `PROFILE`.
    async fn code(&self) -> &str {
        &self.0.row.code
    }

    /// Place in the questionnaire, from 1.
    async fn position(&self) -> i32 {
        self.0.row.position
    }

    /// Title in the language of the request, where it has one in it.
    async fn title(&self, ctx: &Context<'_>) -> &str {
        in_language(ctx.viewer().locale, self.0.row.title_en.as_deref(), Some(&self.0.row.title_fr)).unwrap_or_default()
    }

    /// Title in French.
    async fn title_fr(&self) -> &str {
        &self.0.row.title_fr
    }

    /// Title in English; null when it has none.
    async fn title_en(&self) -> Option<&str> {
        self.0.row.title_en.as_deref()
    }

    /// The questionnaire.
    async fn questionnaire(&self, ctx: &Context<'_>) -> Related<Questionnaire> {
        ctx.one(self).await
    }

    /// Its questions.
    async fn questions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<SurveyQuestionFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<SurveyPartOrder>,
    ) -> Page<SurveyQuestion> {
        let _ = (first, after, filter, order_by);
        ctx.many(self).await
    }
}

/// Option of a question.
pub struct SurveyOption(Loaded<survey_option::Entity>);

impl Resource for SurveyOption {
    type Row = survey_option::Entity;
    type State = QuestionnaireStage;
    type Filter = SurveyPartFilter;
    type Order = SurveyPartOrder;

    const PREFIX: &'static str = "option";
    const SHEET: Sheet<QuestionnaireStage> = sheet::PART;
    const READS: &'static [(&'static str, &'static [survey_option::Column])] =
        &[("label", &[survey_option::Column::LabelFr, survey_option::Column::LabelEn]), ("isExclusive", &[survey_option::Column::Exclusive])];
    const RELATIONS: &'static [&'static dyn Relation<survey_option::Entity>] =
        &[&One::<survey_option::Entity, SurveyQuestion> { name: "question", from: survey_option::Column::QuestionId, to: survey_question::Column::Id }];

    fn lies(reach: Reach, hat: &Hat) -> Option<Condition> {
        lies(reach, hat, survey_option::Column::AcademyId)
    }

    fn state(row: &survey_option::Model, _: NaiveDate) -> QuestionnaireStage {
        row.stage
    }

    fn in_states(states: &[QuestionnaireStage], _: NaiveDate) -> Condition {
        Condition::all().add(survey_option::Column::Stage.is_in(states.iter().copied()))
    }

    fn natural_key(row: &survey_option::Model) -> String {
        row.code.clone()
    }

    kernel::wraps!(survey_option::Entity);
}

/// Option of a question.
#[Object]
impl SurveyOption {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        id_of::<Self>(&self.0.row).into()
    }

    /// Code, unique in the question, such as `SIGNED`.
    async fn code(&self) -> &str {
        &self.0.row.code
    }

    /// Place in the question, from 1; the steps of a scale go from the least to the most.
    async fn position(&self) -> i32 {
        self.0.row.position
    }

    /// Wording in the language of the request, where it has one in it.
    async fn label(&self, ctx: &Context<'_>) -> &str {
        in_language(ctx.viewer().locale, self.0.row.label_en.as_deref(), Some(&self.0.row.label_fr)).unwrap_or_default()
    }

    /// Wording in French.
    async fn label_fr(&self) -> &str {
        &self.0.row.label_fr
    }

    /// Wording in English; null when it has none.
    async fn label_en(&self) -> Option<&str> {
        self.0.row.label_en.as_deref()
    }

    /// Whether it excludes all others.
    async fn is_exclusive(&self) -> bool {
        self.0.row.exclusive
    }

    /// The question.
    async fn question(&self, ctx: &Context<'_>) -> Related<SurveyQuestion> {
        ctx.one(self).await
    }
}

/// Row of a matrix.
pub struct SurveyRow(Loaded<survey_row::Entity>);

impl Resource for SurveyRow {
    type Row = survey_row::Entity;
    type State = QuestionnaireStage;
    type Filter = SurveyPartFilter;
    type Order = SurveyPartOrder;

    const PREFIX: &'static str = "row";
    const SHEET: Sheet<QuestionnaireStage> = sheet::PART;
    const READS: &'static [(&'static str, &'static [survey_row::Column])] = &[("label", &[survey_row::Column::LabelFr, survey_row::Column::LabelEn])];
    const RELATIONS: &'static [&'static dyn Relation<survey_row::Entity>] =
        &[&One::<survey_row::Entity, SurveyQuestion> { name: "question", from: survey_row::Column::QuestionId, to: survey_question::Column::Id }];

    fn lies(reach: Reach, hat: &Hat) -> Option<Condition> {
        lies(reach, hat, survey_row::Column::AcademyId)
    }

    fn state(row: &survey_row::Model, _: NaiveDate) -> QuestionnaireStage {
        row.stage
    }

    fn in_states(states: &[QuestionnaireStage], _: NaiveDate) -> Condition {
        Condition::all().add(survey_row::Column::Stage.is_in(states.iter().copied()))
    }

    fn natural_key(row: &survey_row::Model) -> String {
        row.code.clone()
    }

    kernel::wraps!(survey_row::Entity);
}

/// Row of a matrix, which is answered by one option of its question.
#[Object]
impl SurveyRow {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        id_of::<Self>(&self.0.row).into()
    }

    /// Code, unique in the question, such as `M1.1`.
    async fn code(&self) -> &str {
        &self.0.row.code
    }

    /// Place in the question, from 1.
    async fn position(&self) -> i32 {
        self.0.row.position
    }

    /// Wording in the language of the request, where it has one in it.
    async fn label(&self, ctx: &Context<'_>) -> &str {
        in_language(ctx.viewer().locale, self.0.row.label_en.as_deref(), Some(&self.0.row.label_fr)).unwrap_or_default()
    }

    /// Wording in French.
    async fn label_fr(&self) -> &str {
        &self.0.row.label_fr
    }

    /// Wording in English; null when it has none.
    async fn label_en(&self) -> Option<&str> {
        self.0.row.label_en.as_deref()
    }

    /// The question.
    async fn question(&self, ctx: &Context<'_>) -> Related<SurveyQuestion> {
        ctx.one(self).await
    }
}
