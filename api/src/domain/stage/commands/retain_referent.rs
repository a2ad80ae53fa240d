//! `retainReferent`.

use async_graphql::InputObject;
use entity::stage::stage_offer;
use kernel::{command::Command, refusal::Refusal, resource::Id, work::Work};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition};
use serde::Serialize;

use super::{is_candidate, step};
use crate::domain::{
    people::rules::short_text,
    stage::{
        StageOffer,
        events::{REFERENT_NOT_RETAINED, REFERENT_RETAINED},
        sheet::{NOT_RETAIN, RETAIN},
        states::{self, PENDING},
    },
};

/// Whether a referent leads the course.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "RetainReferentInput")]
pub struct RetainReferent {
    /// The offer.
    pub id: Id<StageOffer>,
    /// Its version as it was read.
    pub version: i64,
    /// Whether this referent leads it.
    pub retain: bool,
    /// Why not, 1 to 500 characters.
    pub reason: Option<String>,
    /// Whether the offers to others for the cluster that still wait end with it; false keeps them, as for a second trainer.
    #[graphql(default = true)]
    pub end_others: bool,
}

impl Command for RetainReferent {
    const NAME: &'static str = "retainReferent";
    type Outcome = Id<StageOffer>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        use stage_offer::Column::{ClusterId, Id as OfferId, Stage};
        let (action, fact) = if self.retain { (RETAIN, REFERENT_RETAINED) } else { (NOT_RETAIN, REFERENT_NOT_RETAINED) };
        let offer = work.take(action, self.id, self.version).await?;
        states::OFFERS.after(offer.stage, action)?;
        if self.retain {
            is_candidate(work, offer.mandate_id, offer.cluster_id, "id").await?;
        }
        let reason = self.reason.filter(|_| !self.retain).map(|reason| short_text("reason", &reason, 500)).transpose()?;
        let others = Condition::all().add(ClusterId.eq(offer.cluster_id)).add(OfferId.ne(offer.id)).add(Stage.is_in(PENDING));
        let others = if self.retain && self.end_others { work.find_locked::<stage_offer::Entity>(others).await? } else { Vec::new() };

        let retained = step(work, action, &offer, stage_offer::ActiveModel { reason: Set(reason), ..Default::default() }, &fact).await?;
        for other in others {
            step(work, NOT_RETAIN, &other, stage_offer::ActiveModel::default(), &REFERENT_NOT_RETAINED).await?;
        }
        Ok(retained)
    }
}
