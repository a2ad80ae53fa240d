//! `withdrawMandate`.

use async_graphql::InputObject;
use entity::mandate::mandate::{self, MandateDecision};
use kernel::{command::Command, refusal::Refusal, resource::Id, work::Work};
use sea_orm::ActiveValue::{Set, Unchanged};
use serde::Serialize;

use crate::domain::mandate::{
    ReferentMandate,
    events::MANDATE_WITHDRAWN,
    sheet::WITHDRAW,
    states::{MANDATE, state_on},
};

/// A mandate to take back.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "WithdrawMandateInput")]
pub struct WithdrawMandate {
    /// The mandate.
    pub id: Id<ReferentMandate>,
    /// Its version as it was read.
    pub version: i64,
}

impl Command for WithdrawMandate {
    const NAME: &'static str = "withdrawMandate";
    type Outcome = Id<ReferentMandate>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let row = work.take(WITHDRAW, self.id, self.version).await?;
        MANDATE.after(state_on(&row, work.viewer.actor.today), WITHDRAW)?;

        let change = mandate::ActiveModel { id: Unchanged(row.id), decision: Set(MandateDecision::Withdrawn), ..Default::default() };
        let row = work.save::<ReferentMandate>(change).await?;
        work.announce(MANDATE_WITHDRAWN.of::<ReferentMandate>(&row));
        Ok(row.id.into())
    }
}
