//! `cancelSession`.

use async_graphql::InputObject;
use entity::training::training_session;
use kernel::{command::Command, refusal::Refusal, resource::Id, work::Work};
use sea_orm::ActiveValue::{Set, Unchanged};
use serde::Serialize;

use crate::domain::{
    people::rules::short_text,
    training::{TrainingSession, events::SESSION_CANCELLED, sheet::CANCEL, states},
};

/// A session that does not take place; all whom it concerns are told.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "CancelSessionInput")]
pub struct CancelSession {
    /// The session.
    pub id: Id<TrainingSession>,
    /// Its version as it was read.
    pub version: i64,
    /// Why, 1 to 500 characters; those whom it concerns read it.
    pub reason: String,
}

impl Command for CancelSession {
    const NAME: &'static str = "cancelSession";
    type Outcome = Id<TrainingSession>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let row = work.take(CANCEL, self.id, self.version).await?;
        let stage = states::SESSION.after(row.stage, CANCEL)?;
        let reason = Some(short_text("reason", &self.reason, 500)?);

        let row = work
            .save::<TrainingSession>(training_session::ActiveModel { id: Unchanged(row.id), stage: Set(stage), reason: Set(reason), ..Default::default() })
            .await?;
        work.announce(SESSION_CANCELLED.of::<TrainingSession>(&row));
        Ok(row.id.into())
    }
}
