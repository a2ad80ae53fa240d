//! `supportNeed`.

use async_graphql::InputObject;
use entity::need::training_need;
use kernel::{command::Command, refusal::Refusal, resource::Id, work::Work};
use sea_orm::ActiveValue::Set;
use serde::Serialize;

use super::{step, taken};
use crate::domain::need::{
    TrainingNeed,
    events::NEED_SUPPORTED,
    people::{wanting, write},
    sheet::SUPPORT,
    states,
};

/// A colleague's need that one wants met too.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "SupportNeedInput")]
pub struct SupportNeed {
    /// The need.
    pub id: Id<TrainingNeed>,
}

impl Command for SupportNeed {
    const NAME: &'static str = "supportNeed";
    type Outcome = Id<TrainingNeed>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let need = taken(work, SUPPORT, self.id, "id").await?;
        states::NEED.after(need.stage, SUPPORT)?;
        let person = work.viewer.actor.person().ok_or(Refusal::NotFound { argument: "id" })?;
        let mut people = wanting(work, &[need.id]).await?.remove(&need.id).unwrap_or_default();
        if people.authors.contains_key(&person) || !people.supporters.insert(person) {
            return Ok(need.id.into());
        }

        write(work, &need, &people).await?;
        step(work, SUPPORT, &need, training_need::ActiveModel { supporters: Set(people.count()), ..Default::default() }, &NEED_SUPPORTED).await
    }
}
