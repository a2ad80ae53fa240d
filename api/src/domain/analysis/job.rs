//! The job that makes the figures of a campaign, once, after its close.

use std::collections::BTreeMap;

use disclosure::{Counts, Threshold};
use entity::{
    analysis::{
        survey_analysis::{self, AnalysisStage},
        survey_figure, survey_group,
    },
    campaign::{
        survey_campaign::{self, CampaignStage},
        survey_invitation, survey_response,
    },
    survey::questionnaire,
    territory::{department, zone},
};
use kernel::{
    Uuid,
    job::{Job, Progress},
    refusal::Refusal,
    work::Work,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition};
use serde::{Deserialize, Serialize};

use super::{
    asked::{Asked, asked},
    count::{Names, Population, publish},
    kept,
};
use crate::domain::{
    campaign::{
        commands::analysed,
        content::{Groups, Sealing},
    },
    survey::kept::structure_of,
};

/// Responses that are opened at once.
const PAGE: u64 = 1000;

/// Makes the figures of a campaign.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AnalyseCampaign {
    /// The campaign.
    pub campaign: Uuid,
    /// Its version as it was closed: one that was opened again and closed is counted by the job of its last closing.
    pub version: i64,
}

/// What came of it. Nothing of it tells a figure.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Analysed {
    /// Figures that are shown.
    shown: usize,
    /// Figures that are hidden.
    suppressed: usize,
}

impl Job for AnalyseCampaign {
    const NAME: &'static str = "analyseSurveyCampaign";
    type State = Analysed;

    /// One step: what was counted must not be kept between two.
    async fn step(&self, work: &mut Work<'_>, state: &mut Analysed) -> Result<Progress, Refusal> {
        let over = Progress { done: 1, total: Some(1), is_over: true, ..Progress::default() };
        let this = Condition::all().add(survey_campaign::Column::Id.eq(self.campaign));
        let is_as_it_was_closed = |row: &survey_campaign::Model| row.stage == CampaignStage::Closed && row.version == self.version;
        let Some(campaign) = work.find_locked::<survey_campaign::Entity>(this).await?.pop().filter(is_as_it_was_closed) else {
            return Ok(over);
        };
        let asked = asked(&structure_of(work, campaign.questionnaire_id).await?);
        let population = population(work, &campaign).await?;
        let counts = counted(work, &campaign, &asked, &population).await?;
        store(work, &campaign, &asked, &population, &counts, state).await?;
        analysed(work, &campaign).await?;
        Ok(over)
    }
}

async fn population(work: &Work<'_>, campaign: &survey_campaign::Model) -> Result<Population, Refusal> {
    let invited = work.find::<survey_invitation::Entity>(Condition::all().add(survey_invitation::Column::CampaignId.eq(campaign.id))).await?;
    let (zones, departments) = (work.viewer.store.reference::<zone::Entity>().await?, work.viewer.store.reference::<department::Entity>().await?);
    let names = Names {
        basins: zones.rows().iter().map(|row| (row.id, (row.code.clone(), row.name.clone()))).collect::<BTreeMap<_, _>>(),
        departments: departments.rows().iter().map(|row| (row.id, (row.code.clone(), row.name.clone()))).collect(),
    };
    Population::of(&invited.iter().map(Groups::from).collect::<Vec<_>>(), &names).map_err(Refusal::internal)
}

/// Opens what was submitted, page by page, and counts it.
async fn counted(work: &Work<'_>, campaign: &survey_campaign::Model, asked: &[Asked], population: &Population) -> Result<Counts, Refusal> {
    use survey_response::Column::{CampaignId, Id, Submitted};
    let sealing = Sealing::of(&work.viewer.store.vault, campaign);
    let mut counts = population.nobody(asked);
    let mut after: Option<Uuid> = None;
    loop {
        let next = Condition::all().add(CampaignId.eq(campaign.id)).add(Submitted.eq(true)).add_option(after.map(|after| Id.gt(after)));
        let page = work.first::<survey_response::Entity>(next, PAGE).await?;
        let Some(last) = page.last().map(|row| row.id) else { return Ok(counts) };
        // A response that does not open is not left out in silence: figures without it would be wrong.
        let opened = page.iter().map(|row| sealing.open(row).ok_or_else(|| Refusal::internal("a response that the key of its campaign does not open")));
        population.add(&mut counts, asked, &opened.collect::<Result<Vec<_>, _>>()?).map_err(Refusal::internal)?;
        after = Some(last);
    }
}

async fn store(
    work: &mut Work<'_>,
    campaign: &survey_campaign::Model,
    asked: &[Asked],
    population: &Population,
    counts: &Counts,
    state: &mut Analysed,
) -> Result<(), Refusal> {
    let threshold = Threshold::of(i64::from(campaign.least));
    let publication = publish(&population.lattice, asked, counts, threshold).map_err(Refusal::internal)?;
    let title = work.find::<questionnaire::Entity>(Condition::all().add(questionnaire::Column::Id.eq(campaign.questionnaire_id))).await?.pop();
    let title = title.ok_or_else(|| Refusal::internal("a campaign asks a questionnaire"))?;
    let (id, at) = (work.new_id(), work.viewer.actor.at);
    let analysis = survey_analysis::ActiveModel {
        id: Set(id),
        academy_id: Set(campaign.academy_id),
        campaign_id: Set(campaign.id),
        stage: Set(AnalysisStage::Draft),
        title_fr: Set(format!("{}, {}", title.title_fr, campaign.school_year)),
        title_en: Set(title.title_en.map(|title| format!("{title}, {}", campaign.school_year))),
        text_fr: Set(None),
        text_en: Set(None),
        least: Set(i32::try_from(threshold.respondents()).unwrap_or(i32::MAX)),
        published_at: Set(None),
        version: Set(1),
        created_at: Set(at),
        updated_at: Set(at),
    };
    let (groups, figures) = kept::rows(id, || work.new_id(), population, asked, &publication);
    let is_shown = |figure: &&survey_figure::ActiveModel| matches!(figure.value, Set(Some(_)));
    state.shown = figures.iter().filter(is_shown).count();
    state.suppressed = figures.len() - state.shown;
    work.follow::<survey_analysis::Entity>(vec![analysis]).await?;
    work.follow::<survey_group::Entity>(groups).await?;
    work.follow::<survey_figure::Entity>(figures).await
}
