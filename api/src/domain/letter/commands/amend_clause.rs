//! `amendClause`.

use async_graphql::InputObject;
use kernel::{command::Command, refusal::Refusal, resource::Id, work::Work};
use serde::Serialize;

use super::{adapted, letter_in, reworded};
use crate::domain::{
    letter::{rules, sheet::ADAPT, types::LetterClause},
    people::rules::short_text,
};

/// Words of the establishment for a clause.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "AmendClauseInput")]
pub struct AmendClause {
    /// The clause; the academy must not have locked it.
    pub id: Id<LetterClause>,
    /// Its version as it was read.
    pub version: i64,
    /// Title, 200 characters at most; as it is when left out.
    pub title: Option<String>,
    /// Text in Markdown, 65,536 bytes at most; HTML in it is text. The template's own words make it inherited again.
    pub body: String,
    /// Why, 500 characters at most.
    pub reason: Option<String>,
}

impl Command for AmendClause {
    const NAME: &'static str = "amendClause";
    type Outcome = Id<LetterClause>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let clause = work.take(ADAPT, self.id, self.version).await?;
        let letter = letter_in(work, clause.letter_id, ADAPT).await?;
        let title = self.title.map(|title| short_text("title", &title, 200)).transpose()?.unwrap_or_else(|| clause.title.clone());
        let body = rules::markdown("body", &self.body)?;
        let reason = self.reason.map(|reason| short_text("reason", &reason, 500)).transpose()?;
        let id = clause.id;
        if reworded(work, clause, title, body, reason).await? {
            adapted(work, letter).await?;
        }
        Ok(id.into())
    }
}
