//! `holdSession`.

use async_graphql::InputObject;
use entity::training::training_session;
use kernel::{command::Command, refusal::Refusal, resource::Id, work::Work};
use sea_orm::ActiveValue::{Set, Unchanged};
use serde::Serialize;

use super::action_of;
use crate::domain::{
    need::answers,
    training::{TrainingSession, events::SESSION_HELD, rules, sheet::HOLD, states},
};

/// A session that took place.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "HoldSessionInput")]
pub struct HoldSession {
    /// The session.
    pub id: Id<TrainingSession>,
    /// Its version as it was read.
    pub version: i64,
}

impl Command for HoldSession {
    const NAME: &'static str = "holdSession";
    type Outcome = Id<TrainingSession>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let session = work.take(HOLD, self.id, self.version).await?;
        let stage = states::SESSION.after(session.stage, HOLD)?;
        rules::has_begun("id", &session, work.viewer.actor.at)?;

        let session =
            work.save::<TrainingSession>(training_session::ActiveModel { id: Unchanged(session.id), stage: Set(stage), ..Default::default() }).await?;
        work.announce(SESSION_HELD.of::<TrainingSession>(&session));
        answers::meet(work, &action_of(work, &session).await?).await?;
        Ok(session.id.into())
    }
}
