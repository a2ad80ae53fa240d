//! `reviseLetter`.

use async_graphql::InputObject;
use entity::letter::{
    letter_comment,
    letter_party::{self, PartyStage},
    mission_letter,
};
use kernel::{command::Command, refusal::Refusal, resource::Id, work::Work};
use sea_orm::ActiveValue::{Set, Unchanged};
use serde::Serialize;

use super::parties_of;
use crate::domain::letter::{
    events::{COMMENTED, LETTER_REVISED, PARTY_ASKED_AGAIN},
    rules,
    sheet::{ADAPT, COMMENT, REVISE},
    states,
    types::{LetterComment, LetterParty, MissionLetter},
};

/// A signed letter to take up again: it is adapted, proposed and signed anew. What was signed stays, and can be verified.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "ReviseLetterInput")]
pub struct ReviseLetter {
    /// The letter.
    pub id: Id<MissionLetter>,
    /// Its version as it was read.
    pub version: i64,
    /// Why, in Markdown, for the parties: it becomes a comment on the letter.
    pub reason: String,
}

impl Command for ReviseLetter {
    const NAME: &'static str = "reviseLetter";
    type Outcome = Id<MissionLetter>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let letter = work.take(REVISE, self.id, self.version).await?;
        let stage = states::LETTER.after(letter.stage, REVISE)?;
        let reason = rules::markdown("reason", &self.reason)?;
        let person = work.viewer.actor.person().ok_or(Refusal::NotFound { argument: "id" })?;

        let change = mission_letter::ActiveModel { id: Unchanged(letter.id), stage: Set(stage), signed_at: Set(None), ..Default::default() };
        let row = work.save::<MissionLetter>(change).await?;
        work.announce(LETTER_REVISED.of::<MissionLetter>(&row));
        let parties = parties_of(work, letter.id).await?.into_iter().filter(|party| party.bound || rules::counts(party.stage));
        let changes = parties.map(|party| {
            let stage = if rules::counts(party.stage) { PartyStage::Awaited } else { party.stage };
            let change = letter_party::ActiveModel { id: Unchanged(party.id), stage: Set(stage), bound: Set(false), ..Default::default() };
            (party.id.to_string(), change)
        });
        for (_, party) in work.save_all::<LetterParty>(ADAPT, changes.collect()).await? {
            if let Some(party) = party {
                work.announce(PARTY_ASKED_AGAIN.of::<LetterParty>(&party));
            }
        }
        let comment = letter_comment::ActiveModel {
            academy_id: Set(letter.academy_id),
            establishment_id: Set(letter.establishment_id),
            letter_id: Set(letter.id),
            clause_id: Set(None),
            person_id: Set(person),
            body: Set(reason),
            ..Default::default()
        };
        let comment = work.create::<LetterComment>(COMMENT, comment).await?;
        work.announce(COMMENTED.of::<LetterComment>(&comment));
        Ok(row.id.into())
    }
}
