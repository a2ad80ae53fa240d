//! All that the directory knows of a person, for the person: GDPR, articles 15 and 20.

use entity::{
    access::{delegation, service_account},
    action::support_action,
    compensation::{compensation, compensation_change, compensation_month},
    competence::competence_declaration,
    delivery::notification,
    letter::{letter_comment, letter_party, letter_signature},
    mandate::mandate,
    need::{need_author, need_support},
    pay::remuneration,
    people::{appointment, discipline, office, person, person_contact, person_discipline, person_identifier},
    report::{activity_report, report_section, submitted_section},
    territory::establishment,
    training::{calendar_address, enrolment, session_feedback_giver, trainer_engagement},
};
use kernel::{
    Uuid,
    bulk::Row,
    refusal::Refusal,
    resource::{Table, column, uuid},
    store::Snapshot,
    tables::{audit, audit_change, job},
    viewer::Viewer,
};
use sea_orm::{ColumnTrait, Condition};
use serde_json::{Value, json};

use crate::domain::{
    people::{Person, sheet::EXPORT},
    report::sections,
};

/// Everything as of one instant: for each table the rows about the person, by column. Refuses who may not.
pub async fn of(viewer: &Viewer, id: Uuid) -> Result<Value, Refusal> {
    let readable = viewer.explain::<Person>(id, "READ").await?.is_some_and(|readable| readable.hat.is_some());
    let decided = viewer.explain::<Person>(id, EXPORT.0).await?.filter(|_| readable).ok_or(Refusal::NotFound { argument: "person" })?;
    if let Some(reason) = decided.reason {
        return Err(Refusal::NotAllowed { reason });
    }
    let snapshot = viewer.store.snapshot_for_request().await?;
    let about = |column: sea_orm::sea_query::Expr| Condition::all().add(column);
    let person = snapshot.rows::<person::Entity>(about(person::Column::Id.eq(id))).await?.pop().ok_or(Refusal::NotFound { argument: "person" })?;
    viewer.note_reading::<Person>(&person);
    let taught = snapshot.rows::<person_discipline::Entity>(about(person_discipline::Column::PersonId.eq(id))).await?;
    let taught: Vec<Uuid> = taught.into_iter().map(|row| row.discipline_id).collect();
    let (appointments, mandates) = (
        snapshot.rows::<appointment::Entity>(about(appointment::Column::PersonId.eq(id))).await?,
        snapshot.rows::<mandate::Entity>(about(mandate::Column::PersonId.eq(id))).await?,
    );
    let either = Condition::any().add(delegation::Column::PrincipalId.eq(id)).add(delegation::Column::DeputyId.eq(id));
    let delegations = snapshot.rows::<delegation::Entity>(either).await?;
    let mut places: Vec<Uuid> = appointments.iter().map(|row| row.establishment_id).collect();
    places.extend(mandates.iter().map(|row| row.establishment_id));
    places.extend(delegations.iter().map(|row| row.establishment_id));
    let addresses = snapshot.rows::<calendar_address::Entity>(about(calendar_address::Column::PersonId.eq(id))).await?;
    let addresses: Vec<Row> = addresses.iter().map(|row| Row::of::<calendar_address::Entity>(row).without("hash")).collect();
    let acts = Condition::any().add(audit::Column::ActorId.eq(id)).add(audit::Column::OnBehalfOf.eq(id));
    Ok(json!({
        "exportedAt": viewer.actor.at,
        "person": Row::of::<person::Entity>(&person),
        "contact": all::<person_contact::Entity>(&snapshot, about(person_contact::Column::PersonId.eq(id))).await?,
        "identifiers": all::<person_identifier::Entity>(&snapshot, about(person_identifier::Column::PersonId.eq(id))).await?,
        "disciplines": written::<discipline::Entity>(snapshot.having::<discipline::Entity>(discipline::Column::Id, &taught).await?),
        "appointments": written::<appointment::Entity>(appointments),
        "offices": all::<office::Entity>(&snapshot, about(office::Column::PersonId.eq(id))).await?,
        "mandates": written::<mandate::Entity>(mandates),
        "delegations": written::<delegation::Entity>(delegations),
        "serviceAccounts": all::<service_account::Entity>(&snapshot, about(service_account::Column::OfficerId.eq(id))).await?,
        "establishments": named(&snapshot, &places).await?,
        "letters": all::<letter_party::Entity>(&snapshot, about(letter_party::Column::PersonId.eq(id))).await?,
        "letterComments": all::<letter_comment::Entity>(&snapshot, about(letter_comment::Column::PersonId.eq(id))).await?,
        "letterSignatures": all::<letter_signature::Entity>(&snapshot, about(letter_signature::Column::PersonId.eq(id))).await?,
        "compensations": all::<compensation::Entity>(&snapshot, about(compensation::Column::PersonId.eq(id))).await?,
        "compensationDecisions": all::<compensation_change::Entity>(&snapshot, about(compensation_change::Column::PersonId.eq(id))).await?,
        "compensationMonths": all::<compensation_month::Entity>(&snapshot, about(compensation_month::Column::PersonId.eq(id))).await?,
        "enrolments": all::<enrolment::Entity>(&snapshot, about(enrolment::Column::PersonId.eq(id))).await?,
        "trainerEngagements": all::<trainer_engagement::Entity>(&snapshot, about(trainer_engagement::Column::PersonId.eq(id))).await?,
        "remunerations": all::<remuneration::Entity>(&snapshot, about(remuneration::Column::PersonId.eq(id))).await?,
        "feedbackGiven": all::<session_feedback_giver::Entity>(&snapshot, about(session_feedback_giver::Column::PersonId.eq(id))).await?,
        "calendarAddresses": addresses,
        "competences": all::<competence_declaration::Entity>(&snapshot, about(competence_declaration::Column::PersonId.eq(id))).await?,
        "needs": all::<need_author::Entity>(&snapshot, about(need_author::Column::PersonId.eq(id))).await?,
        "needsSupported": all::<need_support::Entity>(&snapshot, about(need_support::Column::PersonId.eq(id))).await?,
        "supportActions": all::<support_action::Entity>(&snapshot, about(support_action::Column::PersonId.eq(id))).await?,
        "activityReports": all::<activity_report::Entity>(&snapshot, about(activity_report::Column::PersonId.eq(id))).await?,
        "activityReportSections": opened(viewer, &snapshot, id).await?,
        "submittedSections": all::<submitted_section::Entity>(&snapshot, about(submitted_section::Column::PersonId.eq(id))).await?,
        "notifications": all::<notification::Entity>(&snapshot, about(notification::Column::PersonId.eq(id))).await?,
        "jobs": all::<job::Entity>(&snapshot, about(job::Column::ActorId.eq(id))).await?,
        "acts": all::<audit::Entity>(&snapshot, acts).await?,
        "changes": all::<audit_change::Entity>(&snapshot, about(audit_change::Column::PersonId.eq(id))).await?,
    }))
}

async fn all<E: Table>(snapshot: &Snapshot, condition: Condition) -> Result<Value, Refusal> {
    Ok(written::<E>(snapshot.rows::<E>(condition).await?))
}

/// The sections of the own reports, as the person writes them.
async fn opened(viewer: &Viewer, snapshot: &Snapshot, person: Uuid) -> Result<Value, Refusal> {
    let mut rows = snapshot.rows::<report_section::Entity>(Condition::all().add(report_section::Column::PersonId.eq(person))).await?;
    rows.sort_by_key(|row| (row.report_id, row.position));
    let section = |row: &report_section::Model| {
        let words = sections::open(&viewer.store.vault, row)?;
        Ok(json!({
            "id": row.id, "report_id": row.report_id, "position": row.position, "origin": row.origin, "included": row.included,
            "code": words.code, "title": words.title, "body": words.body,
        }))
    };
    Ok(json!(rows.iter().map(section).collect::<Result<Vec<Value>, Refusal>>()?))
}

/// Rows by column, in the order of their ids.
fn written<E: Table>(mut rows: Vec<E::Model>) -> Value {
    let id = column::<E>("id");
    rows.sort_by_key(|row| id.and_then(|id| uuid(row, id)));
    json!(rows.iter().map(Row::of::<E>).collect::<Vec<_>>())
}

/// Names of the establishments that the other parts name by id.
async fn named(snapshot: &Snapshot, places: &[Uuid]) -> Result<Value, Refusal> {
    let mut ids = places.to_vec();
    ids.sort_unstable();
    ids.dedup();
    let rows = snapshot.having::<establishment::Entity>(establishment::Column::Id, &ids).await?;
    Ok(rows.into_iter().map(|row| json!({ "id": row.id, "uai": row.uai, "name": row.name })).collect())
}
