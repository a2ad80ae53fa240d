//! `reopenCampaign`.

use async_graphql::InputObject;
use chrono::{DateTime, Utc};
use entity::campaign::survey_campaign;
use kernel::{
    command::Command,
    refusal::{Fault, Refusal},
    resource::Id,
    text::text,
    work::Work,
};
use sea_orm::ActiveValue::{Set, Unchanged};
use serde::Serialize;

use crate::domain::{
    campaign::{SurveyCampaign, events::CAMPAIGN_REOPENED, rules, sheet::REOPEN, states},
    people::rules::short_text,
};

/// A campaign that closed at its time and takes answers again.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "ReopenCampaignInput")]
pub struct ReopenCampaign {
    /// The campaign.
    pub id: Id<SurveyCampaign>,
    /// Its version as it was read.
    pub version: i64,
    /// When it closes then, in the future and within 120 days of its opening.
    pub closes_at: DateTime<Utc>,
    /// Why, 1 to 500 characters: anybody reads it.
    pub reason: String,
}

impl Command for ReopenCampaign {
    const NAME: &'static str = "reopenCampaign";
    type Outcome = Id<SurveyCampaign>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let campaign = work.take(REOPEN, self.id, self.version).await?;
        let stage = states::CAMPAIGN.after(campaign.stage, REOPEN)?;
        rules::times(campaign.opens_at, self.closes_at)?;
        if self.closes_at <= work.viewer.actor.at {
            return Err(Fault::invalid("closesAt", text("It must lie in the future.", "Elle doit être à venir.")).into());
        }
        let reason = short_text("reason", &self.reason, 500)?;

        let change = survey_campaign::ActiveModel {
            id: Unchanged(campaign.id),
            stage: Set(stage),
            closes_at: Set(self.closes_at),
            closed_at: Set(None),
            reason: Set(Some(reason)),
            ..Default::default()
        };
        let campaign = work.save::<SurveyCampaign>(change).await?;
        work.announce(CAMPAIGN_REOPENED.of::<SurveyCampaign>(&campaign));
        Ok(campaign.id.into())
    }
}
