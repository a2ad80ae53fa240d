//! `scheduleCampaign`.

use async_graphql::InputObject;
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

use crate::domain::campaign::{SurveyCampaign, events::CAMPAIGN_SCHEDULED, sheet::SCHEDULE, states};

/// A campaign that is to open by itself.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "ScheduleCampaignInput")]
pub struct ScheduleCampaign {
    /// The campaign.
    pub id: Id<SurveyCampaign>,
    /// Its version as it was read.
    pub version: i64,
}

impl Command for ScheduleCampaign {
    const NAME: &'static str = "scheduleCampaign";
    type Outcome = Id<SurveyCampaign>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let campaign = work.take(SCHEDULE, self.id, self.version).await?;
        let stage = states::CAMPAIGN.after(campaign.stage, SCHEDULE)?;
        if campaign.closes_at <= work.viewer.actor.at {
            let hint = text("Change its times: updateCampaign.", "Changez ses dates : updateCampaign.");
            return Err(Fault::invalid("id", text("Its close is past.", "Sa fermeture est passée.")).hint(hint).into());
        }

        let campaign =
            work.save::<SurveyCampaign>(survey_campaign::ActiveModel { id: Unchanged(campaign.id), stage: Set(stage), ..Default::default() }).await?;
        work.announce(CAMPAIGN_SCHEDULED.of::<SurveyCampaign>(&campaign));
        Ok(campaign.id.into())
    }
}
