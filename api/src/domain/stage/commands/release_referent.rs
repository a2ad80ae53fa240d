//! `releaseReferent`.

use async_graphql::InputObject;
use entity::{
    need::establishment_policy,
    stage::stage_offer::{self, OfferStage},
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

use super::{is_candidate, step};
use crate::domain::{
    people::rules::short_text,
    stage::{
        StageOffer,
        events::{REFERENT_NOT_RELEASED, REFERENT_RELEASED},
        sheet::{KEEP, RELEASE},
        states,
    },
};

/// Whether a referent who would lead a course may go.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "ReleaseReferentInput")]
pub struct ReleaseReferent {
    /// The offer.
    pub id: Id<StageOffer>,
    /// Its version as it was read.
    pub version: i64,
    /// Whether the referent may go.
    pub release: bool,
    /// Why not, 1 to 500 characters.
    pub reason: Option<String>,
    /// That the establishment's policy says otherwise, or allows fewer days.
    #[graphql(default)]
    pub acknowledge: bool,
}

impl Command for ReleaseReferent {
    const NAME: &'static str = "releaseReferent";
    type Outcome = Id<StageOffer>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let (action, fact) = if self.release { (RELEASE, REFERENT_RELEASED) } else { (KEEP, REFERENT_NOT_RELEASED) };
        let offer = work.take(action, self.id, self.version).await?;
        states::OFFERS.after(offer.stage, action)?;
        let against = match self.release {
            true => {
                is_candidate(work, offer.mandate_id, offer.cluster_id, "id").await?;
                against_policy(work, &offer).await?
            }
            false => None,
        };
        let is_against = against.is_some();
        if let Some(message) = against.filter(|_| !self.acknowledge) {
            let hint = text(
                "Send acknowledge: true to release all the same, or change the policy: setEstablishmentPolicy.",
                "Envoyez acknowledge: true pour libérer malgré cela, ou changez la politique : setEstablishmentPolicy.",
            );
            return Err(Fault::invalid("acknowledge", message).coded("AGAINST_POLICY").hint(hint).into());
        }
        let reason = self.reason.filter(|_| !self.release).map(|reason| short_text("reason", &reason, 500)).transpose()?;

        let change = stage_offer::ActiveModel { reason: Set(reason), acknowledged: Set(is_against), ..Default::default() };
        step(work, action, &offer, change, &fact).await
    }
}

/// What the establishment's policy says against letting the referent go for these days, beside those already granted.
async fn against_policy(work: &Work<'_>, offer: &stage_offer::Model) -> Result<Option<Text>, Refusal> {
    use establishment_policy::Column as P;
    use stage_offer::Column as O;
    let policy = Condition::all().add(P::EstablishmentId.eq(offer.establishment_id)).add(P::SchoolYear.eq(&offer.school_year));
    let Some(policy) = work.find::<establishment_policy::Entity>(policy).await?.pop() else { return Ok(None) };
    if !policy.releases_referent {
        return Ok(Some(text("The establishment's policy does not let its referents go.", "La politique de l'établissement ne libère pas ses référents.")));
    }
    let granted = Condition::all()
        .add(O::PersonId.eq(offer.person_id))
        .add(O::EstablishmentId.eq(offer.establishment_id))
        .add(O::SchoolYear.eq(&offer.school_year))
        .add(O::Stage.is_in([OfferStage::Released, OfferStage::Retained]))
        .add(O::Id.ne(offer.id));
    let days = offer.days + work.find::<stage_offer::Entity>(granted).await?.into_iter().map(|row| row.days).sum::<i32>();
    Ok(policy.most_days.filter(|most| days > *most).map(|most| {
        Text::of(
            format!("The referent would be away {days} days of the year; the establishment's policy allows {most}."),
            format!("Le référent serait absent {days} jours dans l'année ; la politique de l'établissement en permet {most}."),
        )
    }))
}
