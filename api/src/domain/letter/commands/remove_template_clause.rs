//! `removeTemplateClause`.

use async_graphql::InputObject;
use kernel::{command::Command, refusal::Refusal, resource::Id, work::Work};
use serde::Serialize;

use super::{drafting, end_clause, standing_clauses};
use crate::domain::letter::{MissionLetterTemplate, events::TEMPLATE_CLAUSE_ENDED, sheet::UPDATE};

/// A clause to leave out of the revision that is being written.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "RemoveTemplateClauseInput")]
pub struct RemoveTemplateClause {
    /// The template.
    pub template: Id<MissionLetterTemplate>,
    /// The template's version as it was read.
    pub version: i64,
    /// Code of the clause.
    pub code: String,
}

impl Command for RemoveTemplateClause {
    const NAME: &'static str = "removeTemplateClause";
    type Outcome = Id<MissionLetterTemplate>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let template = work.take(UPDATE, self.template, self.version).await?;
        let (template, revision) = drafting(work, template).await?;
        let known = standing_clauses(work, template.id, revision).await?;
        let clause = known.into_iter().find(|clause| clause.code == self.code).ok_or(Refusal::NotFound { argument: "code" })?;
        end_clause(work, clause.id, revision - 1, &TEMPLATE_CLAUSE_ENDED).await?;
        Ok(template.id.into())
    }
}
