//! M1, a thousand mandates at once: made, changed or left alone by establishment, person and first day, with the outcome
//! of each. The events and the record of the change are written in the same statement.

use axum::{Json as Body, extract::State};
use sea_orm::{
    prelude::{Date, Uuid},
    sqlx::{self, Row as _, postgres::PgRow},
};
use serde::Deserialize;

use crate::{Document, Failure, Floor, json::Json};

const STATEMENT: &str = "
    WITH asked AS (
        SELECT a.*, e.id AS establishment_id, e.academy_id, p.id AS person_id
        FROM unnest($1::text[], $2::text[], $3::uuid[], $4::date[], $5::date[]) WITH ORDINALITY a (school_year, uai, person, starts_on, ends_on, place)
        LEFT JOIN establishment e ON e.uai = a.uai
        LEFT JOIN person p ON p.id = a.person
    ), written AS (
        INSERT INTO mandate AS m (id, academy_id, establishment_id, person_id, school_year, starts_on, ends_on, decision, share,
                                  first_mandate_on, version, created_at, updated_at)
        SELECT gen_random_uuid(), academy_id, establishment_id, person_id, school_year, starts_on, ends_on, 'PROPOSED', 'BOTH', starts_on, 1, now(), now()
        FROM asked
        WHERE establishment_id IS NOT NULL AND person_id IS NOT NULL
        ON CONFLICT (establishment_id, person_id, starts_on) WHERE decision = 'PROPOSED' OR decision = 'ACCEPTED'
        DO UPDATE SET ends_on = excluded.ends_on, version = m.version + 1, updated_at = excluded.updated_at
        WHERE m.ends_on IS DISTINCT FROM excluded.ends_on
        RETURNING id, academy_id, establishment_id, person_id, starts_on, ends_on, version
    ), audited AS (
        INSERT INTO audit (id, seq, at, kind, operation, outcome, actor_kind, actor_name, request_id, changes, changes_hash, previous, hash)
        SELECT gen_random_uuid(), (SELECT coalesce(max(seq), 0) + 1 FROM audit), now(), 'MUTATION', 'upsertMandates', 'DONE', 'SYSTEM', 'floor', 'floor',
               count(*), '', '', ''
        FROM written
        HAVING count(*) > 0
        RETURNING id
    ), changed AS (
        INSERT INTO audit_change (id, audit_id, object_type, object_id, academy_id, establishment_id, person_id, after, salt, hash)
        SELECT gen_random_uuid(), a.id, 'ReferentMandate', w.id, w.academy_id, w.establishment_id, w.person_id,
               json_build_object('ends_on', w.ends_on), '', encode(sha256((w.id || ' ' || w.ends_on)::bytea), 'hex')
        FROM written w CROSS JOIN audited a
    ), told AS (
        INSERT INTO event (at, kind, object_type, object_id, object_key, version, academy_id, changed, audit_id)
        SELECT now(), CASE w.version WHEN 1 THEN 'MandateProposed' ELSE 'MandateUpdated' END, 'ReferentMandate', w.id, w.id::text, w.version,
               w.academy_id, '[\"ends_on\"]', a.id
        FROM written w CROSS JOIN audited a
    )
    SELECT q.uai, q.person, CASE
        WHEN q.establishment_id IS NULL OR q.person_id IS NULL THEN 'REJECTED'
        WHEN w.version IS NULL THEN 'UNCHANGED'
        WHEN w.version = 1 THEN 'CREATED'
        ELSE 'UPDATED'
    END
    FROM asked q
    LEFT JOIN written w USING (establishment_id, person_id, starts_on)
    ORDER BY q.place";

/// Which mandates.
#[derive(Deserialize)]
pub struct Asked {
    rows: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    school_year: String,
    establishment: String,
    person: Uuid,
    starts_on: Date,
    ends_on: Date,
}

struct Line<'r> {
    key: String,
    status: &'r str,
}

/// Answers the workload.
pub async fn answer(State(floor): State<Floor>, Body(asked): Body<Asked>) -> Result<Document, Failure> {
    let query = sqlx::query(STATEMENT)
        .bind(asked.rows.iter().map(|row| row.school_year.as_str()).collect::<Vec<_>>())
        .bind(asked.rows.iter().map(|row| row.establishment.as_str()).collect::<Vec<_>>())
        .bind(asked.rows.iter().map(|row| row.person).collect::<Vec<_>>())
        .bind(asked.rows.iter().map(|row| row.starts_on).collect::<Vec<_>>())
        .bind(asked.rows.iter().map(|row| row.ends_on).collect::<Vec<_>>());
    let rows = query.fetch_all(floor.pool).await?;
    let lines = rows.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    Ok(Json::answer(|json| json.named("upsertMandates", |json| json.object(|json| json.list("results", &lines, write)))))
}

fn read(row: &PgRow) -> Result<Line<'_>, sqlx::Error> {
    let (uai, person): (&str, Uuid) = (row.try_get(0)?, row.try_get(1)?);
    Ok(Line { key: format!("{uai} {person}"), status: row.try_get(2)? })
}

fn write(json: &mut Json, line: &Line<'_>) {
    json.text("key", &line.key);
    json.text("status", line.status);
}
