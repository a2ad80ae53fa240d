//! `openCampaign`.

use async_graphql::InputObject;
use kernel::{
    command::Command,
    refusal::{Fault, Refusal},
    resource::Id,
    text::text,
    work::Work,
};
use serde::Serialize;

use super::open;
use crate::domain::campaign::{SurveyCampaign, sheet::OPEN};

/// A campaign to open now.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "OpenCampaignInput")]
pub struct OpenCampaign {
    /// The campaign.
    pub id: Id<SurveyCampaign>,
    /// Its version as it was read.
    pub version: i64,
}

impl Command for OpenCampaign {
    const NAME: &'static str = "openCampaign";
    type Outcome = Id<SurveyCampaign>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let campaign = work.take(OPEN, self.id, self.version).await?;
        if campaign.closes_at <= work.viewer.actor.at {
            let hint = text("Change its times: updateCampaign.", "Changez ses dates : updateCampaign.");
            return Err(Fault::invalid("id", text("Its close is past.", "Sa fermeture est passée.")).hint(hint).into());
        }
        Ok(open(work, &campaign).await?.id.into())
    }
}
