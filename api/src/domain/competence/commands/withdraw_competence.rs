//! `withdrawCompetence`.

use async_graphql::InputObject;
use entity::competence::competence_declaration;
use kernel::{command::Command, refusal::Refusal, resource::Id, work::Work};
use sea_orm::ActiveValue::{Set, Unchanged};
use serde::Serialize;

use crate::domain::competence::{CompetenceDeclaration, events::COMPETENCE_WITHDRAWN, sheet::WITHDRAW};

/// A declaration to take back.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "WithdrawCompetenceInput")]
pub struct WithdrawCompetence {
    /// The declaration.
    pub id: Id<CompetenceDeclaration>,
    /// Its version as it was read.
    pub version: i64,
}

impl Command for WithdrawCompetence {
    const NAME: &'static str = "withdrawCompetence";
    type Outcome = Id<CompetenceDeclaration>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let row = work.take(WITHDRAW, self.id, self.version).await?;

        let change = competence_declaration::ActiveModel {
            id: Unchanged(row.id),
            withdrawn: Set(true),
            validated_by: Set(None),
            validated_on: Set(None),
            ..Default::default()
        };
        let row = work.save::<CompetenceDeclaration>(change).await?;
        work.announce(COMPETENCE_WITHDRAWN.of::<CompetenceDeclaration>(&row));
        Ok(row.id.into())
    }
}
