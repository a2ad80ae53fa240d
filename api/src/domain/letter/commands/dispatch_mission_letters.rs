//! `dispatchMissionLetters`.

use async_graphql::InputObject;
use entity::letter::letter_template;
use kernel::{command::Command, refusal::Refusal, resource::Id, work::Work};
use sea_orm::ActiveValue::{Set, Unchanged};
use serde::Serialize;

use crate::{
    delivery::Job,
    domain::letter::{MissionLetterTemplate, dispatch::DispatchLetters, events::TEMPLATE_DISPATCHED, sheet::DISPATCH, states},
};

/// A published template to send to every establishment of its academy.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "DispatchMissionLettersInput")]
pub struct DispatchMissionLetters {
    /// The template.
    pub template: Id<MissionLetterTemplate>,
    /// Its version as it was read.
    pub version: i64,
}

impl Command for DispatchMissionLetters {
    const NAME: &'static str = "dispatchMissionLetters";
    type Outcome = Id<Job>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let template = work.take(DISPATCH, self.template, self.version).await?;
        let status = states::TEMPLATE.after(template.status, DISPATCH)?;
        let at = work.viewer.actor.at;
        let dispatched_at = Set(template.dispatched_at.or(Some(at)));
        let change = letter_template::ActiveModel { id: Unchanged(template.id), status: Set(status), dispatched_at, ..Default::default() };
        let row = work.save::<MissionLetterTemplate>(change).await?;
        work.announce(TEMPLATE_DISPATCHED.of::<MissionLetterTemplate>(&row));
        let job = work.start(&DispatchLetters { template: row.id }, Some(row.academy_id)).await?;
        Ok(job.into())
    }
}
