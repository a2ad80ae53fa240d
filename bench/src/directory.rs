//! Q1, a page of the directory: the establishments of a department with their basin and their referents of today.

use axum::{Json as Body, extract::State};
use sea_orm::sqlx::{self, Row, postgres::PgRow};
use serde::Deserialize;

use crate::{Document, Failure, Floor, json::Json};

// The basin is joined before the rows multiply. A mandate lies within its school year, so the year narrows what the dates
// decide to the two or three index entries of an establishment.
const STATEMENT: &str = "
    SELECT e.name, e.uai, e.basin, p.display_name
    FROM (
        SELECT i.id, i.name, i.uai, i.folded, z.name AS basin
        FROM establishment i
        LEFT JOIN (zone_membership x JOIN zone z ON z.id = x.zone_id AND z.kind = 'BASIN')
               ON x.establishment_id = i.id AND x.starts_on <= $2 AND (x.ends_on IS NULL OR x.ends_on >= $2)
        WHERE i.department_id = (SELECT id FROM department WHERE code = $1)
        ORDER BY i.folded, i.id
        LIMIT 50
    ) e
    LEFT JOIN (mandate m JOIN person p ON p.id = m.person_id)
           ON m.establishment_id = e.id AND m.school_year = $3 AND m.decision = 'ACCEPTED' AND m.starts_on <= $2 AND m.ends_on >= $2
    ORDER BY e.folded, e.id, m.id";

/// Which page.
#[derive(Deserialize)]
pub struct Asked {
    department: String,
    #[serde(rename = "schoolYear")]
    school_year: String,
}

struct Line<'r> {
    name: &'r str,
    uai: &'r str,
    basin: Option<&'r str>,
    referent: Option<&'r str>,
}

/// Answers the workload.
pub async fn answer(State(floor): State<Floor>, Body(asked): Body<Asked>) -> Result<Document, Failure> {
    let query = sqlx::query(STATEMENT).bind(asked.department).bind(floor.day).bind(asked.school_year);
    let rows = query.fetch_all(floor.pool).await?;
    let lines = rows.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    Ok(Json::answer(|json| json.nodes("establishments", lines.chunk_by(|left, right| left.uai == right.uai), write)))
}

fn read(row: &PgRow) -> Result<Line<'_>, sqlx::Error> {
    Ok(Line { name: row.try_get(0)?, uai: row.try_get(1)?, basin: row.try_get(2)?, referent: row.try_get(3)? })
}

fn write(json: &mut Json, lines: &[Line<'_>]) {
    let establishment = &lines[0];
    json.text("name", establishment.name);
    json.text("uai", establishment.uai);
    json.inside("basin", "name", establishment.basin);
    let referents = lines.iter().filter_map(|line| line.referent);
    json.nodes("referents", referents, |json, name| json.inside("person", "displayName", Some(name)));
}
