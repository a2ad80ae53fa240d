//! `voidLetter`.

use async_graphql::InputObject;
use entity::letter::mission_letter;
use kernel::{command::Command, refusal::Refusal, resource::Id, work::Work};
use sea_orm::ActiveValue::{Set, Unchanged};
use serde::Serialize;

use crate::domain::{
    letter::{events::LETTER_VOID, sheet::VOID, states, types::MissionLetter},
    people::rules::short_text,
};

/// A letter to give up before it is signed.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "VoidLetterInput")]
pub struct VoidLetter {
    /// The letter.
    pub id: Id<MissionLetter>,
    /// Its version as it was read.
    pub version: i64,
    /// Why, 500 characters at most.
    pub reason: String,
}

impl Command for VoidLetter {
    const NAME: &'static str = "voidLetter";
    type Outcome = Id<MissionLetter>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let letter = work.take(VOID, self.id, self.version).await?;
        let stage = Set(states::LETTER.after(letter.stage, VOID)?);
        let (reason, at) = (short_text("reason", &self.reason, 500)?, work.viewer.actor.at);
        let change =
            mission_letter::ActiveModel { id: Unchanged(letter.id), stage, closed_at: Set(Some(at)), void_reason: Set(Some(reason)), ..Default::default() };
        let row = work.save::<MissionLetter>(change).await?;
        work.announce(LETTER_VOID.of::<MissionLetter>(&row));
        Ok(row.id.into())
    }
}
