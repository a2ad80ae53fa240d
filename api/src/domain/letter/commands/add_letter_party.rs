//! `addLetterParty`.

use async_graphql::InputObject;
use entity::{
    letter::{
        letter_party::{self, PartyStage},
        mission_letter::LetterStage,
    },
    mandate::mandate::MandateDecision,
};
use kernel::{
    command::Command,
    refusal::{Fault, Refusal},
    resource::Id,
    text::text,
    work::Work,
};
use sea_orm::ActiveValue::Set;
use serde::Serialize;

use super::{in_adaptation, parties_of};
use crate::domain::{
    letter::{
        events::PARTY_JOINED,
        sheet::ADAPT,
        states,
        types::{LetterParty, MissionLetter},
    },
    mandate::ReferentMandate,
};

/// A referent who becomes a party to a letter, also while it is in force.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "AddLetterPartyInput")]
pub struct AddLetterParty {
    /// The letter.
    pub letter: Id<MissionLetter>,
    /// The letter's version as it was read.
    pub version: i64,
    /// The mandate by which the person is a party: accepted, of the same establishment and school year.
    pub mandate: Id<ReferentMandate>,
}

impl Command for AddLetterParty {
    const NAME: &'static str = "addLetterParty";
    type Outcome = Id<LetterParty>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let letter = work.take(ADAPT, self.letter, self.version).await?;
        let in_force = letter.stage == LetterStage::InForce;
        if !in_force {
            states::LETTER.after(letter.stage, ADAPT)?;
        }
        let mandate = work.seen(self.mandate, "mandate").await?;
        let fits = mandate.establishment_id == letter.establishment_id && mandate.school_year == letter.school_year;
        if !fits || mandate.decision != MandateDecision::Accepted || mandate.ends_on < work.viewer.actor.today {
            let message = text(
                "This mandate is not one of this establishment and year that was accepted.",
                "Ce mandat n'est pas de cet établissement et de cette année, ou n'a pas été accepté.",
            );
            return Err(Fault::invalid("mandate", message).coded("NOT_A_REFERENT_HERE").into());
        }
        if parties_of(work, letter.id).await?.iter().any(|party| party.mandate_id == mandate.id) {
            return Err(Refusal::taken("mandate"));
        }
        let row = letter_party::ActiveModel {
            academy_id: Set(letter.academy_id),
            establishment_id: Set(letter.establishment_id),
            letter_id: Set(letter.id),
            mandate_id: Set(mandate.id),
            person_id: Set(mandate.person_id),
            stage: Set(PartyStage::Awaited),
            bound: Set(false),
            joined_on: Set(mandate.starts_on.max(letter.starts_on).max(if in_force { work.viewer.actor.today } else { letter.starts_on })),
            left_on: Set(None),
            answered_at: Set(None),
            reason: Set(None),
            ..Default::default()
        };
        let party = work.create::<LetterParty>(ADAPT, row).await?;
        work.announce(PARTY_JOINED.of::<LetterParty>(&party));
        if !in_force {
            in_adaptation(work, letter).await?;
        }
        Ok(party.id.into())
    }
}
