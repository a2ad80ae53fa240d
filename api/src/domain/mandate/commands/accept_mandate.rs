//! `acceptMandate`.

use async_graphql::InputObject;
use entity::mandate::mandate::{self, MandateDecision};
use kernel::{command::Command, refusal::Refusal, resource::Id, work::Work};
use sea_orm::ActiveValue::{Set, Unchanged};
use serde::Serialize;

use crate::domain::mandate::{
    ReferentMandate,
    events::MANDATE_ACCEPTED,
    rules,
    sheet::ACCEPT,
    states::{MANDATE, state_on},
};

/// One's own mandate to accept.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "AcceptMandateInput")]
pub struct AcceptMandate {
    /// The mandate.
    pub id: Id<ReferentMandate>,
    /// Its version as it was read.
    pub version: i64,
}

impl Command for AcceptMandate {
    const NAME: &'static str = "acceptMandate";
    type Outcome = Id<ReferentMandate>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let (today, now) = (work.viewer.actor.today, work.viewer.actor.at);
        let row = work.take(ACCEPT, self.id, self.version).await?;
        MANDATE.after(state_on(&row, today), ACCEPT)?;
        rules::not_over(&row, today)?;

        let change =
            mandate::ActiveModel { id: Unchanged(row.id), decision: Set(MandateDecision::Accepted), answered_at: Set(Some(now)), ..Default::default() };
        let row = work.save::<ReferentMandate>(change).await?;
        work.announce(MANDATE_ACCEPTED.of::<ReferentMandate>(&row));
        Ok(row.id.into())
    }
}
