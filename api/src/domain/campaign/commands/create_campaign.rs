//! `createCampaign`.

use async_graphql::InputObject;
use chrono::{DateTime, Utc};
use entity::campaign::survey_campaign::{self, CampaignStage, SurveyPrivacy};
use kernel::{
    command::Command,
    refusal::{Fault, Refusal},
    resource::Id,
    scalars::SchoolYear,
    text::text,
    work::Work,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition};
use serde::Serialize;

use crate::domain::{
    campaign::{SurveyCampaign, events::CAMPAIGN_CREATED, rules, sheet::CREATE},
    survey::Questionnaire,
    territory::lookups::academy_of,
};

/// A campaign to begin.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "CreateCampaignInput")]
pub struct CreateCampaign {
    /// Code of the academy, such as `13`.
    pub academy: String,
    /// School year that it is about.
    pub school_year: SchoolYear,
    /// What is asked: an own edition, or one that comes with the product.
    pub questionnaire: Id<Questionnaire>,
    /// How answers are kept: fixed when it opens.
    pub privacy: SurveyPrivacy,
    /// When it opens, with its offset or in UTC.
    pub opens_at: DateTime<Utc>,
    /// When it closes, after it opens and within 120 days.
    pub closes_at: DateTime<Utc>,
    /// Fewest respondents of a figure, 3 to 50; 5 when left out.
    pub least_respondents: Option<i32>,
    /// Days before the close on which those who have not answered are reminded, five at most, each 1 to 60; 7 and 3 when left out.
    pub remind_days: Option<Vec<i32>>,
    /// Whether the desk SURVEY reads answers one by one after the close, without names: of a PSEUDONYMOUS campaign.
    #[graphql(default)]
    pub shows_rows: bool,
}

impl Command for CreateCampaign {
    const NAME: &'static str = "createCampaign";
    type Outcome = Id<SurveyCampaign>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        use survey_campaign::Column::{AcademyId, Code, SchoolYear};
        let academy = academy_of(work, &self.academy).await?;
        let asked = work.seen(self.questionnaire, "questionnaire").await?;
        let row = survey_campaign::ActiveModel {
            academy_id: Set(academy.id),
            school_year: Set(self.school_year.to_string()),
            questionnaire_id: Set(asked.id),
            code: Set(asked.code.clone()),
            audience: Set(asked.audience),
            privacy: Set(self.privacy),
            shows_rows: Set(self.shows_rows),
            opens_at: Set(self.opens_at),
            closes_at: Set(self.closes_at),
            stage: Set(CampaignStage::Draft),
            ..Default::default()
        };
        work.may_create::<SurveyCampaign>(CREATE, &row).await?;
        if asked.academy_id.is_some_and(|of| of != academy.id) {
            return Err(Fault::invalid("questionnaire", text("It is another academy's.", "Il est d'une autre académie.")).into());
        }
        rules::times(self.opens_at, self.closes_at)?;
        if self.shows_rows && self.privacy == SurveyPrivacy::Anonymous {
            let message =
                text("Answers of an ANONYMOUS campaign are not read one by one.", "Les réponses d'une campagne ANONYMOUS ne se lisent pas une à une.");
            return Err(Fault::invalid("showsRows", message).into());
        }
        let same = Condition::all().add(AcademyId.eq(academy.id)).add(SchoolYear.eq(self.school_year.to_string())).add(Code.eq(&asked.code));
        if work.count::<survey_campaign::Entity>(same).await? > 0 {
            return Err(Refusal::taken("schoolYear"));
        }

        let row = survey_campaign::ActiveModel {
            least: Set(rules::least(self.least_respondents)?),
            remind_days: Set(rules::remind_days(self.remind_days.as_deref().unwrap_or(&[7, 3]))?),
            ..row
        };
        let campaign = work.create::<SurveyCampaign>(CREATE, row).await?;
        work.announce(CAMPAIGN_CREATED.of::<SurveyCampaign>(&campaign));
        Ok(campaign.id.into())
    }
}
