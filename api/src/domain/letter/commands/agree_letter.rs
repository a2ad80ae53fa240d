//! `agreeLetter`.

use async_graphql::InputObject;
use entity::letter::letter_party::PartyStage;
use kernel::{command::Command, refusal::Refusal, resource::Id, work::Work};
use serde::Serialize;

use super::{answered, letter_in};
use crate::domain::letter::{events::PARTY_AGREED, sheet::AGREE, types::LetterParty};

/// A party who agrees with the letter as it was proposed.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "AgreeLetterInput")]
pub struct AgreeLetter {
    /// The party: one's own.
    pub id: Id<LetterParty>,
    /// Its version as it was read.
    pub version: i64,
}

impl Command for AgreeLetter {
    const NAME: &'static str = "agreeLetter";
    type Outcome = Id<LetterParty>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let party = work.take(AGREE, self.id, self.version).await?;
        let letter = letter_in(work, party.letter_id, AGREE).await?;
        answered(work, letter, party, PartyStage::Agreed, None, &PARTY_AGREED).await
    }
}
