//! `offerStage`.

use async_graphql::InputObject;
use entity::stage::stage_offer::{self, OfferStage};
use kernel::{
    command::Command,
    refusal::{Fault, Refusal},
    resource::Id,
    text::text,
    work::Work,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition};
use serde::Serialize;

use super::{is_candidate, step};
use crate::domain::{
    mandate::ReferentMandate,
    need::{NeedCluster, answers},
    people::rules::short_text,
    stage::{StageOffer, events::STAGE_OFFERED, sheet::OFFER},
};

/// Most days that somebody is asked for.
const MOST_DAYS: i32 = 60;

/// A course that a referent is asked to lead.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "OfferStageInput")]
pub struct OfferCourse {
    /// The cluster of needs, confirmed.
    pub cluster: Id<NeedCluster>,
    /// The referent's mandate, active in one of its establishments.
    pub mandate: Id<ReferentMandate>,
    /// Days that the referent would be away, 1 to 60.
    pub days: i32,
    /// What to say with it, 1 to 500 characters.
    pub message: Option<String>,
}

impl Command for OfferCourse {
    const NAME: &'static str = "offerStage";
    type Outcome = Id<StageOffer>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        use stage_offer::Column::{ClusterId, MandateId};
        let cluster = work.seen(self.cluster, "cluster").await?;
        let mandate = work.seen(self.mandate, "mandate").await?;
        let asked = stage_offer::ActiveModel {
            academy_id: Set(mandate.academy_id),
            establishment_id: Set(mandate.establishment_id),
            cluster_id: Set(cluster.id),
            school_year: Set(cluster.school_year.clone()),
            mandate_id: Set(mandate.id),
            person_id: Set(mandate.person_id),
            days: Set(self.days),
            stage: Set(OfferStage::Offered),
            acknowledged: Set(false),
            reason: Set(None),
            offered_by: Set(work.viewer.actor.person()),
            ..Default::default()
        };
        work.may_create::<StageOffer>(OFFER, &asked).await?;
        is_candidate(work, mandate.id, cluster.id, "mandate").await?;
        if !(1..=MOST_DAYS).contains(&self.days) {
            return Err(Fault::invalid("days", text("1 to 60 days are meant here.", "De 1 à 60 jours sont attendus ici.")).into());
        }
        let message = self.message.as_ref().map(|message| short_text("message", message, 500)).transpose()?;
        answers::propose(work, cluster.id).await?;
        let asked = stage_offer::ActiveModel { message: Set(message), ..asked };

        let before = work.find_locked::<stage_offer::Entity>(Condition::all().add(ClusterId.eq(cluster.id)).add(MandateId.eq(mandate.id))).await?.pop();
        match before {
            Some(before) if super::states::OFFERS.after(before.stage, OFFER).is_err() => Err(Refusal::taken("mandate")),
            Some(before) => step(work, OFFER, &before, asked, &STAGE_OFFERED).await,
            None => {
                let offer = work.create::<StageOffer>(OFFER, asked).await?;
                work.announce(STAGE_OFFERED.of::<StageOffer>(&offer));
                Ok(offer.id.into())
            }
        }
    }
}
