//! The certificate of having attended a session, for the person.

use async_graphql::{ID, SimpleObject};
use chrono::{DateTime, Utc};
use entity::{
    people::person,
    training::{
        enrolment::{self, EnrolmentStage},
        training_action, training_session,
    },
};
use kernel::{
    Uuid,
    refusal::{Fault, Refusal},
    resource::Id,
    text::text,
    viewer::Viewer,
};
use sea_orm::{ColumnTrait, Condition};

use super::{Enrolment, TrainingSession, calendar::zone_of, sheet::READ_CERTIFICATE};
use crate::domain::amounts::hours;

/// Certificate of having attended a session (*attestation de présence*), as data.
#[derive(Clone, Debug, SimpleObject)]
pub struct AttendanceCertificate {
    /// Name of the person.
    person: String,
    /// The session.
    session: ID,
    /// Title of the action.
    title: String,
    /// Hours of the action, in quarters of an hour.
    hours: f64,
    /// Instant it began, UTC.
    starts_at: DateTime<Utc>,
    /// Instant it ended, UTC.
    ends_at: DateTime<Utc>,
    /// Time zone of the academy, in which its days are told, such as `Europe/Paris`.
    time_zone: &'static str,
    /// Room, or link; null when none was told.
    place: Option<String>,
    /// Instant at which the presence was last recorded, UTC.
    recorded_at: DateTime<Utc>,
}

/// The certificate of an enrolment; the person's alone.
pub async fn of(viewer: &Viewer, id: Uuid) -> Result<AttendanceCertificate, Refusal> {
    let missing = || Refusal::NotFound { argument: "enrolment" };
    let decided = viewer.explain::<Enrolment>(id, READ_CERTIFICATE.0).await?.filter(|decided| decided.hat.is_some());
    decided.ok_or_else(missing)?;
    let row = viewer.store.rows::<enrolment::Entity>(Condition::all().add(enrolment::Column::Id.eq(id))).await?.pop().ok_or_else(missing)?;
    if row.stage != EnrolmentStage::Attended {
        let message = text("The presence is not recorded.", "La présence n'est pas notée.");
        return Err(Fault::invalid("enrolment", message).coded("NOT_ATTENDED").into());
    }
    let store = &viewer.store;
    let session = store.rows::<training_session::Entity>(Condition::all().add(training_session::Column::Id.eq(row.session_id))).await?.pop();
    let session = session.ok_or_else(missing)?;
    let action = store.rows::<training_action::Entity>(Condition::all().add(training_action::Column::Id.eq(session.action_id))).await?.pop();
    let person = store.rows::<person::Entity>(Condition::all().add(person::Column::Id.eq(row.person_id))).await?.pop();
    let (action, person) = action.zip(person).ok_or_else(missing)?;
    Ok(AttendanceCertificate {
        person: person.display_name,
        session: Id::<TrainingSession>::from(session.id).into(),
        title: session.title,
        hours: hours(action.quarter_hours),
        starts_at: session.starts_at,
        ends_at: session.ends_at,
        time_zone: zone_of(store, session.academy_id).await?.name(),
        place: session.place,
        recorded_at: row.updated_at,
    })
}
