//! `openMissionLetter`.

use async_graphql::InputObject;
use entity::letter::mission_letter;
use kernel::{command::Command, refusal::Refusal, resource::Id, work::Work};
use sea_orm::ActiveValue::{Set, Unchanged};
use serde::Serialize;

use crate::domain::letter::{events::LETTER_OPENED, sheet::OPEN, types::MissionLetter};

/// A letter that the establishment has opened.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "OpenMissionLetterInput")]
pub struct OpenMissionLetter {
    /// The letter.
    pub id: Id<MissionLetter>,
    /// Its version as it was read.
    pub version: i64,
}

impl Command for OpenMissionLetter {
    const NAME: &'static str = "openMissionLetter";
    type Outcome = Id<MissionLetter>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let letter = work.take(OPEN, self.id, self.version).await?;
        let opened_at = Set(letter.opened_at.or(Some(work.viewer.actor.at)));
        let row = work.save::<MissionLetter>(mission_letter::ActiveModel { id: Unchanged(letter.id), opened_at, ..Default::default() }).await?;
        work.announce(LETTER_OPENED.of::<MissionLetter>(&row));
        Ok(row.id.into())
    }
}
