//! `removeClause`.

use async_graphql::InputObject;
use entity::letter::letter_clause::{self, ClauseOrigin};
use kernel::{command::Command, refusal::Refusal, resource::Id, work::Work};
use sea_orm::ActiveValue::{Set, Unchanged};
use serde::Serialize;

use super::{adapted, letter_in, not_locked};
use crate::domain::{
    letter::{events::CLAUSE_CHANGED, sheet::ADAPT, types::LetterClause},
    people::rules::short_text,
};

/// A clause to take out of a letter.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "RemoveClauseInput")]
pub struct RemoveClause {
    /// The clause; the academy must not have locked it.
    pub id: Id<LetterClause>,
    /// Its version as it was read.
    pub version: i64,
    /// Why, 500 characters at most.
    pub reason: String,
}

impl Command for RemoveClause {
    const NAME: &'static str = "removeClause";
    type Outcome = Id<LetterClause>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let clause = work.take(ADAPT, self.id, self.version).await?;
        let letter = letter_in(work, clause.letter_id, ADAPT).await?;
        not_locked(work, &clause).await?;
        let reason = Set(Some(short_text("reason", &self.reason, 500)?));
        let change = letter_clause::ActiveModel { id: Unchanged(clause.id), origin: Set(ClauseOrigin::Removed), reason, ..Default::default() };
        let row = work.save::<LetterClause>(change).await?;
        work.announce(CLAUSE_CHANGED.of::<LetterClause>(&row));
        adapted(work, letter).await?;
        Ok(row.id.into())
    }
}
