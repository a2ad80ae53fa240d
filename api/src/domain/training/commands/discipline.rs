//! Whether those who lead the sessions of a discipline teach it (S23).

use std::collections::HashSet;

use entity::{
    people::person_discipline,
    training::{
        trainer_engagement::{self, EngagementStage},
        training_action::{self, TrainingDomain},
        training_session,
    },
};
use kernel::{
    Uuid,
    refusal::{Fault, Refusal},
    text::{Text, text},
    work::Work,
};
use sea_orm::ColumnTrait;

/// Whether each accepted trainer of some actions, or of one session of them, teaches the discipline; refuses those who do not
/// unless that is known.
pub async fn teach_their_disciplines(work: &Work<'_>, actions: &[training_action::Model], session: Option<Uuid>, acknowledged: bool) -> Result<bool, Refusal> {
    let of_discipline: Vec<&training_action::Model> = actions.iter().filter(|action| action.domain == TrainingDomain::Discipline).collect();
    let ids: Vec<Uuid> = of_discipline.iter().map(|action| action.id).collect();
    let mut sessions = work.find::<training_session::Entity>(work.among(training_session::Column::ActionId, &ids)).await?;
    sessions.retain(|row| session.is_none_or(|session| row.id == session));
    let ids: Vec<Uuid> = sessions.iter().map(|row| row.id).collect();
    let accepted = work.among(trainer_engagement::Column::SessionId, &ids).add(trainer_engagement::Column::Stage.eq(EngagementStage::Accepted));
    let engagements = work.find::<trainer_engagement::Entity>(accepted).await?;
    let people: Vec<Uuid> = engagements.iter().map(|row| row.person_id).collect();
    let taught = work.find::<person_discipline::Entity>(work.among(person_discipline::Column::PersonId, &people)).await?;
    let taught: HashSet<(Uuid, Uuid)> = taught.into_iter().map(|row| (row.person_id, row.discipline_id)).collect();
    let teaches = |engagement: &trainer_engagement::Model| {
        let session = sessions.iter().find(|row| row.id == engagement.session_id);
        let action = session.and_then(|session| of_discipline.iter().find(|action| action.id == session.action_id));
        action.and_then(|action| action.discipline_id).is_none_or(|discipline| taught.contains(&(engagement.person_id, discipline)))
    };
    let Some(other) = engagements.iter().find(|engagement| !teaches(engagement)) else { return Ok(true) };
    if acknowledged {
        return Ok(false);
    }
    let title = sessions.iter().find(|row| row.id == other.session_id).map(|row| row.title.clone()).unwrap_or_default();
    let message =
        Text::of(format!("A trainer of «{title}» does not teach its discipline."), format!("Un formateur de « {title} » n'enseigne pas sa discipline."));
    let hint = text("Send acknowledge: true to go on all the same.", "Envoyez acknowledge: true pour continuer malgré cela.");
    Err(Fault::invalid("acknowledge", message).coded("TRAINER_NOT_OF_DISCIPLINE").hint(hint).into())
}
