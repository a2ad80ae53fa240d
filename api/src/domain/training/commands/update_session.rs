//! `updateSession`.

use async_graphql::{InputObject, MaybeUndefined};
use chrono::{DateTime, Utc};
use entity::training::training_session::{self, SessionMode};
use kernel::{
    command::Command,
    refusal::{Fault, Refusal},
    resource::Id,
    scalars::Uai,
    text::Text,
    work::Work,
};
use sea_orm::ActiveValue::{Set, Unchanged};
use serde::Serialize;

use super::{accepted, enrolled, host_in, not_busy, promote};
use crate::domain::{
    people::rules::short_text,
    training::{
        TrainingSession,
        events::{SESSION_MOVED, SESSION_UPDATED},
        rules,
        sheet::UPDATE,
        states,
    },
};

/// What changes of a session; what is left out stays. When or where it changes, all whom it concerns are told.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "UpdateSessionInput")]
pub struct UpdateSession {
    /// The session.
    pub id: Id<TrainingSession>,
    /// Its version as it was read.
    pub version: i64,
    /// Instant it begins. One that was postponed is scheduled again with any change: send its new dates.
    pub starts_at: Option<DateTime<Utc>>,
    /// Instant it ends.
    pub ends_at: Option<DateTime<Utc>>,
    /// How it is attended.
    pub mode: Option<SessionMode>,
    /// Unit code of the establishment that hosts it; null for none.
    pub host: MaybeUndefined<Uai>,
    /// Room, or link: 1 to 500 characters; null while it is not known.
    pub place: MaybeUndefined<String>,
    /// Instant from which one may enrol; null: from when it opens.
    pub enrolment_opens_at: MaybeUndefined<DateTime<Utc>>,
    /// Instant from which one may not enrol any more; null: when it begins.
    pub enrolment_closes_at: MaybeUndefined<DateTime<Utc>>,
    /// Fewest participants; null: the academy's rule.
    pub least_participants: MaybeUndefined<i32>,
    /// Most participants, not under those who have a place; who waits gets the places that it adds.
    pub capacity: Option<i32>,
    /// Whether the principal of each participant approves enrolments from now on.
    pub needs_approval: Option<bool>,
}

/// What was sent of something that may be empty, or what is stored.
fn or<T: Copy>(sent: &MaybeUndefined<T>, stored: Option<T>) -> Option<T> {
    match sent {
        MaybeUndefined::Undefined => stored,
        MaybeUndefined::Null => None,
        MaybeUndefined::Value(value) => Some(*value),
    }
}

impl Command for UpdateSession {
    const NAME: &'static str = "updateSession";
    type Outcome = Id<TrainingSession>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let session = work.take(UPDATE, self.id, self.version).await?;
        let stage = states::SESSION.after(session.stage, UPDATE)?;
        let changed = training_session::Model { stage, ..self.changed(work, &session).await? };
        rules::times(changed.starts_at, changed.ends_at, changed.enrolment_opens_at, changed.enrolment_closes_at)?;
        rules::participants(changed.least_participants, changed.capacity)?;
        let enrolments = enrolled(work, session.id).await?;
        let taken = rules::taken(&enrolments);
        if usize::try_from(changed.capacity).unwrap_or_default() < taken {
            let message = Text::of(format!("{taken} have a place already."), format!("{taken} personnes ont déjà une place."));
            let hint = Text::of(format!("Send {taken} or more."), format!("Envoyez {taken} ou plus."));
            return Err(Fault::invalid("capacity", message).coded("CAPACITY_UNDER_CONFIRMED").hint(hint).into());
        }
        let when = |row: &training_session::Model| (row.starts_at, row.ends_at);
        // Who leads a session that was put off may lead another at its old dates meanwhile.
        if when(&changed) != when(&session) || stage != session.stage {
            let trainers: Vec<_> = accepted(work, session.id).await?.into_iter().map(|row| row.person_id).collect();
            not_busy(work, &trainers, &changed, "startsAt").await?;
        }
        let moved = |row: &training_session::Model| (when(row), row.mode, row.establishment_id, row.place.clone());
        let fact = if moved(&changed) == moved(&session) { SESSION_UPDATED } else { SESSION_MOVED };

        let change = training_session::ActiveModel {
            id: Unchanged(session.id),
            starts_at: Set(changed.starts_at),
            ends_at: Set(changed.ends_at),
            mode: Set(changed.mode),
            establishment_id: Set(changed.establishment_id),
            place: Set(changed.place),
            enrolment_opens_at: Set(changed.enrolment_opens_at),
            enrolment_closes_at: Set(changed.enrolment_closes_at),
            least_participants: Set(changed.least_participants),
            capacity: Set(changed.capacity),
            needs_approval: Set(changed.needs_approval),
            stage: Set(stage),
            reason: Set(None),
            ..Default::default()
        };
        let session = work.save::<TrainingSession>(change).await?;
        work.announce(fact.of::<TrainingSession>(&session));
        promote(work, &session, enrolments).await?;
        Ok(session.id.into())
    }
}

impl UpdateSession {
    /// The session as it will be.
    async fn changed(&self, work: &Work<'_>, session: &training_session::Model) -> Result<training_session::Model, Refusal> {
        let host = match &self.host {
            MaybeUndefined::Undefined => session.establishment_id,
            MaybeUndefined::Null => None,
            MaybeUndefined::Value(uai) => Some(host_in(work, uai, session.academy_id).await?),
        };
        let place = match &self.place {
            MaybeUndefined::Undefined => session.place.clone(),
            MaybeUndefined::Null => None,
            MaybeUndefined::Value(place) => Some(short_text("place", place, 500)?),
        };
        Ok(training_session::Model {
            starts_at: self.starts_at.map_or(session.starts_at, rules::whole),
            ends_at: self.ends_at.map_or(session.ends_at, rules::whole),
            mode: self.mode.unwrap_or(session.mode),
            establishment_id: host,
            place,
            enrolment_opens_at: or(&self.enrolment_opens_at, session.enrolment_opens_at).map(rules::whole),
            enrolment_closes_at: or(&self.enrolment_closes_at, session.enrolment_closes_at).map(rules::whole),
            least_participants: or(&self.least_participants, session.least_participants),
            capacity: self.capacity.unwrap_or(session.capacity),
            needs_approval: self.needs_approval.unwrap_or(session.needs_approval),
            ..session.clone()
        })
    }
}
