//! Mutations of notices: the table of contents.

pub mod mark_notifications_read;

use async_graphql::{Context, Object};
use kernel::{
    command::{BulkPayload, CommandOptions, Perform},
    read::Maybe,
};

use self::mark_notifications_read::MarkNotificationsRead;
use super::Notification;

/// Mutations of notices.
#[derive(Default)]
pub struct DeliveryMutations;

/// Mutations of notices.
#[Object]
impl DeliveryMutations {
    /// Says that notices were read; one that was read before keeps its instant. One's own.
    async fn mark_notifications_read(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: MarkNotificationsRead,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<BulkPayload<Notification>> {
        ctx.perform(input, options).await
    }
}
