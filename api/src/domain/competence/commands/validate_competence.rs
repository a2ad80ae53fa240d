//! `validateCompetence`.

use async_graphql::InputObject;
use entity::competence::competence_declaration;
use kernel::{command::Command, refusal::Refusal, resource::Id, work::Work};
use sea_orm::ActiveValue::{Set, Unchanged};
use serde::Serialize;

use crate::domain::competence::{CompetenceDeclaration, events::COMPETENCE_VALIDATED, sheet::VALIDATE};

/// A declaration to stand for.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "ValidateCompetenceInput")]
pub struct ValidateCompetence {
    /// The declaration.
    pub id: Id<CompetenceDeclaration>,
    /// Its version as it was read.
    pub version: i64,
}

impl Command for ValidateCompetence {
    const NAME: &'static str = "validateCompetence";
    type Outcome = Id<CompetenceDeclaration>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let row = work.take(VALIDATE, self.id, self.version).await?;
        if row.validated_on.is_some() {
            return Ok(row.id.into());
        }

        let change = competence_declaration::ActiveModel {
            id: Unchanged(row.id),
            validated_by: Set(work.viewer.actor.person()),
            validated_on: Set(Some(work.viewer.actor.today)),
            ..Default::default()
        };
        let row = work.save::<CompetenceDeclaration>(change).await?;
        work.announce(COMPETENCE_VALIDATED.of::<CompetenceDeclaration>(&row));
        Ok(row.id.into())
    }
}
