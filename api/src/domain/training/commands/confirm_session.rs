//! `confirmSession`.

use async_graphql::InputObject;
use entity::{
    territory::academy_settings,
    training::{trainer_engagement, training_action, training_session},
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

use super::{accepted, action_of, discipline::teach_their_disciplines, enrolled};
use crate::domain::{
    stage::lookups::retained,
    training::{TrainingSession, events::SESSION_CONFIRMED, rules, sheet::CONFIRM, states},
};

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
        let trainers = accepted(work, session.id).await?;
        let below = rules::may_be_confirmed(&session, &settings, placed, trainers.len(), self.acknowledge)?;
        let action = action_of(work, &session).await?;
        is_led_locally(work, &action, &trainers).await?;
        let teaches = teach_their_disciplines(work, std::slice::from_ref(&action), Some(session.id), self.acknowledge).await?;

        let change = training_session::ActiveModel { id: Unchanged(session.id), stage: Set(stage), acknowledged: Set(below || !teaches), ..Default::default() };
        let session = work.save::<TrainingSession>(change).await?;
        work.announce(SESSION_CONFIRMED.of::<TrainingSession>(&session));
        Ok(session.id.into())
    }
}

/// Refuses a course that none of its trainers was retained to lead: it is led by the referent of one of the establishments (S21).
async fn is_led_locally(work: &Work<'_>, action: &training_action::Model, trainers: &[trainer_engagement::Model]) -> Result<(), Refusal> {
    let Some(cluster) = action.cluster_id else { return Ok(()) };
    let retained = retained(work, cluster).await?;
    if trainers.iter().any(|trainer| retained.contains(&trainer.person_id)) {
        return Ok(());
    }
    let message = text(
        "The session answers a common need, and no referent retained for it leads it.",
        "La session répond à un besoin commun, et aucun référent retenu pour lui ne l'anime.",
    );
    let hint = text(
        "Offer the course to a referent, then ask whoever is retained: offerStage, retainReferent, proposeTrainer.",
        "Proposez le stage à un référent, puis sollicitez celui qui est retenu : offerStage, retainReferent, proposeTrainer.",
    );
    Err(Fault::invalid("id", message).coded("NOT_LED_LOCALLY").hint(hint).into())
}
