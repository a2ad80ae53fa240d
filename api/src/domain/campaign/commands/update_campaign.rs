//! `updateCampaign`.

use async_graphql::InputObject;
use chrono::{DateTime, Utc};
use entity::campaign::survey_campaign::{self, SurveyPrivacy};
use kernel::{
    command::Command,
    refusal::{Fault, Refusal},
    resource::Id,
    text::text,
    work::Work,
};
use sea_orm::ActiveValue::{NotSet, Set, Unchanged};
use serde::Serialize;

use crate::domain::campaign::{SurveyCampaign, events::CAMPAIGN_CHANGED, rules, sheet::CHANGE, states};

/// Changes of a campaign that has not opened; what is left out stays.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "UpdateCampaignInput")]
pub struct UpdateCampaign {
    /// The campaign.
    pub id: Id<SurveyCampaign>,
    /// Its version as it was read.
    pub version: i64,
    /// How answers are kept.
    pub privacy: Option<SurveyPrivacy>,
    /// When it opens.
    pub opens_at: Option<DateTime<Utc>>,
    /// When it closes.
    pub closes_at: Option<DateTime<Utc>>,
    /// Fewest respondents of a figure, 3 to 50.
    pub least_respondents: Option<i32>,
    /// Days before the close on which to remind.
    pub remind_days: Option<Vec<i32>>,
    /// Whether the desk SURVEY reads answers one by one after the close, without names.
    pub shows_rows: Option<bool>,
}

impl Command for UpdateCampaign {
    const NAME: &'static str = "updateCampaign";
    type Outcome = Id<SurveyCampaign>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let campaign = work.take(CHANGE, self.id, self.version).await?;
        let stage = states::CAMPAIGN.after(campaign.stage, CHANGE)?;
        rules::times(self.opens_at.unwrap_or(campaign.opens_at), self.closes_at.unwrap_or(campaign.closes_at))?;
        let (shows, privacy) = (self.shows_rows.unwrap_or(campaign.shows_rows), self.privacy.unwrap_or(campaign.privacy));
        if shows && privacy == SurveyPrivacy::Anonymous {
            let message =
                text("Answers of an ANONYMOUS campaign are not read one by one.", "Les réponses d'une campagne ANONYMOUS ne se lisent pas une à une.");
            return Err(Fault::invalid("showsRows", message).into());
        }

        let change = survey_campaign::ActiveModel {
            id: Unchanged(campaign.id),
            stage: Set(stage),
            privacy: Set(privacy),
            opens_at: self.opens_at.map_or(NotSet, Set),
            closes_at: self.closes_at.map_or(NotSet, Set),
            least: self.least_respondents.map(|least| rules::least(Some(least))).transpose()?.map_or(NotSet, Set),
            remind_days: self.remind_days.as_deref().map(rules::remind_days).transpose()?.map_or(NotSet, Set),
            shows_rows: Set(shows),
            ..Default::default()
        };
        let campaign = work.save::<SurveyCampaign>(change).await?;
        work.announce(CAMPAIGN_CHANGED.of::<SurveyCampaign>(&campaign));
        Ok(campaign.id.into())
    }
}
