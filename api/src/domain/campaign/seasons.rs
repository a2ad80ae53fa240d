//! Campaigns open, remind and close by themselves at their times.

use chrono::TimeDelta;
use entity::campaign::survey_campaign::{self, CampaignStage};
use kernel::{
    job::{Job, Progress},
    refusal::Refusal,
    work::{RowResult, Work},
};
use sea_orm::{ColumnTrait, Condition};
use serde::{Deserialize, Serialize};

use super::{
    SurveyCampaign,
    commands::{close, open, remind},
    rules::due_reminder,
};

/// How long a campaign that closed at its time can be opened again: figures are made once, and then late answers would not count.
const REOPENS: TimeDelta = TimeDelta::days(7);

/// Opens, reminds and closes what is due.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TurnCampaigns;

impl Job for TurnCampaigns {
    const NAME: &'static str = "turnSurveyCampaigns";
    /// Campaigns that were turned.
    type State = i64;

    async fn step(&self, work: &mut Work<'_>, turned: &mut i64) -> Result<Progress, Refusal> {
        use survey_campaign::Column::Stage;
        let now = work.viewer.actor.at;
        let live = Condition::all().add(Stage.is_in([CampaignStage::Scheduled, CampaignStage::Open]));
        let mut rejects = Vec::new();
        for campaign in work.find_locked::<survey_campaign::Entity>(live).await? {
            let done = match campaign.stage {
                CampaignStage::Scheduled if campaign.closes_at <= now => Ok(()),
                CampaignStage::Scheduled if campaign.opens_at <= now => open(work, &campaign).await.map(drop),
                CampaignStage::Open if campaign.closes_at <= now => close(work, &campaign, now + REOPENS).await.map(drop),
                CampaignStage::Open => match due_reminder(&campaign, now) {
                    Some(days) => remind(work, &campaign, Some(days)).await.map(drop),
                    None => continue,
                },
                _ => continue,
            };
            match done {
                Ok(()) => *turned += 1,
                // One that asks nobody must not hold up the others.
                Err(refusal @ Refusal::Invalid(_)) => {
                    rejects.push(RowResult::rejected(kernel::resource::id_of::<SurveyCampaign>(&campaign).to_string(), &refusal))
                }
                Err(refusal) => return Err(refusal),
            }
        }
        Ok(Progress { done: *turned, total: None, rejects, is_over: true })
    }
}
