//! X1, all mandates: the rows of one statement become lines of JSON while they come, and leave in chunks.

use axum::{
    body::Body,
    extract::State,
    http::header::CONTENT_TYPE,
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::SecondsFormat;
use futures_util::{StreamExt, TryStreamExt, stream};
use sea_orm::{
    prelude::{Date, DateTimeUtc, Uuid},
    sqlx::{self, Row, postgres::PgRow},
};

use crate::{Floor, json::Lines};

// In no order: a sort would hold back the first row until the last is read. In the data set a mailbox names everybody.
const STATEMENT: &str = "
    SELECT m.id, m.school_year, e.uai, c.mail, m.starts_on, m.ends_on, m.share, m.decision, m.first_mandate_on, m.answered_at,
           m.decline_reason, m.end_reason
    FROM mandate m
    JOIN establishment e ON e.id = m.establishment_id
    JOIN person_contact c ON c.person_id = m.person_id";

const CHUNK: usize = 64 * 1024;

/// Answers the workload.
pub async fn answer(State(floor): State<Floor>) -> Response {
    let rows = sqlx::query(STATEMENT).fetch(floor.pool).fuse();
    let chunks = stream::try_unfold(rows, move |mut rows| async move {
        let mut lines = Lines::new(CHUNK);
        while lines.len() < CHUNK
            && let Some(row) = rows.try_next().await?
        {
            write(&mut lines, &row)?;
        }
        Ok::<_, sqlx::Error>((lines.len() > 0).then(|| (lines.into_bytes(), rows)))
    });
    ([(CONTENT_TYPE, "application/x-ndjson")], Body::from_stream(chunks)).into_response()
}

fn write(lines: &mut Lines, row: &PgRow) -> Result<(), sqlx::Error> {
    let line = Line::read(row)?;
    lines.line(|json| {
        json.text("id", &format!("mandate_{}", URL_SAFE_NO_PAD.encode(line.id)));
        json.text("school_year", line.school_year);
        json.text("establishment", line.uai);
        json.text("person", line.mail);
        json.text("starts_on", &line.starts_on.to_string());
        json.text("ends_on", &line.ends_on.to_string());
        json.text("share", line.share);
        json.text("decision", line.decision);
        json.text("first_mandate_on", &line.first_mandate_on.to_string());
        json.optional("answered_at", line.answered_at.map(|at| at.to_rfc3339_opts(SecondsFormat::AutoSi, true)).as_deref());
        json.optional("decline_reason", line.decline_reason);
        json.optional("end_reason", line.end_reason);
    });
    Ok(())
}

struct Line<'r> {
    id: Uuid,
    school_year: &'r str,
    uai: &'r str,
    mail: &'r str,
    starts_on: Date,
    ends_on: Date,
    share: &'r str,
    decision: &'r str,
    first_mandate_on: Date,
    answered_at: Option<DateTimeUtc>,
    decline_reason: Option<&'r str>,
    end_reason: Option<&'r str>,
}

impl<'r> Line<'r> {
    fn read(row: &'r PgRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            id: row.try_get(0)?,
            school_year: row.try_get(1)?,
            uai: row.try_get(2)?,
            mail: row.try_get(3)?,
            starts_on: row.try_get(4)?,
            ends_on: row.try_get(5)?,
            share: row.try_get(6)?,
            decision: row.try_get(7)?,
            first_mandate_on: row.try_get(8)?,
            answered_at: row.try_get(9)?,
            decline_reason: row.try_get(10)?,
            end_reason: row.try_get(11)?,
        })
    }
}
