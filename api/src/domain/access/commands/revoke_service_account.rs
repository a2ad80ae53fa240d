//! `revokeServiceAccount`.

use async_graphql::InputObject;
use entity::access::service_account;
use kernel::{command::Command, refusal::Refusal, resource::Id, work::Work};
use sea_orm::ActiveValue::{Set, Unchanged};
use serde::Serialize;

use crate::domain::access::{ServiceAccount, events::SERVICE_ACCOUNT_REVOKED, sheet::REVOKE};

/// An account that may do nothing any more.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "RevokeServiceAccountInput")]
pub struct RevokeServiceAccount {
    /// The account.
    pub id: Id<ServiceAccount>,
    /// Its version as it was read.
    pub version: i64,
}

impl Command for RevokeServiceAccount {
    const NAME: &'static str = "revokeServiceAccount";
    type Outcome = Id<ServiceAccount>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let row = work.take(REVOKE, self.id, self.version).await?;
        if row.revoked_at.is_some() {
            return Ok(row.id.into());
        }
        let change = service_account::ActiveModel { id: Unchanged(row.id), revoked_at: Set(Some(work.viewer.actor.at)), ..Default::default() };
        let row = work.save::<ServiceAccount>(change).await?;
        work.announce(SERVICE_ACCOUNT_REVOKED.of::<ServiceAccount>(&row));
        Ok(row.id.into())
    }
}
