//! `declineLetter`.

use async_graphql::InputObject;
use entity::letter::letter_party::PartyStage;
use kernel::{command::Command, refusal::Refusal, resource::Id, work::Work};
use serde::Serialize;

use super::{answered, letter_in};
use crate::domain::{
    letter::{
        events::PARTY_DECLINED,
        sheet::{AGREE, DECLINE},
        types::LetterParty,
    },
    people::rules::short_text,
};

/// A party who declines the letter; the mandate goes on.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "DeclineLetterInput")]
pub struct DeclineLetter {
    /// The party: one's own.
    pub id: Id<LetterParty>,
    /// Its version as it was read.
    pub version: i64,
    /// Why, 500 characters at most.
    pub reason: String,
}

impl Command for DeclineLetter {
    const NAME: &'static str = "declineLetter";
    type Outcome = Id<LetterParty>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let party = work.take(DECLINE, self.id, self.version).await?;
        let letter = letter_in(work, party.letter_id, AGREE).await?;
        answered(work, letter, party, PartyStage::Declined, Some(short_text("reason", &self.reason, 500)?), &PARTY_DECLINED).await
    }
}
