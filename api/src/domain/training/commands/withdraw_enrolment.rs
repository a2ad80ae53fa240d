//! `withdrawEnrolment`.

use async_graphql::InputObject;
use entity::training::enrolment::{self, EnrolmentStage};
use kernel::{
    command::Command,
    refusal::{Fault, Refusal},
    resource::Id,
    text::text,
    work::Work,
};
use sea_orm::ActiveValue::{Set, Unchanged};
use serde::Serialize;

use super::{enrolled, promote, session_held_of};
use crate::domain::{
    people::rules::short_text,
    training::{Enrolment, events::ENROLMENT_WITHDRAWN, rules, sheet::WITHDRAW, states},
};

/// A place, or a place in the line, to give back before the session begins.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "WithdrawEnrolmentInput")]
pub struct WithdrawEnrolment {
    /// The enrolment.
    pub id: Id<Enrolment>,
    /// Its version as it was read.
    pub version: i64,
    /// Why, 500 characters at most.
    pub reason: Option<String>,
}

impl Command for WithdrawEnrolment {
    const NAME: &'static str = "withdrawEnrolment";
    type Outcome = Id<Enrolment>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let session = session_held_of(work, self.id).await?;
        let row = work.take(WITHDRAW, self.id, self.version).await?;
        let stage = states::ENROLMENT.after(row.stage, WITHDRAW)?;
        let now = work.viewer.actor.at;
        if session.starts_at <= now {
            let message = text("The session has begun: whoever was not there is recorded so.", "La session a commencé : l'absence y est notée.");
            return Err(Fault::invalid("id", message).coded("SESSION_NOT_OPEN").into());
        }
        let late = row.stage == EnrolmentStage::Confirmed && rules::is_late(&session, now);
        let reason = self.reason.map(|reason| short_text("reason", &reason, 500)).transpose()?;

        let change = enrolment::ActiveModel { id: Unchanged(row.id), stage: Set(stage), late: Set(late), reason: Set(reason), ..Default::default() };
        let row = work.save::<Enrolment>(change).await?;
        work.announce(ENROLMENT_WITHDRAWN.of::<Enrolment>(&row));
        let enrolments = enrolled(work, session.id).await?;
        promote(work, &session, enrolments).await?;
        Ok(row.id.into())
    }
}
