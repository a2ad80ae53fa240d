//! `deleteSupportAction`.

use async_graphql::InputObject;
use entity::action::support_action;
use kernel::{command::Command, refusal::Refusal, resource::Id, work::Work};
use sea_orm::ActiveValue::{Set, Unchanged};
use serde::Serialize;

use crate::domain::action::{SupportAction, events::ACTION_DELETED, sheet::DELETE};

/// A line to take back.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "DeleteSupportActionInput")]
pub struct DeleteSupportAction {
    /// The line.
    pub id: Id<SupportAction>,
    /// Its version as it was read.
    pub version: i64,
}

impl Command for DeleteSupportAction {
    const NAME: &'static str = "deleteSupportAction";
    type Outcome = Id<SupportAction>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let row = work.take(DELETE, self.id, self.version).await?;

        // The row stays as a tombstone, without what was written by hand.
        let change = support_action::ActiveModel { id: Unchanged(row.id), removed_at: Set(Some(work.viewer.actor.at)), note: Set(None), ..Default::default() };
        let row = work.save::<SupportAction>(change).await?;
        work.announce(ACTION_DELETED.of::<SupportAction>(&row));
        Ok(row.id.into())
    }
}
