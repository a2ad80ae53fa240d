//! What `/oauth/token` does: an account that showed its secret gets a short token.

use entity::access::service_secret;
use kernel::{actor::ActorId, command::Command, refusal::Refusal, work::Work};
use sea_orm::{
    ActiveValue::{Set, Unchanged},
    ColumnTrait, Condition,
};
use serde::Serialize;

use crate::domain::access::{ServiceSecret, events::SERVICE_SECRET_USED};

/// Notes that a secret was shown; refuses whoever is no service account, so that failed attempts stand in the audit.
#[derive(Clone, Debug, Serialize)]
pub struct IssueToken {
    /// Hash of the secret.
    pub hash: String,
}

impl Command for IssueToken {
    const NAME: &'static str = "issueToken";
    type Outcome = ();

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let ActorId::Service(account) = work.viewer.actor.id else { return Err(Refusal::Unauthenticated) };
        let shown = Condition::all().add(service_secret::Column::AccountId.eq(account)).add(service_secret::Column::Hash.eq(self.hash));
        let secret = work.find::<service_secret::Entity>(shown).await?.pop().ok_or(Refusal::Unauthenticated)?;
        let change = service_secret::ActiveModel { id: Unchanged(secret.id), last_used_at: Set(Some(work.viewer.actor.at)), ..Default::default() };
        let secret = work.save::<ServiceSecret>(change).await?;
        work.announce(SERVICE_SECRET_USED.of::<ServiceSecret>(&secret));
        Ok(())
    }
}
