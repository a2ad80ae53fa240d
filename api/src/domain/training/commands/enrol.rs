//! `enrol`.

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

use super::{audience::workplace, enrolled, held_session};
use crate::domain::{
    people::Person,
    training::{Enrolment, TrainingSession, events::ENROLLED, rules, sheet::ENROL},
};

/// A place to ask for in a session.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "EnrolInput")]
pub struct Enrol {
    /// The session.
    pub session: Id<TrainingSession>,
    /// The person; oneself when left out. The rectorate enrols others (*public désigné*), nobody else does.
    pub person: Option<Id<Person>>,
}

impl Command for Enrol {
    const NAME: &'static str = "enrol";
    type Outcome = Id<Enrolment>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let session = work.seen(self.session, "session").await?;
        let person = match (self.person, work.viewer.actor.person()) {
            (Some(person), _) => work.seen(person, "person").await?.id,
            (None, Some(oneself)) => oneself,
            (None, None) => return Err(Refusal::NotAllowed { reason: text("A person enrols.", "Une personne s'inscrit.") }),
        };
        // Others wait here until this one has its place or its place in the line.
        let session = held_session(work, session.id).await?;
        let from = workplace(work, &session, person).await?;
        let row = enrolment::ActiveModel {
            academy_id: Set(session.academy_id),
            establishment_id: Set(from.unwrap_or_default()),
            session_id: Set(session.id),
            person_id: Set(person),
            ..Default::default()
        };
        work.may_create::<Enrolment>(ENROL, &row).await?;
        let from = from.ok_or_else(|| {
            let message = text("The session is for the staff of other establishments.", "La session s'adresse au personnel d'autres établissements.");
            Fault::invalid("session", message).coded("OUTSIDE_SCOPE")
        })?;
        let enrolments = enrolled(work, session.id).await?;
        let before = enrolments.iter().find(|row| row.person_id == person);
        if before.is_some_and(|row| row.stage != EnrolmentStage::Withdrawn) {
            let message = text("The person is enrolled already.", "La personne est déjà inscrite.");
            let hint = text("TrainingSession.enrolments shows the place, and its rank.", "TrainingSession.enrolments montre la place et son rang.");
            return Err(Fault::invalid("session", message).coded("ALREADY_ENROLLED").hint(hint).into());
        }
        rules::takes_enrolments(&session, work.viewer.actor.at)?;

        let stage = if session.needs_approval { EnrolmentStage::Requested } else { rules::placed(session.capacity, &enrolments) };
        let row = enrolment::ActiveModel {
            establishment_id: Set(from),
            stage: Set(stage),
            rank: Set(rules::next_rank(&enrolments)),
            asked_at: Set(work.viewer.actor.at),
            late: Set(false),
            reason: Set(None),
            ..row
        };
        let row = match before {
            Some(before) => work.save::<Enrolment>(enrolment::ActiveModel { id: Unchanged(before.id), ..row }).await?,
            None => work.create::<Enrolment>(ENROL, row).await?,
        };
        work.announce(ENROLLED.of::<Enrolment>(&row));
        Ok(row.id.into())
    }
}
