//! `declineMandate`.

use async_graphql::InputObject;
use entity::mandate::mandate::{self, MandateDecision};
use kernel::{command::Command, refusal::Refusal, resource::Id, work::Work};
use sea_orm::ActiveValue::{Set, Unchanged};
use serde::Serialize;

use crate::domain::{
    mandate::{
        ReferentMandate,
        events::MANDATE_DECLINED,
        sheet::DECLINE,
        states::{MANDATE, state_on},
    },
    people::rules::short_text,
};

/// One's own mandate to decline.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "DeclineMandateInput")]
pub struct DeclineMandate {
    /// The mandate.
    pub id: Id<ReferentMandate>,
    /// Its version as it was read.
    pub version: i64,
    /// Why, for those who read the mandate: principal, deputy, other referents there, rectorate; 1 to 1,000 characters.
    pub because: Option<String>,
}

impl Command for DeclineMandate {
    const NAME: &'static str = "declineMandate";
    type Outcome = Id<ReferentMandate>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let (today, now) = (work.viewer.actor.today, work.viewer.actor.at);
        let row = work.take(DECLINE, self.id, self.version).await?;
        MANDATE.after(state_on(&row, today), DECLINE)?;

        let change = mandate::ActiveModel {
            id: Unchanged(row.id),
            decision: Set(MandateDecision::Declined),
            answered_at: Set(Some(now)),
            decline_reason: Set(self.because.as_deref().map(|because| short_text("because", because, 1000)).transpose()?),
            ..Default::default()
        };
        let row = work.save::<ReferentMandate>(change).await?;
        work.announce(MANDATE_DECLINED.of::<ReferentMandate>(&row));
        Ok(row.id.into())
    }
}
