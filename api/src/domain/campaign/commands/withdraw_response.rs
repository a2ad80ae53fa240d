//! `withdrawResponse`.

use async_graphql::InputObject;
use entity::campaign::{survey_campaign::SurveyPrivacy, survey_entry::Given, survey_invitation, survey_response};
use kernel::{
    command::Command,
    refusal::{Fault, Refusal},
    resource::Id,
    text::text,
    work::Work,
};
use sea_orm::{
    ActiveValue::{Set, Unchanged},
    ColumnTrait, Condition,
};
use serde::Serialize;

use super::save_answers::{Draft, invited};
use crate::domain::campaign::{
    SurveyCampaign, SurveyInvitation,
    content::{Receipt, reopen},
    events::RESPONSE_WITHDRAWN,
    sheet::WITHDRAW,
    states,
};

/// The own response, to be taken back.
#[derive(Clone, Serialize, InputObject)]
#[graphql(name = "WithdrawResponseInput")]
pub struct WithdrawResponse {
    /// The campaign.
    pub campaign: Id<SurveyCampaign>,
    /// Receipt of an ANONYMOUS campaign, as it was shown.
    #[serde(skip)]
    pub receipt: Option<String>,
}

impl Command for WithdrawResponse {
    const NAME: &'static str = "withdrawResponse";
    type Outcome = Id<SurveyInvitation>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let (campaign, invitation) = invited(work, self.campaign, WITHDRAW).await?;
        let draft = Draft::of(work, &campaign, &invitation).await?;
        let given = match campaign.privacy {
            SurveyPrivacy::Pseudonymous => draft.given.clone(),
            SurveyPrivacy::Anonymous => taken_back(work, campaign.id, self.receipt.as_deref()).await?,
        };

        draft.keep(work, &campaign, &invitation, given, false).await?;
        let stage = states::INVITATION.after(invitation.stage, WITHDRAW)?;
        let change = survey_invitation::ActiveModel { id: Unchanged(invitation.id), stage: Set(stage), ..Default::default() };
        let invitation = work.save::<SurveyInvitation>(change).await?;
        work.announce(RESPONSE_WITHDRAWN.of::<SurveyInvitation>(&invitation));
        Ok(invitation.id.into())
    }
}

/// The answers under a receipt, which are there no more afterwards.
async fn taken_back(work: &mut Work<'_>, campaign: kernel::Uuid, receipt: Option<&str>) -> Result<Given, Refusal> {
    let unknown = || {
        let message = text("No response of this campaign has this receipt.", "Aucune réponse de cette campagne n'a ce reçu.");
        let hint = text(
            "It was shown once, when the response was submitted; without it nobody finds the response.",
            "Il a été montré une fois, à l'envoi de la réponse ; sans lui, personne ne la retrouve.",
        );
        Refusal::from(Fault::invalid("receipt", message).coded("RECEIPT_UNKNOWN").hint(hint))
    };
    let receipt = receipt.and_then(Receipt::read).ok_or_else(unknown)?;
    let here = Condition::all().add(survey_response::Column::Id.eq(receipt.mark(campaign)));
    let row = work.find_locked::<survey_response::Entity>(here.clone()).await?.pop().ok_or_else(unknown)?;
    let given = reopen(&receipt, &row).ok_or_else(unknown)?;
    work.rewrite::<survey_response::Entity>(here, Vec::new()).await?;
    Ok(given)
}
