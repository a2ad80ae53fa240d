//! `giveFeedback`.

use async_graphql::InputObject;
use entity::training::{
    enrolment::{self, EnrolmentStage},
    session_feedback, session_feedback_giver,
};
use kernel::{
    command::Command,
    refusal::{Fault, Refusal},
    resource::Id,
    text::text,
    work::Work,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition};
use serde::Serialize;

use super::held_session;
use crate::domain::{
    people::rules::short_text,
    training::{
        Enrolment, TrainingSession,
        feedback::{id_of_chance, with_another},
        sheet::GIVE_FEEDBACK,
    },
};

/// What one thought of a session that one attended: once, kept without the name.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "GiveFeedbackInput")]
pub struct GiveFeedback {
    /// The session, which is over.
    pub session: Id<TrainingSession>,
    /// Score, 1 (poor) to 5 (excellent).
    // Not in the fingerprint that is kept for an idempotency key: from it one could find the score.
    #[serde(skip_serializing)]
    pub score: i32,
    /// Comment, 1 to 2,000 characters; do not name anybody in it.
    #[serde(skip_serializing)]
    pub comment: Option<String>,
}

impl Command for GiveFeedback {
    const NAME: &'static str = "giveFeedback";
    type Outcome = Id<TrainingSession>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        use session_feedback_giver::Column::{PersonId, SessionId};
        let session = work.seen(self.session, "session").await?;
        let session = held_session(work, session.id).await?;
        let oneself = work.viewer.actor.person().unwrap_or_default();
        let own = Condition::all().add(enrolment::Column::SessionId.eq(session.id)).add(enrolment::Column::PersonId.eq(oneself));
        let own = work.find::<enrolment::Entity>(own).await?.pop();
        let own = own.ok_or_else(|| Refusal::NotAllowed {
            reason: text("Who attended the session says what it was like.", "Seules les personnes présentes donnent leur avis."),
        })?;
        if own.stage != EnrolmentStage::Attended {
            let message = text("Your presence is not recorded.", "Votre présence n'est pas notée.");
            return Err(Fault::invalid("session", message).coded("NOT_ATTENDED").into());
        }
        work.take::<Enrolment>(GIVE_FEEDBACK, own.id.into(), own.version).await?;
        if work.viewer.actor.at < session.ends_at {
            return Err(Fault::invalid("session", text("The session is not over.", "La session n'est pas finie.")).coded("SESSION_NOT_OVER").into());
        }
        if !(1..=5).contains(&self.score) {
            return Err(Fault::invalid("score", text("A score from 1 to 5 is meant here.", "Une note de 1 à 5 est attendue ici.")).into());
        }
        let comment = self.comment.map(|comment| short_text("comment", &comment, 2000)).transpose()?;
        let given = Condition::all().add(SessionId.eq(session.id)).add(PersonId.eq(oneself));
        if work.count::<session_feedback_giver::Entity>(given).await? > 0 {
            return Err(Fault::invalid("session", text("You have given your feedback.", "Vous avez donné votre avis.")).coded("FEEDBACK_GIVEN").into());
        }

        let giver = session_feedback_giver::ActiveModel { id: Set(id_of_chance()), session_id: Set(session.id), person_id: Set(oneself) };
        work.follow::<session_feedback_giver::Entity>(vec![giver]).await?;
        let of_session = || Condition::all().add(session_feedback::Column::SessionId.eq(session.id));
        let rows = work.find::<session_feedback::Entity>(of_session()).await?;
        work.rewrite::<session_feedback::Entity>(of_session(), with_another(rows, session.id, self.score, comment)).await?;
        Ok(session.id.into())
    }
}
