//! `returnService`.

use async_graphql::InputObject;
use entity::pay::remuneration;
use kernel::{command::Command, refusal::Refusal, resource::Id, work::Work};
use sea_orm::ActiveValue::{Set, Unchanged};
use serde::Serialize;

use crate::domain::{
    pay::{Remuneration, events::SERVICE_RETURNED, sheet::RETURN, states},
    people::rules::short_text,
};

/// A certified line to give back.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "ReturnServiceInput")]
pub struct ReturnService {
    /// The remuneration.
    pub id: Id<Remuneration>,
    /// Its version as it was read.
    pub version: i64,
    /// Why, 500 characters at most.
    pub reason: String,
}

impl Command for ReturnService {
    const NAME: &'static str = "returnService";
    type Outcome = Id<Remuneration>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let line = work.take(RETURN, self.id, self.version).await?;
        let stage = states::REMUNERATION.after(line.stage, RETURN)?;
        let reason = short_text("reason", &self.reason, 500)?;

        let change = remuneration::ActiveModel {
            id: Unchanged(line.id),
            stage: Set(stage),
            reason: Set(Some(reason)),
            certified_by_id: Set(None),
            certified_at: Set(None),
            ..Default::default()
        };
        let line = work.save::<Remuneration>(change).await?;
        work.announce(SERVICE_RETURNED.of::<Remuneration>(&line));
        Ok(line.id.into())
    }
}
