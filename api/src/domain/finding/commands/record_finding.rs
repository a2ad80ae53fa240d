//! `recordFinding`.

use async_graphql::InputObject;
use entity::{
    campaign::survey_campaign,
    finding::finding::{self, FindingStage},
    survey::survey_question,
};
use kernel::{
    command::Command,
    refusal::{Fault, Refusal},
    resource::Id,
    text::{Text, text},
    work::Work,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition};
use serde::Serialize;

use crate::domain::{
    campaign::{SurveyCampaign, states::OVER},
    finding::{Finding, events::FINDING_RECORDED, sheet::RECORD},
    letter::rules::markdown,
    people::rules::short_text,
};

/// What the figures of a campaign show.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "RecordFindingInput")]
pub struct RecordFinding {
    /// The campaign, which must be over.
    pub campaign: Id<SurveyCampaign>,
    /// Title, 200 characters at most.
    pub title: String,
    /// Text in Markdown, 65,536 bytes at most; HTML in it is text.
    pub body: String,
    /// Code of the question that it rests on, such as `DIF_FELT`.
    pub question: Option<String>,
    /// The figure that it rests on, in words, 200 characters at most: as it was published, never a smaller group.
    pub figure: Option<String>,
}

impl Command for RecordFinding {
    const NAME: &'static str = "recordFinding";
    type Outcome = Id<Finding>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let campaign = work.seen(self.campaign, "campaign").await?;
        let row = finding::ActiveModel {
            academy_id: Set(campaign.academy_id),
            campaign_id: Set(campaign.id),
            school_year: Set(campaign.school_year.clone()),
            stage: Set(FindingStage::Open),
            ..Default::default()
        };
        work.may_create::<Finding>(RECORD, &row).await?;
        if !OVER.contains(&campaign.stage) {
            let message = text("This campaign still takes answers, or has not begun.", "Cette campagne reçoit encore des réponses, ou n'a pas commencé.");
            let hint = text("A finding rests on figures: close the campaign first.", "Un constat repose sur des chiffres : fermez d'abord la campagne.");
            return Err(Fault::invalid("campaign", message).coded("CAMPAIGN_NOT_OVER").hint(hint).into());
        }
        asks(work, &campaign, self.question.as_deref()).await?;

        let row = finding::ActiveModel {
            title: Set(short_text("title", &self.title, 200)?),
            body: Set(markdown("body", &self.body)?),
            question: Set(self.question),
            figure: Set(self.figure.map(|figure| short_text("figure", &figure, 200)).transpose()?),
            reason: Set(None),
            ..row
        };
        let finding = work.create::<Finding>(RECORD, row).await?;
        work.announce(FINDING_RECORDED.of::<Finding>(&finding));
        Ok(finding.id.into())
    }
}

/// Refuses a question that the campaign does not ask.
async fn asks(work: &Work<'_>, campaign: &survey_campaign::Model, question: Option<&str>) -> Result<(), Refusal> {
    use survey_question::Column::{Code, QuestionnaireId};
    let Some(code) = question else { return Ok(()) };
    let asked = Condition::all().add(QuestionnaireId.eq(campaign.questionnaire_id)).add(Code.eq(code));
    if work.count::<survey_question::Entity>(asked).await? > 0 {
        return Ok(());
    }
    let message = Text::of(format!("The campaign asks no question {code}."), format!("La campagne ne pose pas de question {code}."));
    let hint = text(
        "`questionnaire { questions(first: 100) { nodes { code } } }` of it lists them.",
        "`questionnaire { questions(first: 100) { nodes { code } } }` les donne.",
    );
    Err(Fault::invalid("question", message).coded("NOT_FOUND").hint(hint).into())
}
