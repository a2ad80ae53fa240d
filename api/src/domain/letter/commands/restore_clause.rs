//! `restoreClause`.

use async_graphql::InputObject;
use entity::letter::letter_clause::{self, ClauseOrigin};
use kernel::{command::Command, refusal::Refusal, resource::Id, work::Work};
use sea_orm::ActiveValue::{Set, Unchanged};
use serde::Serialize;

use super::{adapted, letter_in};
use crate::domain::letter::{events::CLAUSE_CHANGED, sheet::ADAPT, types::LetterClause};

/// A clause that shall be again as the template has it; one that the establishment added and took out comes back.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "RestoreClauseInput")]
pub struct RestoreClause {
    /// The clause.
    pub id: Id<LetterClause>,
    /// Its version as it was read.
    pub version: i64,
}

impl Command for RestoreClause {
    const NAME: &'static str = "restoreClause";
    type Outcome = Id<LetterClause>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let clause = work.take(ADAPT, self.id, self.version).await?;
        let letter = letter_in(work, clause.letter_id, ADAPT).await?;
        let origin = if clause.template_clause_id.is_some() { ClauseOrigin::Inherited } else { ClauseOrigin::Added };
        let change = letter_clause::ActiveModel {
            id: Unchanged(clause.id),
            origin: Set(origin),
            title: Set(clause.inherited_title.clone().unwrap_or_else(|| clause.title.clone())),
            body: Set(clause.inherited_body.clone().unwrap_or_else(|| clause.body.clone())),
            inherited_title: Set(None),
            inherited_body: Set(None),
            reason: if origin == ClauseOrigin::Added { Set(clause.reason.clone()) } else { Set(None) },
            ..Default::default()
        };
        let row = work.save::<LetterClause>(change).await?;
        if row.version != clause.version {
            work.announce(CLAUSE_CHANGED.of::<LetterClause>(&row));
            adapted(work, letter).await?;
        }
        Ok(row.id.into())
    }
}
