use async_graphql::{Context, ID, Object};
use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    survey::{
        questionnaire::{self, QuestionnaireStage, SurveyAudience},
        survey_question, survey_section,
    },
    territory::academy,
};
use kernel::{
    actor::Hat,
    machine::Machine,
    read::{Ask, Maybe, Page, Related},
    relation::{Many, One, Relation},
    resource::{Loaded, Permission, Resource, Transition, id_of},
    sheet::{Reach, Sheet},
};
use sea_orm::{ColumnTrait, Condition};

use super::{SurveyQuestion, SurveySection, lies};
use crate::domain::{
    framing::types::in_language,
    labels::label,
    survey::{
        filters::{QuestionnaireFilter, QuestionnaireOrder, SurveyPartFilter, SurveyPartOrder, SurveyQuestionFilter},
        sheet, states,
    },
    territory::Academy,
};

/// Edition of a questionnaire.
pub struct Questionnaire(Loaded<questionnaire::Entity>);

impl Resource for Questionnaire {
    type Row = questionnaire::Entity;
    type State = QuestionnaireStage;
    type Filter = QuestionnaireFilter;
    type Order = QuestionnaireOrder;

    const PREFIX: &'static str = "questionnaire";
    const SHEET: Sheet<QuestionnaireStage> = sheet::QUESTIONNAIRE;
    const MACHINE: Option<&'static Machine<QuestionnaireStage>> = Some(&states::QUESTIONNAIRE);
    const READS: &'static [(&'static str, &'static [questionnaire::Column])] = &[
        ("title", &[questionnaire::Column::TitleFr, questionnaire::Column::TitleEn]),
        ("audienceLabel", &[questionnaire::Column::Audience]),
        ("stageLabel", &[questionnaire::Column::Stage]),
    ];
    const RELATIONS: &'static [&'static dyn Relation<questionnaire::Entity>] = &[
        &One::<questionnaire::Entity, Academy> { name: "academy", from: questionnaire::Column::AcademyId, to: academy::Column::Id },
        &One::<questionnaire::Entity, Self> { name: "basedOn", from: questionnaire::Column::BasedOnId, to: questionnaire::Column::Id },
        &Many::<questionnaire::Entity, SurveySection> { name: "sections", from: questionnaire::Column::Id, to: survey_section::Column::QuestionnaireId },
        &Many::<questionnaire::Entity, SurveyQuestion> { name: "questions", from: questionnaire::Column::Id, to: survey_question::Column::QuestionnaireId },
    ];

    fn lies(reach: Reach, hat: &Hat) -> Option<Condition> {
        lies(reach, hat, questionnaire::Column::AcademyId)
    }

    fn state(row: &questionnaire::Model, _: NaiveDate) -> QuestionnaireStage {
        row.stage
    }

    fn in_states(states: &[QuestionnaireStage], _: NaiveDate) -> Condition {
        Condition::all().add(questionnaire::Column::Stage.is_in(states.iter().copied()))
    }

    fn natural_key(row: &questionnaire::Model) -> String {
        format!("{} {}", row.code, row.edition)
    }

    kernel::wraps!(questionnaire::Entity);
}

/// Edition of a questionnaire (*questionnaire*): what a survey asks. Once it was asked it stays as it is, and is public.
#[Object]
impl Questionnaire {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        id_of::<Self>(&self.0.row).into()
    }

    /// Code, the same from one edition to the next, such as `REFERENTS`.
    async fn code(&self) -> &str {
        &self.0.row.code
    }

    /// Number of the edition, from 1. An academy's first edition of what comes with the product is 2.
    async fn edition(&self) -> i32 {
        self.0.row.edition
    }

    /// Whom it is for.
    async fn audience(&self) -> SurveyAudience {
        self.0.row.audience
    }

    /// Whom it is for in words, in the language of the request.
    async fn audience_label(&self, ctx: &Context<'_>) -> String {
        label("SurveyAudience", self.0.row.audience, ctx.viewer().locale)
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

    /// Where it stands.
    async fn stage(&self) -> QuestionnaireStage {
        self.0.row.stage
    }

    /// Where it stands in words, in the language of the request.
    async fn stage_label(&self, ctx: &Context<'_>) -> String {
        label("QuestionnaireStage", self.0.row.stage, ctx.viewer().locale)
    }

    /// SHA-256 of what it asks, in hex: two editions that ask the same have the same.
    async fn content_hash(&self) -> &str {
        &self.0.row.content_hash
    }

    /// Instant it was frozen, UTC; null before.
    async fn frozen_at(&self) -> Option<DateTime<Utc>> {
        self.0.row.frozen_at
    }

    /// The academy; null for one that comes with the product.
    async fn academy(&self, ctx: &Context<'_>) -> Related<Academy> {
        ctx.one(self).await
    }

    /// The edition that it began with; null when it began with none.
    async fn based_on(&self, ctx: &Context<'_>) -> Related<Questionnaire> {
        ctx.one(self).await
    }

    /// Its sections.
    async fn sections(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<SurveyPartFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<SurveyPartOrder>,
    ) -> Page<SurveySection> {
        let _ = (first, after, filter, order_by);
        ctx.many(self).await
    }

    /// Its questions of all sections, 100 at most: one page can hold them.
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

    /// The steps that its state makes possible, each with whether the viewer may take it. FREEZE comes with the campaign that asks it.
    async fn available_transitions(&self, ctx: &Context<'_>) -> Maybe<Vec<Transition>> {
        ctx.transitions(self).await
    }

    /// Version for the optimistic lock: send it back with a change.
    async fn version(&self) -> i64 {
        self.0.row.version
    }

    /// Instant it was made, UTC.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.row.created_at
    }

    /// Instant of its last change, UTC.
    async fn updated_at(&self) -> DateTime<Utc> {
        self.0.row.updated_at
    }

    /// What the viewer may do with it, with the reason where not.
    async fn viewer_can(&self, ctx: &Context<'_>) -> Maybe<Vec<Permission>> {
        ctx.permissions(self).await
    }
}
