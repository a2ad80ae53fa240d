//! `endMandate`.

use async_graphql::InputObject;
use entity::mandate::mandate::{self, EndReason};
use kernel::{
    command::Command,
    refusal::{Fault, Refusal},
    resource::Id,
    scalars::Date,
    text::{Text, text},
    work::Work,
};
use sea_orm::ActiveValue::{Set, Unchanged};
use serde::Serialize;

use crate::domain::mandate::{
    ReferentMandate,
    events::MANDATE_ENDED,
    sheet::END,
    states::{MANDATE, state_on},
};

/// A mandate to end early.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "EndMandateInput")]
pub struct EndMandate {
    /// The mandate.
    pub id: Id<ReferentMandate>,
    /// Its version as it was read.
    pub version: i64,
    /// Its new last day, included: between its first and its present last day.
    pub ends_on: Date,
    /// Why.
    pub because: EndReason,
}

impl Command for EndMandate {
    const NAME: &'static str = "endMandate";
    type Outcome = Id<ReferentMandate>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let row = work.take(END, self.id, self.version).await?;
        MANDATE.after(state_on(&row, work.viewer.actor.today), END)?;
        if !(row.starts_on..=row.ends_on).contains(&self.ends_on.0) {
            let hint = Text::of(format!("From {} to {}.", row.starts_on, row.ends_on), format!("Du {} au {}.", row.starts_on, row.ends_on));
            return Err(Fault::invalid("endsOn", text("This day is not within the mandate.", "Ce jour n'est pas dans le mandat.")).hint(hint).into());
        }

        let change = mandate::ActiveModel { id: Unchanged(row.id), ends_on: Set(self.ends_on.0), end_reason: Set(Some(self.because)), ..Default::default() };
        let row = work.save::<ReferentMandate>(change).await?;
        work.announce(MANDATE_ENDED.of::<ReferentMandate>(&row));
        Ok(row.id.into())
    }
}
