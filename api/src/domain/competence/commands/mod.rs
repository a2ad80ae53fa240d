//! The room's mutations: the table of contents.

pub mod declare_competence;
pub mod load_competences;
pub mod validate_competence;
pub mod withdraw_competence;

use async_graphql::{Context, Object};
use kernel::{
    command::{CommandOptions, Payload, Perform},
    read::Maybe,
};

use self::{declare_competence::DeclareCompetence, validate_competence::ValidateCompetence, withdraw_competence::WithdrawCompetence};
use super::CompetenceDeclaration;

/// Mutations of competences.
#[derive(Default)]
pub struct CompetenceMutations;

/// Mutations of competences.
#[Object]
impl CompetenceMutations {
    /// Declares a competence of one's own, or says anew how well and on what grounds: a validation is then over. The person.
    async fn declare_competence(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: DeclareCompetence,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<CompetenceDeclaration>> {
        ctx.perform(input, options).await
    }

    /// Takes a declaration back: nobody else reads it any more. Declaring it again brings it back. The person.
    async fn withdraw_competence(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: WithdrawCompetence,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<CompetenceDeclaration>> {
        ctx.perform(input, options).await
    }

    /// Validates a declaration as it is. Rectorate, desk TRAINING.
    async fn validate_competence(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: ValidateCompetence,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<CompetenceDeclaration>> {
        ctx.perform(input, options).await
    }
}
