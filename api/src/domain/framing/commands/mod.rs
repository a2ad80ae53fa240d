//! The room's mutations: the table of contents.

pub mod end_framing_text;
pub mod load_catalogues;
pub mod load_framing;
pub mod publish_framing_text;
pub mod revise_framing_text;

use async_graphql::{Context, Object};
use kernel::{
    command::{CommandOptions, Payload, Perform},
    read::Maybe,
};

use self::{end_framing_text::EndFramingText, publish_framing_text::PublishFramingText, revise_framing_text::ReviseFramingText};
use super::FramingText;

/// Mutations of framing.
#[derive(Default)]
pub struct FramingMutations;

/// Mutations of framing.
#[Object]
impl FramingMutations {
    /// Publishes a text of an academy, or of one of its establishments. Refuses `ALREADY_EXISTS` for a code that the academy
    /// has, `NOT_FOUND` for an unknown academy, establishment or text that it derives from, `INVALID_ARGUMENT` for days out
    /// of order. Rectorate.
    async fn publish_framing_text(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: PublishFramingText,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<FramingText>> {
        ctx.perform(input, options).await
    }

    /// Changes facts of a text of the academy: a new version. Refuses `NOT_ALLOWED` for a national text, which the product
    /// alone changes, `INVALID_ARGUMENT` for days out of order or a text that would derive from itself. Rectorate.
    async fn revise_framing_text(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: ReviseFramingText,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<FramingText>> {
        ctx.perform(input, options).await
    }

    /// Says on which day the effect of a text of the academy ends. Refuses `NOT_ALLOWED` for a national text,
    /// `INVALID_ARGUMENT` for a day before its first one. Rectorate.
    async fn end_framing_text(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: EndFramingText,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<FramingText>> {
        ctx.perform(input, options).await
    }
}
