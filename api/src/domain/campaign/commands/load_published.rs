//! Campaigns that were asked elsewhere, known by the figures that were published: the product loads them, marked with their source.

use chrono::{DateTime, Utc};
use entity::{
    campaign::survey_campaign::{self, CampaignStage, SurveyPrivacy},
    survey::questionnaire,
};
use kernel::{Uuid, command::Command, refusal::Refusal, scalars::SchoolYear, work::Work};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition};
use serde::Serialize;

use crate::domain::campaign::{SurveyCampaign, events::CAMPAIGN_LOADED, rules::USUAL_LEAST, sheet::CREATE};

/// A campaign as it was published.
#[derive(Clone, Debug, Serialize)]
pub struct Published {
    /// School year.
    pub school_year: SchoolYear,
    /// Referents who were asked.
    pub population: i32,
    /// Those who answered.
    pub answered: i32,
    /// First and last instant, as far as they are known: the summer of the year.
    pub between: (DateTime<Utc>, DateTime<Utc>),
    /// Where it was published.
    pub source: String,
}

/// Campaigns of an academy about the questionnaire of referents that comes with the product; those that are there stay as they are.
#[derive(Clone, Debug, Serialize)]
pub struct LoadPublishedCampaigns {
    /// The academy.
    pub academy: Uuid,
    /// The campaigns.
    pub campaigns: Vec<Published>,
}

impl Command for LoadPublishedCampaigns {
    const NAME: &'static str = "loadPublishedCampaigns";
    type Outcome = usize;

    async fn apply(self, work: &mut Work<'_>) -> Result<usize, Refusal> {
        use survey_campaign::Column::{AcademyId, Code, SchoolYear as Year};
        let asked = Condition::all().add(questionnaire::Column::Code.eq("REFERENTS")).add(questionnaire::Column::AcademyId.is_null());
        let asked = work.find::<questionnaire::Entity>(asked).await?.pop().ok_or_else(|| Refusal::internal("the questionnaire of referents"))?;
        let mut loaded = 0;
        for campaign in self.campaigns {
            let year = campaign.school_year.to_string();
            let there = Condition::all().add(AcademyId.eq(self.academy)).add(Year.eq(&year)).add(Code.eq(&asked.code));
            if work.count::<survey_campaign::Entity>(there).await? > 0 {
                continue;
            }
            let (opens, closes) = campaign.between;
            let row = survey_campaign::ActiveModel {
                academy_id: Set(self.academy),
                school_year: Set(year),
                questionnaire_id: Set(asked.id),
                code: Set(asked.code.clone()),
                audience: Set(asked.audience),
                privacy: Set(SurveyPrivacy::Anonymous),
                least: Set(USUAL_LEAST),
                shows_rows: Set(false),
                opens_at: Set(opens),
                closes_at: Set(closes),
                remind_days: Set(String::new()),
                stage: Set(CampaignStage::Published),
                population: Set(Some(campaign.population)),
                answered: Set(Some(campaign.answered)),
                source: Set(Some(campaign.source)),
                ..Default::default()
            };
            let row = work.create::<SurveyCampaign>(CREATE, row).await?;
            work.announce(CAMPAIGN_LOADED.of::<SurveyCampaign>(&row));
            loaded += 1;
        }
        Ok(loaded)
    }
}
