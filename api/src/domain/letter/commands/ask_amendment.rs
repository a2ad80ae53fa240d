//! `askAmendment`.

use async_graphql::InputObject;
use entity::letter::{
    letter_amendment::{self, AmendmentStatus},
    mission_letter,
};
use kernel::{command::Command, refusal::Refusal, resource::Id, work::Work};
use sea_orm::ActiveValue::{Set, Unchanged};
use serde::Serialize;

use super::{letter_in, not_locked, parties_of};
use crate::domain::{
    letter::{
        events::{AMENDMENT_ASKED, LETTER_ADAPTED},
        rules,
        sheet::ASK_AMENDMENT,
        states,
        types::{LetterAmendment, LetterClause, MissionLetter},
    },
    people::rules::short_text,
};

/// What a party would have a clause say.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "AskAmendmentInput")]
pub struct AskAmendment {
    /// The clause, of a letter that was proposed; the academy must not have locked it.
    pub clause: Id<LetterClause>,
    /// The text it would have, in Markdown, 65,536 bytes at most; HTML in it is text.
    pub body: String,
    /// Why, 500 characters at most.
    pub reason: Option<String>,
}

impl Command for AskAmendment {
    const NAME: &'static str = "askAmendment";
    type Outcome = Id<LetterAmendment>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let clause = work.seen(self.clause, "clause").await?;
        let person = work.viewer.actor.person();
        let party = parties_of(work, clause.letter_id).await?.into_iter().find(|party| Some(party.person_id) == person && rules::counts(party.stage));
        let mut row = letter_amendment::ActiveModel {
            academy_id: Set(clause.academy_id),
            establishment_id: Set(clause.establishment_id),
            letter_id: Set(clause.letter_id),
            clause_id: Set(clause.id),
            status: Set(AmendmentStatus::Open),
            answer: Set(None),
            ..Default::default()
        };
        work.may_create::<LetterAmendment>(ASK_AMENDMENT, &row).await?;
        let party = party.ok_or(Refusal::NotFound { argument: "clause" })?;
        let letter = letter_in(work, clause.letter_id, ASK_AMENDMENT).await?;
        not_locked(work, &clause).await?;
        row.party_id = Set(party.id);
        row.body = Set(rules::markdown("body", &self.body)?);
        row.reason = Set(self.reason.map(|reason| short_text("reason", &reason, 500)).transpose()?);
        let row = work.create::<LetterAmendment>(ASK_AMENDMENT, row).await?;
        work.announce(AMENDMENT_ASKED.of::<LetterAmendment>(&row));
        let (before, stage) = (letter.version, states::LETTER.after(letter.stage, ASK_AMENDMENT)?);
        let letter = work.save::<MissionLetter>(mission_letter::ActiveModel { id: Unchanged(letter.id), stage: Set(stage), ..Default::default() }).await?;
        if letter.version != before {
            work.announce(LETTER_ADAPTED.of::<MissionLetter>(&letter));
        }
        Ok(row.id.into())
    }
}
