//! `confirmSession`.

use async_graphql::InputObject;
use entity::{
    territory::academy_settings,
    training::{training_action, training_session},
};
use kernel::{command::Command, refusal::Refusal, resource::Id, work::Work};
use sea_orm::{
    ActiveValue::{Set, Unchanged},
    ColumnTrait, Condition,
};
use serde::Serialize;

use super::{accepted, discipline::teach_their_disciplines, enrolled};
use crate::domain::training::{TrainingSession, events::SESSION_CONFIRMED, rules, sheet::CONFIRM, states};

/// A session that takes place.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "ConfirmSessionInput")]
pub struct ConfirmSession {
    /// The session.
    pub id: Id<TrainingSession>,
    /// Its version as it was read.
    pub version: i64,
    /// That a rule may not be met: the least of participants, a second trainer, a trainer who teaches the discipline.
    #[graphql(default)]
    pub acknowledge: bool,
}

impl Command for ConfirmSession {
    const NAME: &'static str = "confirmSession";
    type Outcome = Id<TrainingSession>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let session = work.take(CONFIRM, self.id, self.version).await?;
        let stage = states::SESSION.after(session.stage, CONFIRM)?;
        let settings = Condition::all().add(academy_settings::Column::AcademyId.eq(session.academy_id));
        let settings = work.find::<academy_settings::Entity>(settings).await?.pop().ok_or_else(|| Refusal::internal("every academy has settings"))?;
        let placed = rules::taken(&enrolled(work, session.id).await?);
        let trainers = accepted(work, session.id).await?.len();
        let below = rules::may_be_confirmed(&session, &settings, placed, trainers, self.acknowledge)?;
        let action = work.find::<training_action::Entity>(Condition::all().add(training_action::Column::Id.eq(session.action_id))).await?;
        let teaches = teach_their_disciplines(work, &action, Some(session.id), self.acknowledge).await?;

        let change = training_session::ActiveModel { id: Unchanged(session.id), stage: Set(stage), acknowledged: Set(below || !teaches), ..Default::default() };
        let session = work.save::<TrainingSession>(change).await?;
        work.announce(SESSION_CONFIRMED.of::<TrainingSession>(&session));
        Ok(session.id.into())
    }
}
