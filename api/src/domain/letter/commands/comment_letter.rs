//! `commentLetter`.

use async_graphql::InputObject;
use entity::letter::letter_comment;
use kernel::{command::Command, refusal::Refusal, resource::Id, work::Work};
use sea_orm::ActiveValue::Set;
use serde::Serialize;

use crate::domain::letter::{
    events::COMMENTED,
    rules,
    sheet::COMMENT,
    types::{LetterClause, LetterComment, MissionLetter},
};

/// Something to say about a letter, to the principal and the parties alone.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "CommentLetterInput")]
pub struct CommentLetter {
    /// The letter.
    pub letter: Id<MissionLetter>,
    /// The clause it is about; the letter as a whole when left out.
    pub clause: Option<Id<LetterClause>>,
    /// What is said, in Markdown, 65,536 bytes at most; HTML in it is text.
    pub body: String,
}

impl Command for CommentLetter {
    const NAME: &'static str = "commentLetter";
    type Outcome = Id<LetterComment>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let letter = work.seen(self.letter, "letter").await?;
        let person = work.viewer.actor.person().ok_or(Refusal::NotFound { argument: "letter" })?;
        let mut row = letter_comment::ActiveModel {
            academy_id: Set(letter.academy_id),
            establishment_id: Set(letter.establishment_id),
            letter_id: Set(letter.id),
            clause_id: Set(None),
            person_id: Set(person),
            ..Default::default()
        };
        work.may_create::<LetterComment>(COMMENT, &row).await?;
        row.body = Set(rules::markdown("body", &self.body)?);
        if let Some(clause) = self.clause {
            let clause = work.seen(clause, "clause").await?;
            if clause.letter_id != letter.id {
                return Err(Refusal::NotFound { argument: "clause" });
            }
            row.clause_id = Set(Some(clause.id));
        }
        let row = work.create::<LetterComment>(COMMENT, row).await?;
        work.announce(COMMENTED.of::<LetterComment>(&row));
        Ok(row.id.into())
    }
}
