//! `reportSession`.

use async_graphql::InputObject;
use entity::training::training_session;
use kernel::{command::Command, refusal::Refusal, resource::Id, work::Work};
use sea_orm::ActiveValue::{Set, Unchanged};
use serde::Serialize;

use crate::domain::{
    letter::rules::markdown,
    training::{TrainingSession, events::SESSION_REPORTED, sheet::REPORT, states},
};

/// What is to be remembered of a session that was held.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "ReportSessionInput")]
pub struct ReportSession {
    /// The session.
    pub id: Id<TrainingSession>,
    /// Its version as it was read.
    pub version: i64,
    /// The report, in Markdown, 64 KiB at most; all who read the session read it.
    pub report: String,
}

impl Command for ReportSession {
    const NAME: &'static str = "reportSession";
    type Outcome = Id<TrainingSession>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let session = work.take(REPORT, self.id, self.version).await?;
        let stage = states::SESSION.after(session.stage, REPORT)?;
        let report = Some(markdown("report", &self.report)?);

        let change = training_session::ActiveModel { id: Unchanged(session.id), stage: Set(stage), report: Set(report), ..Default::default() };
        let session = work.save::<TrainingSession>(change).await?;
        work.announce(SESSION_REPORTED.of::<TrainingSession>(&session));
        Ok(session.id.into())
    }
}
