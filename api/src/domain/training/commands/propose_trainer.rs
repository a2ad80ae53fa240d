//! `proposeTrainer`.

use async_graphql::InputObject;
use entity::training::{
    trainer_engagement::{self, EngagementStage},
    training_session::SessionStage,
};
use kernel::{
    command::Command,
    refusal::{Fault, Refusal},
    resource::Id,
    text::text,
    work::Work,
};
use sea_orm::{
    ActiveValue::{Set, Unchanged},
    ColumnTrait, Condition,
};
use serde::Serialize;

use crate::domain::{
    people::Person,
    training::{TrainerEngagement, TrainingSession, events::TRAINER_PROPOSED, sheet::PROPOSE, states},
};

/// Somebody to ask to lead a session; the person alone answers.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "ProposeTrainerInput")]
pub struct ProposeTrainer {
    /// The session, which is not over.
    pub session: Id<TrainingSession>,
    /// The person, of the session's academy.
    pub person: Id<Person>,
}

impl Command for ProposeTrainer {
    const NAME: &'static str = "proposeTrainer";
    type Outcome = Id<TrainerEngagement>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        use trainer_engagement::Column::{PersonId, SessionId};
        let session = work.seen(self.session, "session").await?;
        let person = work.seen(self.person, "person").await?;
        let row = trainer_engagement::ActiveModel {
            academy_id: Set(session.academy_id),
            session_id: Set(session.id),
            person_id: Set(person.id),
            proposer_id: Set(work.viewer.actor.person()),
            stage: Set(EngagementStage::Proposed),
            ..Default::default()
        };
        work.may_create::<TrainerEngagement>(PROPOSE, &row).await?;
        if matches!(session.stage, SessionStage::Held | SessionStage::Reported | SessionStage::Cancelled) {
            return Err(Fault::invalid("session", text("The session is over, or cancelled.", "La session est passée, ou annulée.")).into());
        }
        if person.academy_id != session.academy_id {
            return Err(Fault::invalid("person", text("The person belongs to another academy.", "La personne relève d'une autre académie.")).into());
        }
        let before = work.find_locked::<trainer_engagement::Entity>(Condition::all().add(SessionId.eq(session.id)).add(PersonId.eq(person.id))).await?.pop();

        let engagement = match before {
            None => work.create::<TrainerEngagement>(PROPOSE, row).await?,
            Some(before) if before.stage == EngagementStage::Declined => {
                let stage = states::ENGAGEMENT.after(before.stage, PROPOSE)?;
                let again = trainer_engagement::ActiveModel {
                    id: Unchanged(before.id),
                    stage: Set(stage),
                    reason: Set(None),
                    proposer_id: Set(work.viewer.actor.person()),
                    ..Default::default()
                };
                work.save::<TrainerEngagement>(again).await?
            }
            Some(_) => return Err(Refusal::taken("person")),
        };
        work.announce(TRAINER_PROPOSED.of::<TrainerEngagement>(&engagement));
        Ok(engagement.id.into())
    }
}
