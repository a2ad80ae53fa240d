//! `saveAnswers`.

use async_graphql::InputObject;
use entity::campaign::{
    survey_campaign,
    survey_entry::{Given, GivenAnswer},
    survey_invitation, survey_response,
};
use kernel::{
    command::Command,
    refusal::{Fault, Refusal},
    resource::Id,
    sheet::Action,
    text::text,
    work::Work,
};
use sea_orm::{
    ActiveValue::{Set, Unchanged},
    ColumnTrait, Condition,
};
use serde::Serialize;

use crate::domain::{
    campaign::{
        SurveyCampaign, SurveyInvitation,
        content::{Content, Sealing, said},
        events::RESPONSE_BEGUN,
        rules,
        sheet::ANSWER,
        states,
        types::AnswerInput,
    },
    survey::{
        answers::{self, Moment},
        kept::structure_of,
    },
};

/// Most bytes of all answers of a response.
const LARGEST: usize = 64 * 1024;

/// Answers to save.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "SaveAnswersInput")]
pub struct SaveAnswers {
    /// The campaign.
    pub campaign: Id<SurveyCampaign>,
    /// Answers, in the place of those to the same questions; 200 at most.
    pub answers: Vec<AnswerInput>,
    /// Codes of questions whose answers are taken away.
    #[graphql(default)]
    pub remove: Vec<String>,
}

impl Command for SaveAnswers {
    const NAME: &'static str = "saveAnswers";
    type Outcome = Id<SurveyInvitation>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let (campaign, invitation) = invited(work, self.campaign, ANSWER).await?;
        let draft = Draft::of(work, &campaign, &invitation).await?;
        let given = draft.with(work, &campaign, self.answers, &self.remove, Moment::Save).await?;

        draft.keep(work, &campaign, &invitation, given, false).await?;
        let stage = states::INVITATION.after(invitation.stage, ANSWER)?;
        if stage == invitation.stage {
            return Ok(invitation.id.into());
        }
        let change = survey_invitation::ActiveModel { id: Unchanged(invitation.id), stage: Set(stage), ..Default::default() };
        let invitation = work.save::<SurveyInvitation>(change).await?;
        work.announce(RESPONSE_BEGUN.of::<SurveyInvitation>(&invitation));
        Ok(invitation.id.into())
    }
}

/// The campaign, and one's invitation to it, held until the end of the command; refuses what it does not take.
pub(super) async fn invited(
    work: &Work<'_>,
    campaign: Id<SurveyCampaign>,
    action: Action,
) -> Result<(survey_campaign::Model, survey_invitation::Model), Refusal> {
    use survey_invitation::Column::{CampaignId, PersonId};
    let campaign = work.seen(campaign, "campaign").await?;
    let not_asked = || {
        let message = text("This campaign does not ask you.", "Cette campagne ne vous interroge pas.");
        let hint = text("Who is asked was frozen when it opened.", "La liste des personnes interrogées est figée à l'ouverture.");
        Refusal::from(Fault::invalid("campaign", message).coded("NOT_INVITED").hint(hint))
    };
    let person = work.viewer.actor.person().ok_or_else(not_asked)?;
    let own = Condition::all().add(CampaignId.eq(campaign.id)).add(PersonId.eq(person));
    let invitation = work.find_locked::<survey_invitation::Entity>(own).await?.pop().ok_or_else(not_asked)?;
    let invitation = work.take::<SurveyInvitation>(action, invitation.id.into(), invitation.version).await?;
    rules::takes_answers(&campaign, work.viewer.actor.at)?;
    states::INVITATION.after(invitation.stage, action)?;
    Ok((campaign, invitation))
}

/// What somebody has saved of a response.
pub(super) struct Draft {
    id: kernel::Uuid,
    /// The answers; none when nothing was saved.
    pub given: Given,
}

impl Draft {
    /// Opens it.
    pub async fn of(work: &Work<'_>, campaign: &survey_campaign::Model, invitation: &survey_invitation::Model) -> Result<Self, Refusal> {
        let store = &work.viewer.store;
        let sealing = Sealing::of(&store.vault, campaign);
        let id = sealing.pseudonym(invitation.person_id);
        let row = work.find::<survey_response::Entity>(Condition::all().add(survey_response::Column::Id.eq(id))).await?.pop();
        Ok(Self { id, given: row.and_then(|row| sealing.open(&row)).map(|content| content.given).unwrap_or_default() })
    }

    /// The answers with others in their place, checked; what is not shown any more goes.
    pub async fn with(
        &self,
        work: &Work<'_>,
        campaign: &survey_campaign::Model,
        answers: Vec<AnswerInput>,
        remove: &[String],
        moment: Moment,
    ) -> Result<Given, Refusal> {
        if answers.len() > 200 {
            return Err(Fault::invalid("answers", text("200 answers at most.", "200 réponses au plus.")).into());
        }
        let mut faults = Vec::new();
        let mut sent = Vec::new();
        for (at, answer) in answers.into_iter().map(GivenAnswer::from).enumerate() {
            match said(&answer) {
                Some(checked) => sent.push((answer, checked)),
                None => {
                    let message = text(
                        "An answer says exactly one of option, options, rows, number, text.",
                        "Une réponse donne exactement un de option, options, rows, number, text.",
                    );
                    faults.push(Fault::invalid(format!("answers.{at}"), message));
                }
            }
        }
        if !faults.is_empty() {
            return Err(Refusal::Invalid(faults));
        }
        let stays = |answer: &&GivenAnswer| !remove.contains(&answer.question) && sent.iter().all(|(other, _)| other.question != answer.question);
        let mut all: Vec<(GivenAnswer, answers::Answer)> =
            self.given.0.iter().filter(stays).filter_map(|answer| Some((answer.clone(), said(answer)?))).collect();
        let before = all.len();
        all.extend(sent);
        let structure = structure_of(work, campaign.questionnaire_id).await?;
        let checked = |all: &[(GivenAnswer, answers::Answer)]| all.iter().map(|(_, answer)| answer.clone()).collect::<Vec<_>>();
        // An answer of earlier that is not shown after the new ones is not one any more; what is sent must be shown.
        let shown: Vec<String> = answers::visible(&structure, &checked(&all)).into_iter().map(|question| question.code.clone()).collect();
        let mut at = 0;
        all.retain(|(answer, _)| {
            at += 1;
            at > before || shown.contains(&answer.question)
        });
        answers::check(&structure, &checked(&all), moment).map_err(Refusal::Invalid)?;
        let given = Given(all.into_iter().map(|(answer, _)| answer).collect());
        match serde_json::to_vec(&given).map_err(Refusal::internal)?.len() > LARGEST {
            true => Err(Fault::invalid("answers", text("64 KiB at most in all.", "64 Kio au plus en tout.")).into()),
            false => Ok(given),
        }
    }

    /// Seals it again under the pseudonym.
    pub async fn keep(
        &self,
        work: &mut Work<'_>,
        campaign: &survey_campaign::Model,
        invitation: &survey_invitation::Model,
        given: Given,
        submitted: bool,
    ) -> Result<(), Refusal> {
        let sealed = Sealing::of(&work.viewer.store.vault, campaign).seal(self.id, &Content { groups: invitation.into(), given })?;
        let row = survey_response::ActiveModel {
            id: Set(self.id),
            campaign_id: Set(campaign.id),
            submitted: Set(submitted),
            sealed: Set(Some(sealed)),
            kept: Set(None),
        };
        work.rewrite::<survey_response::Entity>(Condition::all().add(survey_response::Column::Id.eq(self.id)), vec![row]).await
    }

    /// Takes it away.
    pub async fn forget(&self, work: &mut Work<'_>) -> Result<(), Refusal> {
        work.rewrite::<survey_response::Entity>(Condition::all().add(survey_response::Column::Id.eq(self.id)), Vec::new()).await
    }
}
