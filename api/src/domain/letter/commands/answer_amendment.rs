//! `answerAmendment`.

use async_graphql::InputObject;
use entity::letter::{
    letter_amendment::{self, AmendmentStatus},
    letter_clause,
};
use kernel::{
    command::Command,
    refusal::{Fault, Refusal},
    resource::Id,
    text::text,
    work::Work,
};
use sea_orm::{
    ActiveValue::{Set, Unchanged},
    ColumnTrait, Condition,
};
use serde::Serialize;

use super::{adapted, letter_in, reworded};
use crate::domain::{
    letter::{
        events::AMENDMENT_ANSWERED,
        sheet::{ADAPT, ANSWER},
        types::LetterAmendment,
    },
    people::rules::short_text,
};

/// The principal's answer to an amendment.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "AnswerAmendmentInput")]
pub struct AnswerAmendment {
    /// The amendment.
    pub id: Id<LetterAmendment>,
    /// Its version as it was read.
    pub version: i64,
    /// True: the clause says so from now on, and every party is asked again. False: it stays.
    pub take: bool,
    /// What the principal answers, 500 characters at most.
    pub answer: Option<String>,
}

impl Command for AnswerAmendment {
    const NAME: &'static str = "answerAmendment";
    type Outcome = Id<LetterAmendment>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let amendment = work.take(ANSWER, self.id, self.version).await?;
        if amendment.status != AmendmentStatus::Open {
            let message = text("This amendment has its answer.", "Cet amendement a sa réponse.");
            return Err(Fault::invalid("id", message).coded("ALREADY_ANSWERED").into());
        }
        let letter = letter_in(work, amendment.letter_id, ADAPT).await?;
        let change = letter_amendment::ActiveModel {
            id: Unchanged(amendment.id),
            status: Set(if self.take { AmendmentStatus::Taken } else { AmendmentStatus::Left }),
            answer: Set(self.answer.map(|answer| short_text("answer", &answer, 500)).transpose()?),
            ..Default::default()
        };
        let row = work.save::<LetterAmendment>(change).await?;
        work.announce(AMENDMENT_ANSWERED.of::<LetterAmendment>(&row));
        if self.take {
            let named = Condition::all().add(letter_clause::Column::Id.eq(amendment.clause_id));
            let clause = work.find_locked::<letter_clause::Entity>(named).await?.pop().ok_or(Refusal::NotFound { argument: "id" })?;
            let (title, reason) = (clause.title.clone(), amendment.reason.clone());
            if reworded(work, clause, title, amendment.body, reason).await? {
                adapted(work, letter).await?;
            }
        }
        Ok(row.id.into())
    }
}
