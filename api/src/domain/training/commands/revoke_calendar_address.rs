//! `revokeCalendarAddress`.

use async_graphql::InputObject;
use entity::training::calendar_address;
use kernel::{command::Command, refusal::Refusal, resource::Id, work::Work};
use sea_orm::ActiveValue::{Set, Unchanged};
use serde::Serialize;

use crate::domain::training::{CalendarAddress, events::ADDRESS_REVOKED, sheet::REVOKE};

/// An address of the own calendar that is good no more.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "RevokeCalendarAddressInput")]
pub struct RevokeCalendarAddress {
    /// The address: `calendarAddresses { nodes { id } }`.
    pub id: Id<CalendarAddress>,
    /// Its version as it was read.
    pub version: i64,
}

impl Command for RevokeCalendarAddress {
    const NAME: &'static str = "revokeCalendarAddress";
    type Outcome = Id<CalendarAddress>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let row = work.take(REVOKE, self.id, self.version).await?;
        if row.revoked_at.is_some() {
            return Ok(row.id.into());
        }

        let change = calendar_address::ActiveModel { id: Unchanged(row.id), revoked_at: Set(Some(work.viewer.actor.at)), ..Default::default() };
        let row = work.save::<CalendarAddress>(change).await?;
        work.announce(ADDRESS_REVOKED.of::<CalendarAddress>(&row));
        Ok(row.id.into())
    }
}
