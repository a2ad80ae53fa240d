//! `refuseEnrolment`.

use async_graphql::InputObject;
use entity::training::enrolment;
use kernel::{command::Command, refusal::Refusal, resource::Id, work::Work};
use sea_orm::ActiveValue::{Set, Unchanged};
use serde::Serialize;

use super::session_held_of;
use crate::domain::{
    people::rules::short_text,
    training::{Enrolment, events::ENROLMENT_REFUSED, sheet::REFUSE, states},
};

/// An enrolment to refuse.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "RefuseEnrolmentInput")]
pub struct RefuseEnrolment {
    /// The enrolment.
    pub id: Id<Enrolment>,
    /// Its version as it was read.
    pub version: i64,
    /// Why, 1 to 500 characters; the person reads it.
    pub reason: String,
}

impl Command for RefuseEnrolment {
    const NAME: &'static str = "refuseEnrolment";
    type Outcome = Id<Enrolment>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        session_held_of(work, self.id).await?;
        let row = work.take(REFUSE, self.id, self.version).await?;
        let stage = states::ENROLMENT.after(row.stage, REFUSE)?;
        let reason = Some(short_text("reason", &self.reason, 500)?);

        let change = enrolment::ActiveModel { id: Unchanged(row.id), stage: Set(stage), reason: Set(reason), ..Default::default() };
        let row = work.save::<Enrolment>(change).await?;
        work.announce(ENROLMENT_REFUSED.of::<Enrolment>(&row));
        Ok(row.id.into())
    }
}
