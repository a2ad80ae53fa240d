//! `closeCampaign`.

use async_graphql::InputObject;
use kernel::{command::Command, refusal::Refusal, resource::Id, work::Work};
use serde::Serialize;

use super::close;
use crate::domain::campaign::{SurveyCampaign, sheet::CLOSE};

/// A campaign to end now.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "CloseCampaignInput")]
pub struct CloseCampaign {
    /// The campaign.
    pub id: Id<SurveyCampaign>,
    /// Its version as it was read.
    pub version: i64,
}

impl Command for CloseCampaign {
    const NAME: &'static str = "closeCampaign";
    type Outcome = Id<SurveyCampaign>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let campaign = work.take(CLOSE, self.id, self.version).await?;
        Ok(close(work, &campaign, work.viewer.actor.at).await?.id.into())
    }
}
