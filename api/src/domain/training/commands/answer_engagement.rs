//! `answerEngagement`.

use async_graphql::InputObject;
use entity::training::trainer_engagement;
use kernel::{
    command::Command,
    refusal::{Fault, Refusal},
    resource::Id,
    text::text,
    work::Work,
};
use sea_orm::ActiveValue::{Set, Unchanged};
use serde::Serialize;

use super::{held_session, not_busy};
use crate::domain::{
    people::rules::short_text,
    training::{
        TrainerEngagement,
        events::{ENGAGEMENT_ACCEPTED, ENGAGEMENT_DECLINED},
        sheet::{ACCEPT, DECLINE},
        states,
    },
};

/// The answer of somebody who was asked to lead a session; a yes can be taken back until the session begins.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "AnswerEngagementInput")]
pub struct AnswerEngagement {
    /// The engagement.
    pub id: Id<TrainerEngagement>,
    /// Its version as it was read.
    pub version: i64,
    /// Whether you lead the session.
    pub accept: bool,
    /// Why not, 500 characters at most.
    pub reason: Option<String>,
}

impl Command for AnswerEngagement {
    const NAME: &'static str = "answerEngagement";
    type Outcome = Id<TrainerEngagement>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let action = if self.accept { ACCEPT } else { DECLINE };
        let engagement = work.take(action, self.id, self.version).await?;
        let stage = states::ENGAGEMENT.after(engagement.stage, action)?;
        let session = held_session(work, engagement.session_id).await?;
        if session.starts_at <= work.viewer.actor.at {
            return Err(Fault::invalid("id", text("The session has begun.", "La session a commencé.")).into());
        }
        if self.accept {
            not_busy(work, &[engagement.person_id], &session, "id").await?;
        }
        let reason = self.reason.filter(|_| !self.accept).map(|reason| short_text("reason", &reason, 500)).transpose()?;

        let change = trainer_engagement::ActiveModel { id: Unchanged(engagement.id), stage: Set(stage), reason: Set(reason), ..Default::default() };
        let engagement = work.save::<TrainerEngagement>(change).await?;
        work.announce(if self.accept { ENGAGEMENT_ACCEPTED } else { ENGAGEMENT_DECLINED }.of::<TrainerEngagement>(&engagement));
        Ok(engagement.id.into())
    }
}
