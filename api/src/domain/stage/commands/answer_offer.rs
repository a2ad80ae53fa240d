//! `answerOffer`.

use async_graphql::InputObject;
use entity::stage::stage_offer;
use kernel::{command::Command, refusal::Refusal, resource::Id, work::Work};
use sea_orm::ActiveValue::Set;
use serde::Serialize;

use super::{is_candidate, step};
use crate::domain::{
    people::rules::short_text,
    stage::{
        StageOffer,
        events::{STAGE_ACCEPTED, STAGE_DECLINED},
        sheet::{ACCEPT, DECLINE},
        states,
    },
};

/// The answer of a referent who was asked to lead a course.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "AnswerOfferInput")]
pub struct AnswerOffer {
    /// The offer.
    pub id: Id<StageOffer>,
    /// Its version as it was read.
    pub version: i64,
    /// Whether you would lead it.
    pub accept: bool,
    /// Why not, 1 to 500 characters.
    pub reason: Option<String>,
}

impl Command for AnswerOffer {
    const NAME: &'static str = "answerOffer";
    type Outcome = Id<StageOffer>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let (action, fact) = if self.accept { (ACCEPT, STAGE_ACCEPTED) } else { (DECLINE, STAGE_DECLINED) };
        let offer = work.take(action, self.id, self.version).await?;
        states::OFFERS.after(offer.stage, action)?;
        if self.accept {
            is_candidate(work, offer.mandate_id, offer.cluster_id, "id").await?;
        }
        let reason = self.reason.filter(|_| !self.accept).map(|reason| short_text("reason", &reason, 500)).transpose()?;

        step(work, action, &offer, stage_offer::ActiveModel { reason: Set(reason), ..Default::default() }, &fact).await
    }
}
