//! `withdrawSupport`.

use async_graphql::InputObject;
use entity::need::training_need;
use kernel::{command::Command, refusal::Refusal, resource::Id, work::Work};
use sea_orm::ActiveValue::{Set, Unchanged};
use serde::Serialize;

use super::taken;
use crate::domain::need::{
    TrainingNeed,
    events::SUPPORT_WITHDRAWN,
    people::{wanting, write},
    sheet::WITHDRAW_SUPPORT,
};

/// A need that one supported and wants no more.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "WithdrawSupportInput")]
pub struct WithdrawSupport {
    /// The need.
    pub id: Id<TrainingNeed>,
}

impl Command for WithdrawSupport {
    const NAME: &'static str = "withdrawSupport";
    type Outcome = Id<TrainingNeed>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let need = taken(work, WITHDRAW_SUPPORT, self.id, "id").await?;
        let mut people = wanting(work, &[need.id]).await?.remove(&need.id).unwrap_or_default();
        if !work.viewer.actor.person().is_some_and(|person| people.supporters.remove(&person)) {
            return Ok(need.id.into());
        }

        write(work, &need, &people).await?;
        let change = training_need::ActiveModel { id: Unchanged(need.id), supporters: Set(people.count()), ..Default::default() };
        let need = work.save::<TrainingNeed>(change).await?;
        work.announce(SUPPORT_WITHDRAWN.of::<TrainingNeed>(&need));
        Ok(need.id.into())
    }
}
