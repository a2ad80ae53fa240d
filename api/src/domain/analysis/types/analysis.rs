use async_graphql::{Context, ID, Object};
use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    analysis::survey_analysis::{self, AnalysisStage},
    campaign::survey_campaign,
    territory::academy,
};
use kernel::{
    actor::Hat,
    machine::Machine,
    read::{Ask, Maybe, Related},
    relation::{One, Relation},
    resource::{Id, Loaded, Permission, Resource, Transition, id_of},
    sheet::{Reach, Sheet},
    text::Locale,
};
use sea_orm::{ColumnTrait, Condition};

use crate::domain::{
    analysis::{
        filters::{SurveyAnalysisFilter, SurveyAnalysisOrder},
        place::of_analysis,
        sheet, states,
    },
    campaign::SurveyCampaign,
    labels::label,
    territory::Academy,
};

/// Analysis of a survey.
pub struct SurveyAnalysis(Loaded<survey_analysis::Entity>);

impl Resource for SurveyAnalysis {
    type Row = survey_analysis::Entity;
    type State = AnalysisStage;
    type Filter = SurveyAnalysisFilter;
    type Order = SurveyAnalysisOrder;

    const PREFIX: &'static str = "analysis";
    const SHEET: Sheet<AnalysisStage> = sheet::ANALYSIS;
    const MACHINE: Option<&'static Machine<AnalysisStage>> = Some(&states::ANALYSIS);
    const READS: &'static [(&'static str, &'static [survey_analysis::Column])] = &[
        ("stageLabel", &[survey_analysis::Column::Stage]),
        ("title", &[survey_analysis::Column::TitleFr, survey_analysis::Column::TitleEn]),
        ("text", &[survey_analysis::Column::TextFr, survey_analysis::Column::TextEn]),
        ("leastRespondents", &[survey_analysis::Column::Least]),
        ("page", &[survey_analysis::Column::Stage, survey_analysis::Column::CampaignId]),
    ];
    const RELATIONS: &'static [&'static dyn Relation<survey_analysis::Entity>] = &[
        &One::<survey_analysis::Entity, Academy> { name: "academy", from: survey_analysis::Column::AcademyId, to: academy::Column::Id },
        &One::<survey_analysis::Entity, SurveyCampaign> { name: "campaign", from: survey_analysis::Column::CampaignId, to: survey_campaign::Column::Id },
    ];

    fn lies(reach: Reach, hat: &Hat) -> Option<Condition> {
        of_analysis(reach, hat)
    }

    fn state(row: &survey_analysis::Model, _: NaiveDate) -> AnalysisStage {
        row.stage
    }

    fn in_states(states: &[AnalysisStage], _: NaiveDate) -> Condition {
        Condition::all().add(survey_analysis::Column::Stage.is_in(states.iter().copied()))
    }

    fn natural_key(row: &survey_analysis::Model) -> String {
        id_of::<Self>(row).to_string()
    }

    kernel::wraps!(survey_analysis::Entity);
}

/// Analysis of a survey (*analyse des réponses*): what the desk says of the figures of a campaign. One a campaign; its figures are `surveyAnalysis`.
#[Object]
impl SurveyAnalysis {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        id_of::<Self>(&self.0.row).into()
    }

    /// Who reads it.
    async fn stage(&self) -> AnalysisStage {
        self.0.row.stage
    }

    /// Who reads it in words, in the language of the request.
    async fn stage_label(&self, ctx: &Context<'_>) -> String {
        label("AnalysisStage", self.0.row.stage, ctx.viewer().locale)
    }

    /// Title, in the language of the request; in French where there is no English one.
    async fn title(&self, ctx: &Context<'_>) -> &str {
        title_in(&self.0.row, ctx.viewer().locale)
    }

    /// Title in French.
    async fn title_fr(&self) -> &str {
        &self.0.row.title_fr
    }

    /// Title in English; null where there is none.
    async fn title_en(&self) -> Option<&str> {
        self.0.row.title_en.as_deref()
    }

    /// What the figures mean, in Markdown and in the language of the request; in French where there is no English text. HTML in it is text. Null when nothing was written.
    async fn text(&self, ctx: &Context<'_>) -> Option<&str> {
        text_in(&self.0.row, ctx.viewer().locale)
    }

    /// What the figures mean, in French; null when nothing was written.
    async fn text_fr(&self) -> Option<&str> {
        self.0.row.text_fr.as_deref()
    }

    /// What the figures mean, in English; null when nothing was written.
    async fn text_en(&self) -> Option<&str> {
        self.0.row.text_en.as_deref()
    }

    /// Fewest respondents of a figure that it was made with.
    async fn least_respondents(&self) -> i32 {
        self.0.row.least
    }

    /// Path of its public page; null until it is published.
    async fn page(&self) -> Option<String> {
        let campaign: Id<SurveyCampaign> = self.0.row.campaign_id.into();
        (self.0.row.stage == AnalysisStage::Published).then(|| format!("/surveys/{campaign}"))
    }

    /// When it was published, UTC; null before.
    async fn published_at(&self) -> Option<DateTime<Utc>> {
        self.0.row.published_at
    }

    /// The academy.
    async fn academy(&self, ctx: &Context<'_>) -> Related<Academy> {
        ctx.one(self).await
    }

    /// The campaign.
    async fn campaign(&self, ctx: &Context<'_>) -> Related<SurveyCampaign> {
        ctx.one(self).await
    }

    /// The steps that its state makes possible, each with whether the viewer may take it.
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

/// Title in a language.
pub fn title_in(row: &survey_analysis::Model, locale: Locale) -> &str {
    row.title_en.as_deref().filter(|_| locale == Locale::En).unwrap_or(&row.title_fr)
}

/// Text in a language.
pub fn text_in(row: &survey_analysis::Model, locale: Locale) -> Option<&str> {
    row.text_en.as_deref().filter(|_| locale == Locale::En).or(row.text_fr.as_deref())
}
