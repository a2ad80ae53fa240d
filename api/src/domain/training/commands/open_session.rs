//! `openSession`.

use async_graphql::InputObject;
use entity::training::{training_plan::PlanStage, training_session};
use kernel::{
    command::Command,
    refusal::{Fault, Refusal},
    resource::Id,
    text::text,
    work::Work,
};
use sea_orm::ActiveValue::{Set, Unchanged};
use serde::Serialize;

use super::plan_of;
use crate::domain::training::{TrainingSession, events::SESSION_OPENED, sheet::OPEN, states};

/// A session in which one may enrol from now on.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "OpenSessionInput")]
pub struct OpenSession {
    /// The session.
    pub id: Id<TrainingSession>,
    /// Its version as it was read.
    pub version: i64,
}

impl Command for OpenSession {
    const NAME: &'static str = "openSession";
    type Outcome = Id<TrainingSession>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let session = work.take(OPEN, self.id, self.version).await?;
        let stage = states::SESSION.after(session.stage, OPEN)?;
        let plan = plan_of(work, session.plan_id).await?;
        if !matches!(plan.stage, PlanStage::Approved | PlanStage::Open) {
            let message = text("The plan is not approved, or it is over.", "Le plan n'est pas approuvé, ou il est passé.");
            let hint = text("The rectorate approves it first: approvePlan.", "Le rectorat l'approuve d'abord : approvePlan.");
            return Err(Fault::invalid("id", message).coded("PLAN_NOT_APPROVED").hint(hint).into());
        }

        let session =
            work.save::<TrainingSession>(training_session::ActiveModel { id: Unchanged(session.id), stage: Set(stage), ..Default::default() }).await?;
        work.announce(SESSION_OPENED.of::<TrainingSession>(&session));
        Ok(session.id.into())
    }
}
