//! `submitResponse`.

use std::sync::Arc;

use async_graphql::{Context, InputObject, Object};
use entity::campaign::{
    survey_campaign::{self, SurveyPrivacy},
    survey_entry::Given,
    survey_invitation, survey_response,
};
use kernel::{
    command::{Answer, Command, Done, Shown},
    ids::random_bytes,
    read::Reader,
    refusal::Refusal,
    resource::Id,
    work::Work,
};
use sea_orm::{
    ActiveValue::{Set, Unchanged},
    ColumnTrait, Condition,
};
use serde::{Deserialize, Serialize};

use super::save_answers::{Draft, invited};
use crate::domain::{
    campaign::{
        SurveyCampaign, SurveyInvitation,
        content::{Content, Receipt, Sealing, keep},
        events::RESPONSE_SUBMITTED,
        sheet::SUBMIT,
        states,
        types::AnswerInput,
    },
    survey::answers::Moment,
};

/// Responses that are written anew with one that comes, so that nothing tells it from them.
const CROWD: usize = 50;

/// The own response, to be submitted.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "SubmitResponseInput")]
pub struct SubmitResponse {
    /// The campaign.
    pub campaign: Id<SurveyCampaign>,
    /// Last answers, in the place of those to the same questions; 200 at most.
    #[graphql(default)]
    pub answers: Vec<AnswerInput>,
}

/// What was done: the receipt is for the answer alone, and never kept.
#[derive(Clone, Serialize, Deserialize)]
pub struct Submitted {
    id: Id<SurveyInvitation>,
    #[serde(skip)]
    receipt: Option<Receipt>,
}

impl Command for SubmitResponse {
    const NAME: &'static str = "submitResponse";
    type Outcome = Submitted;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let (campaign, invitation) = invited(work, self.campaign, SUBMIT).await?;
        let draft = Draft::of(work, &campaign, &invitation).await?;
        let given = draft.with(work, &campaign, self.answers, &[], Moment::Submit).await?;

        let receipt = match campaign.privacy {
            SurveyPrivacy::Pseudonymous => {
                draft.keep(work, &campaign, &invitation, given, true).await?;
                None
            }
            SurveyPrivacy::Anonymous => {
                draft.forget(work).await?;
                Some(cut(work, &campaign, &invitation, given).await?)
            }
        };
        let stage = states::INVITATION.after(invitation.stage, SUBMIT)?;
        let change = survey_invitation::ActiveModel { id: Unchanged(invitation.id), stage: Set(stage), ..Default::default() };
        let invitation = work.save::<SurveyInvitation>(change).await?;
        work.announce(RESPONSE_SUBMITTED.of::<SurveyInvitation>(&invitation));
        Ok(Submitted { id: invitation.id.into(), receipt })
    }
}

/// Writes a response that nothing links to its person: under its receipt, in a crowd of others that are written anew with it.
async fn cut(work: &mut Work<'_>, campaign: &survey_campaign::Model, invitation: &survey_invitation::Model, given: Given) -> Result<Receipt, Refusal> {
    use survey_response::Column::{CampaignId, Id as ResponseId, Submitted};
    let receipt = Receipt::make();
    let id = receipt.mark(campaign.id);
    let kept = keep(&receipt, campaign.id, &given)?;
    let sealed = Sealing::of(&work.viewer.store.vault, campaign).seal(id, &Content { groups: invitation.into(), given })?;
    let mut crowd = work.find_locked::<survey_response::Entity>(Condition::all().add(CampaignId.eq(campaign.id)).add(Submitted.eq(true))).await?;
    crowd.sort_by_cached_key(|_| random_bytes::<8>());
    crowd.truncate(CROWD);
    let these = work.among(ResponseId, &crowd.iter().map(|row| row.id).collect::<Vec<_>>());
    let own = survey_response::Model { id, campaign_id: campaign.id, submitted: true, sealed: Some(sealed), kept: Some(kept) };
    let mut rows: Vec<survey_response::Model> = crowd.into_iter().chain([own]).collect();
    rows.sort_by_key(|row| row.id);
    work.rewrite::<survey_response::Entity>(these, rows.into_iter().map(whole).collect()).await?;
    Ok(receipt)
}

/// Every column of a row.
pub(super) fn whole(row: survey_response::Model) -> survey_response::ActiveModel {
    survey_response::ActiveModel {
        id: Set(row.id),
        campaign_id: Set(row.campaign_id),
        submitted: Set(row.submitted),
        sealed: Set(row.sealed),
        kept: Set(row.kept),
    }
}

/// The answer of a mutation that submitted a response.
pub struct ResponseSubmittedPayload {
    object: Shown<SurveyInvitation>,
    receipt: Option<Receipt>,
    done: Done,
}

/// The answer of a mutation that submitted a response.
#[Object]
impl ResponseSubmittedPayload {
    /// The invitation afterwards.
    async fn object(&self, ctx: &Context<'_>) -> Option<Arc<SurveyInvitation>> {
        self.object.here(ctx)
    }

    /// Receipt of an ANONYMOUS campaign, shown this once: with it alone one reads the own answers again, takes them back before the close, or puts them
    /// into the activity report. Null in a PSEUDONYMOUS one, in the answer of a replay, which cannot show it again, and of a dry run.
    async fn receipt(&self) -> Option<String> {
        self.receipt.as_ref().map(Receipt::shown)
    }

    /// True when everything was taken back after this answer: nothing was written.
    async fn dry_run(&self) -> bool {
        self.done.dry_run
    }

    /// True when an earlier call with the same idempotency key did it.
    async fn replayed(&self) -> bool {
        self.done.replayed
    }
}

impl Answer<Submitted> for ResponseSubmittedPayload {
    async fn read(reader: &Reader<'_>, outcome: &Submitted, done: Done) -> Result<Self, Refusal> {
        let object = Shown::read::<Self>(reader, outcome.id).await?;
        Ok(Self { object, receipt: outcome.receipt.clone().filter(|_| !done.dry_run), done })
    }
}
