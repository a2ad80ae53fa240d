//! `approveEnrolment`.

use async_graphql::InputObject;
use entity::training::enrolment;
use kernel::{command::Command, refusal::Refusal, resource::Id, work::Work};
use sea_orm::ActiveValue::{Set, Unchanged};
use serde::Serialize;

use super::{enrolled, session_held_of};
use crate::domain::training::{Enrolment, events::ENROLMENT_APPROVED, rules, sheet::APPROVE, states};

/// An enrolment to approve: the person gets a place, or waits for one behind those who were approved before.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "ApproveEnrolmentInput")]
pub struct ApproveEnrolment {
    /// The enrolment.
    pub id: Id<Enrolment>,
    /// Its version as it was read.
    pub version: i64,
}

impl Command for ApproveEnrolment {
    const NAME: &'static str = "approveEnrolment";
    type Outcome = Id<Enrolment>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let session = session_held_of(work, self.id).await?;
        let row = work.take(APPROVE, self.id, self.version).await?;
        states::ENROLMENT.after(row.stage, APPROVE)?;
        rules::takes_places(&session, work.viewer.actor.at)?;
        let stage = rules::placed(session.capacity, &enrolled(work, session.id).await?);

        let row = work.save::<Enrolment>(enrolment::ActiveModel { id: Unchanged(row.id), stage: Set(stage), ..Default::default() }).await?;
        work.announce(ENROLMENT_APPROVED.of::<Enrolment>(&row));
        Ok(row.id.into())
    }
}
