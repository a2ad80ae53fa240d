//! `endFramingText`.

use async_graphql::InputObject;
use entity::framing::framing_text;
use kernel::{command::Command, refusal::Refusal, resource::Id, scalars::Date, work::Work};
use sea_orm::ActiveValue::{Set, Unchanged};
use serde::Serialize;

use crate::domain::framing::{FramingText, events::FRAMING_TEXT_ENDED, rules::Days, sheet::END};

/// The last day of a text.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "EndFramingTextInput")]
pub struct EndFramingText {
    /// The text.
    pub id: Id<FramingText>,
    /// Its version as it was read.
    pub version: i64,
    /// Last day of its effect, included; not before the first.
    pub effective_to: Date,
}

impl Command for EndFramingText {
    const NAME: &'static str = "endFramingText";
    type Outcome = Id<FramingText>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let row = work.take(END, self.id, self.version).await?;
        let days = Days { signed: row.signed_on, published: row.published_on, from: row.effective_from, to: Some(self.effective_to.0) };
        days.in_order(work.viewer.actor.today)?;

        let change = framing_text::ActiveModel { id: Unchanged(row.id), effective_to: Set(days.to), ..Default::default() };
        let row = work.save::<FramingText>(change).await?;
        work.announce(FRAMING_TEXT_ENDED.of::<FramingText>(&row));
        Ok(row.id.into())
    }
}
