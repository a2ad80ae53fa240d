//! The room's root fields.

use async_graphql::{Context, Object};
use entity::{
    analysis::{survey_analysis, survey_group::AnalysisMargin},
    campaign::survey_campaign::{self, CampaignStage},
};
use kernel::{
    read::{Ask, Maybe, Page},
    refusal::{Fault, Refusal},
    resource::Id,
    sheet::READ,
    text::text,
    viewer::Viewer,
};

use super::{
    SurveyAnalysis,
    filters::{SurveyAnalysisFilter, SurveyAnalysisOrder},
    own, tables,
    types::{MyYearAgainstMyBasin, SurveyTables},
};
use crate::domain::campaign::{SurveyCampaign, queries::readable};

/// Root fields of analyses.
#[derive(Default)]
pub struct AnalysisQueries;

/// Root fields of analyses.
#[Object]
impl AnalysisQueries {
    /// Analyses of surveys: those that are published, for everybody; an academy reads its drafts.
    async fn survey_analyses(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<SurveyAnalysisFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<SurveyAnalysisOrder>,
    ) -> Page<SurveyAnalysis> {
        let _ = (first, after, filter, order_by);
        ctx.read().list().await
    }

    /// Figures of a survey, by one margin of a lattice that was fixed beforehand: counts, rates, medians, the year before. A figure that would give
    /// somebody away is `SuppressedFigure`, never null or zero. Published ones are for everybody, a draft for the rectorate of the academy.
    /// Refuses `NOT_ANALYSED` before the campaign has closed, `NOT_ALLOWED` for a draft, `INVALID_ARGUMENT` for a question that is not counted.
    async fn survey_analysis(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The campaign.")] campaign: Id<SurveyCampaign>,
        #[graphql(desc = "By what figures are broken down.", default)] by: AnalysisMargin,
        #[graphql(desc = "Codes of the questions that are wanted, such as `PRO_LETTER`; all when left out.")] questions: Option<Vec<String>>,
    ) -> Maybe<SurveyTables> {
        let told = async {
            let (viewer, (campaign, analysis)) = (ctx.viewer(), analysed(ctx.viewer(), campaign).await?);
            tables::of(&viewer.store, viewer.locale, (&campaign, &analysis), by, questions.as_deref()).await
        };
        Some(told.await)
    }

    /// The own answers to a survey beside the published figures of the own basin, from which the own answers are taken away: a figure that then stands on
    /// fewer respondents than the least is `SuppressedFigure`. Refuses `NOT_INVITED`, `NOT_ANALYSED`, `RECEIPT_UNKNOWN`, and `NOT_ALLOWED` before it is published.
    async fn my_year_against_my_basin(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The campaign.")] campaign: Id<SurveyCampaign>,
        #[graphql(desc = "Receipt of an ANONYMOUS campaign, as it was shown.", secret)] receipt: Option<String>,
    ) -> Maybe<MyYearAgainstMyBasin> {
        let told = async {
            let (campaign, analysis) = analysed(ctx.viewer(), campaign).await?;
            if campaign.stage != CampaignStage::Published {
                return Err(not_published());
            }
            own::year(ctx.viewer(), &campaign, &analysis, receipt.as_deref()).await
        };
        Some(told.await)
    }
}

/// A campaign with its analysis, as far as the viewer may read them.
async fn analysed(viewer: &Viewer, id: Id<SurveyCampaign>) -> Result<(survey_campaign::Model, survey_analysis::Model), Refusal> {
    let campaign = readable(viewer, id.named("campaign")?).await?;
    let elsewhere = campaign.source.is_some();
    let not_analysed = || {
        let message = text("This campaign is not analysed.", "Cette campagne n'est pas analysée.");
        let hint = match elsewhere {
            true => text(
                "It was not asked with this product: its answered and responseRate are known.",
                "Elle n'a pas été menée avec ce produit : answered et responseRate en sont connus.",
            ),
            false => text("Its figures are made when it has closed.", "Ses chiffres sont établis une fois qu'elle a fermé."),
        };
        Refusal::from(Fault::invalid("campaign", message).coded("NOT_ANALYSED").hint(hint))
    };
    if !matches!(campaign.stage, CampaignStage::Analysed | CampaignStage::Published) {
        return Err(not_analysed());
    }
    let analysis = tables::analysis_of(&viewer.store, &campaign).await?.ok_or_else(not_analysed)?;
    match viewer.explain::<SurveyAnalysis>(analysis.id, READ.0).await? {
        Some(decided) if decided.hat.is_some() => Ok((campaign, analysis)),
        _ => Err(not_published()),
    }
}

fn not_published() -> Refusal {
    Refusal::NotAllowed { reason: text("The analysis is not published yet.", "L'analyse n'est pas encore publiée.") }
}
