//! The room's mutations: the table of contents.

pub mod create_service_account;
pub mod delegate;
pub mod end_delegation;
pub mod issue_token;
pub mod revoke_service_account;
pub mod rotate_service_secret;

use async_graphql::{Context, Object};
use kernel::{
    command::{Answer, CommandOptions, Done, Payload, Perform, Shown},
    read::{Maybe, Reader},
    refusal::Refusal,
    resource::Id,
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

use self::{
    create_service_account::CreateServiceAccount, delegate::Delegate, end_delegation::EndDelegation, revoke_service_account::RevokeServiceAccount,
    rotate_service_secret::RotateServiceSecret,
};
use super::{Delegation, ServiceAccount, secret::Secret};

/// Mutations of access.
#[derive(Default)]
pub struct AccessMutations;

/// Mutations of access.
#[Object]
impl AccessMutations {
    /// Makes an account for a program and shows its secret, once. Refuses `SCOPE_EXCEEDS_OFFICER` for a scope that opens nothing of yours. Rectorate.
    async fn create_service_account(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: CreateServiceAccount,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<ServiceSecretPayload> {
        ctx.perform(input, options).await
    }

    /// Gives an account a new secret and shows it, once; those before stay good for some hours. Refuses `ACCOUNT_OVER` for one that is revoked or over. Rectorate.
    async fn rotate_service_secret(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: RotateServiceSecret,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<ServiceSecretPayload> {
        ctx.perform(input, options).await
    }

    /// Takes all rights from an account, and from the tokens it holds, within a second on every node. Rectorate.
    async fn revoke_service_account(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: RevokeServiceAccount,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<ServiceAccount>> {
        ctx.perform(input, options).await
    }

    /// Lets a deputy of your establishment act in your place, for a year at most. Refuses `NOT_A_DEPUTY`. The principal.
    async fn delegate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: Delegate,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<Delegation>> {
        ctx.perform(input, options).await
    }

    /// Ends a delegation before its last day, or at once. The principal who made it.
    async fn end_delegation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: EndDelegation,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<Delegation>> {
        ctx.perform(input, options).await
    }
}

/// What a command with a new secret made: the secret is for the answer alone, and never kept.
#[derive(Clone, Serialize, Deserialize)]
pub struct Issued {
    account: Id<ServiceAccount>,
    #[serde(skip)]
    secret: Option<Secret>,
}

/// The answer of a mutation that made a secret.
pub struct ServiceSecretPayload {
    object: Shown<ServiceAccount>,
    secret: Option<Secret>,
    done: Done,
}

/// The answer of a mutation that made a secret.
#[Object]
impl ServiceSecretPayload {
    /// The account after the change; null when the viewer may not read it.
    async fn object(&self, ctx: &Context<'_>) -> Option<Arc<ServiceAccount>> {
        self.object.here(ctx)
    }

    /// The secret (`client_secret` of OAuth), shown this once: keep it where nobody else reads. Null in the answer of a replay, which
    /// cannot show it again, and of a dry run, which made none.
    async fn secret(&self) -> Option<&str> {
        self.secret.as_ref().map(Secret::shown)
    }

    /// True when everything was taken back after this answer: nothing was written.
    async fn dry_run(&self) -> bool {
        self.done.dry_run
    }

    /// True when an earlier call with the same idempotency key did it.
    async fn replayed(&self) -> bool {
        self.done.replayed
    }
}

impl Answer<Issued> for ServiceSecretPayload {
    async fn read(reader: &Reader<'_>, outcome: &Issued, done: Done) -> Result<Self, Refusal> {
        let object = Shown::read::<Self>(reader, outcome.account).await?;
        Ok(Self { object, secret: outcome.secret.clone().filter(|_| !done.dry_run), done })
    }
}
