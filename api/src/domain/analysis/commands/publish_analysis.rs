//! `publishAnalysis`.

use async_graphql::InputObject;
use entity::{analysis::survey_analysis, campaign::survey_campaign};
use kernel::{command::Command, refusal::Refusal, resource::Id, work::Work};
use sea_orm::{
    ActiveValue::{Set, Unchanged},
    ColumnTrait, Condition,
};
use serde::Serialize;

use crate::domain::{
    analysis::{SurveyAnalysis, events::ANALYSIS_PUBLISHED, sheet::PUBLISH, states},
    campaign::commands::published,
};

/// An analysis to publish.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "PublishAnalysisInput")]
pub struct PublishAnalysis {
    /// The analysis.
    pub id: Id<SurveyAnalysis>,
    /// Its version as it was read.
    pub version: i64,
}

impl Command for PublishAnalysis {
    const NAME: &'static str = "publishAnalysis";
    type Outcome = Id<SurveyAnalysis>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let analysis = work.take(PUBLISH, self.id, self.version).await?;
        let stage = states::ANALYSIS.after(analysis.stage, PUBLISH)?;
        let of_it = Condition::all().add(survey_campaign::Column::Id.eq(analysis.campaign_id));
        let campaign = work.find_locked::<survey_campaign::Entity>(of_it).await?.pop().ok_or_else(|| Refusal::internal("an analysis has a campaign"))?;
        published(work, &campaign).await?;

        let at = work.viewer.actor.at;
        let change = survey_analysis::ActiveModel { id: Unchanged(analysis.id), stage: Set(stage), published_at: Set(Some(at)), ..Default::default() };
        let analysis = work.save::<SurveyAnalysis>(change).await?;
        work.announce(ANALYSIS_PUBLISHED.of::<SurveyAnalysis>(&analysis));
        Ok(analysis.id.into())
    }
}
