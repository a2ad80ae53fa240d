//! `remindRespondents`.

use async_graphql::InputObject;
use kernel::{command::Command, refusal::Refusal, resource::Id, work::Work};
use serde::Serialize;

use super::remind;
use crate::domain::campaign::{SurveyCampaign, sheet::REMIND};

/// A campaign whose non-respondents are reminded now.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "RemindRespondentsInput")]
pub struct RemindRespondents {
    /// The campaign.
    pub id: Id<SurveyCampaign>,
    /// Its version as it was read.
    pub version: i64,
}

impl Command for RemindRespondents {
    const NAME: &'static str = "remindRespondents";
    type Outcome = Id<SurveyCampaign>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let campaign = work.take(REMIND, self.id, self.version).await?;
        Ok(remind(work, &campaign, None).await?.id.into())
    }
}
