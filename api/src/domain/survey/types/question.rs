use async_graphql::{Context, ID, Object};
use chrono::NaiveDate;
use entity::survey::{
    questionnaire::{self, QuestionnaireStage},
    survey_condition, survey_option,
    survey_question::{self, Prefill, QuestionKind, QuestionSensitivity, QuestionTaxonomy},
    survey_row, survey_section,
};
use kernel::{
    actor::Hat,
    read::{Ask, Page, Related},
    relation::{Link, Many, One, Relation, Through},
    resource::{Loaded, Resource, id_of},
    sheet::{Reach, Sheet},
};
use sea_orm::{ColumnTrait, Condition};

use super::{Questionnaire, SurveyOption, SurveyRow, SurveySection, lies};
use crate::domain::{
    framing::types::in_language,
    labels::label,
    survey::{
        filters::{SurveyPartFilter, SurveyPartOrder, SurveyQuestionFilter},
        sheet,
    },
};

/// Question of a questionnaire.
pub struct SurveyQuestion(Loaded<survey_question::Entity>);

impl Resource for SurveyQuestion {
    type Row = survey_question::Entity;
    type State = QuestionnaireStage;
    type Filter = SurveyQuestionFilter;
    type Order = SurveyPartOrder;

    const PREFIX: &'static str = "question";
    const SHEET: Sheet<QuestionnaireStage> = sheet::PART;
    const READS: &'static [(&'static str, &'static [survey_question::Column])] = &[
        ("label", &[survey_question::Column::LabelFr, survey_question::Column::LabelEn]),
        ("help", &[survey_question::Column::HelpFr, survey_question::Column::HelpEn]),
        ("kindLabel", &[survey_question::Column::Kind]),
        ("isRequired", &[survey_question::Column::Required]),
        ("isReportable", &[survey_question::Column::Reportable]),
        ("isCrossing", &[survey_question::Column::Crossing]),
        ("prefillLabel", &[survey_question::Column::PrefillFrom]),
    ];
    const RELATIONS: &'static [&'static dyn Relation<survey_question::Entity>] = &[
        &One::<survey_question::Entity, Questionnaire> { name: "questionnaire", from: survey_question::Column::QuestionnaireId, to: questionnaire::Column::Id },
        &One::<survey_question::Entity, SurveySection> { name: "section", from: survey_question::Column::SectionId, to: survey_section::Column::Id },
        &Many::<survey_question::Entity, SurveyOption> { name: "options", from: survey_question::Column::Id, to: survey_option::Column::QuestionId },
        &Many::<survey_question::Entity, SurveyRow> { name: "rows", from: survey_question::Column::Id, to: survey_row::Column::QuestionId },
        &One::<survey_question::Entity, Self> { name: "showIf", from: survey_question::Column::ShowIfId, to: survey_question::Column::Id },
        &Through::<survey_question::Entity, survey_condition::Entity, SurveyOption> {
            name: "showIfOptions",
            from: survey_question::Column::Id,
            link: Link { parent: survey_condition::Column::QuestionId, child: survey_condition::Column::OptionId, period: None },
            to: survey_option::Column::Id,
            also: None,
        },
    ];

    fn lies(reach: Reach, hat: &Hat) -> Option<Condition> {
        lies(reach, hat, survey_question::Column::AcademyId)
    }

    fn state(row: &survey_question::Model, _: NaiveDate) -> QuestionnaireStage {
        row.stage
    }

    fn in_states(states: &[QuestionnaireStage], _: NaiveDate) -> Condition {
        Condition::all().add(survey_question::Column::Stage.is_in(states.iter().copied()))
    }

    fn natural_key(row: &survey_question::Model) -> String {
        row.code.clone()
    }

    kernel::wraps!(survey_question::Entity);
}

/// Question of a questionnaire (*question*).
#[Object]
impl SurveyQuestion {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        id_of::<Self>(&self.0.row).into()
    }

    /// Code, unique in the questionnaire and stable from one edition to the next, such as `PRO_LETTER`: answers of two years are put beside one another by it.
    async fn code(&self) -> &str {
        &self.0.row.code
    }

    /// Place in the questionnaire, from 1.
    async fn position(&self) -> i32 {
        self.0.row.position
    }

    /// How it is answered.
    async fn kind(&self) -> QuestionKind {
        self.0.row.kind
    }

    /// How it is answered in words, in the language of the request.
    async fn kind_label(&self, ctx: &Context<'_>) -> String {
        label("QuestionKind", self.0.row.kind, ctx.viewer().locale)
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

    /// Help in the language of the request, where there is some in it; null when there is none.
    async fn help(&self, ctx: &Context<'_>) -> Option<&str> {
        in_language(ctx.viewer().locale, self.0.row.help_en.as_deref(), self.0.row.help_fr.as_deref())
    }

    /// Help in French; null when there is none.
    async fn help_fr(&self) -> Option<&str> {
        self.0.row.help_fr.as_deref()
    }

    /// Help in English; null when there is none.
    async fn help_en(&self) -> Option<&str> {
        self.0.row.help_en.as_deref()
    }

    /// Whether it must be answered where it is shown.
    async fn is_required(&self) -> bool {
        self.0.row.required
    }

    /// Whether the respondent may take the answer into the activity report.
    async fn is_reportable(&self) -> bool {
        self.0.row.reportable
    }

    /// How delicate the answers are.
    async fn sensitivity(&self) -> QuestionSensitivity {
        self.0.row.sensitivity
    }

    /// Whether the analysis may be crossed by it.
    async fn is_crossing(&self) -> bool {
        self.0.row.crossing
    }

    /// What the answer may be pre-filled from, for the respondent to confirm; null when nothing is.
    async fn prefill_from(&self) -> Option<Prefill> {
        self.0.row.prefill_from
    }

    /// What it may be pre-filled from in words, in the language of the request.
    async fn prefill_label(&self, ctx: &Context<'_>) -> Option<String> {
        self.0.row.prefill_from.map(|figure| label("Prefill", figure, ctx.viewer().locale))
    }

    /// Least number, of a NUMBER.
    async fn minimum(&self) -> Option<i32> {
        self.0.row.minimum
    }

    /// Greatest number, of a NUMBER.
    async fn maximum(&self) -> Option<i32> {
        self.0.row.maximum
    }

    /// Most options of an answer to a MULTIPLE; null: all of them.
    async fn max_choices(&self) -> Option<i32> {
        self.0.row.max_choices
    }

    /// Most characters of a TEXT; null: 2,000.
    async fn max_length(&self) -> Option<i32> {
        self.0.row.max_length
    }

    /// Where the codes of its rows come from; null for codes of its own.
    async fn taxonomy(&self) -> Option<QuestionTaxonomy> {
        self.0.row.taxonomy
    }

    /// The earlier question on which it depends whether it is shown; null: it is always shown.
    async fn show_if(&self, ctx: &Context<'_>) -> Related<SurveyQuestion> {
        ctx.one(self).await
    }

    /// The options of that question after which it is shown.
    async fn show_if_options(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<SurveyPartFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<SurveyPartOrder>,
    ) -> Page<SurveyOption> {
        let _ = (first, after, filter, order_by);
        ctx.many(self).await
    }

    /// Its options.
    async fn options(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<SurveyPartFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<SurveyPartOrder>,
    ) -> Page<SurveyOption> {
        let _ = (first, after, filter, order_by);
        ctx.many(self).await
    }

    /// Its rows, of a MATRIX.
    async fn rows(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<SurveyPartFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<SurveyPartOrder>,
    ) -> Page<SurveyRow> {
        let _ = (first, after, filter, order_by);
        ctx.many(self).await
    }

    /// The section.
    async fn section(&self, ctx: &Context<'_>) -> Related<SurveySection> {
        ctx.one(self).await
    }

    /// The questionnaire.
    async fn questionnaire(&self, ctx: &Context<'_>) -> Related<Questionnaire> {
        ctx.one(self).await
    }
}
