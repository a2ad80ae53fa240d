//! Q2, one establishment: its basin and its mandates of all years.

use axum::{Json as Body, extract::State};
use sea_orm::{
    prelude::Date,
    sqlx::{self, Row, postgres::PgRow},
};
use serde::Deserialize;

use crate::{Document, Failure, Floor, json::Json, mandate::Mandate};

const STATEMENT: &str = "
    SELECT e.name, e.uai, z.name, m.school_year, m.decision, m.starts_on, m.ends_on, p.display_name
    FROM establishment e
    LEFT JOIN (zone_membership x JOIN zone z ON z.id = x.zone_id AND z.kind = 'BASIN')
           ON x.establishment_id = e.id AND x.starts_on <= $2 AND (x.ends_on IS NULL OR x.ends_on >= $2)
    LEFT JOIN mandate m ON m.establishment_id = e.id
    LEFT JOIN person p ON p.id = m.person_id
    WHERE e.uai = $1
    ORDER BY m.school_year DESC, m.id DESC
    LIMIT 100";

/// Which establishment.
#[derive(Deserialize)]
pub struct Asked {
    uai: String,
}

struct Line<'r> {
    name: &'r str,
    uai: &'r str,
    basin: Option<&'r str>,
    mandate: Option<Mandate<'r>>,
}

/// Answers the workload.
pub async fn answer(State(floor): State<Floor>, Body(asked): Body<Asked>) -> Result<Document, Failure> {
    let rows = sqlx::query(STATEMENT).bind(asked.uai).bind(floor.day).fetch_all(floor.pool).await?;
    let lines = rows.iter().map(|row| read(row, floor.day)).collect::<Result<Vec<_>, _>>()?;
    Ok(Json::answer(|json| json.named("establishment", |json| write(json, &lines))))
}

fn read(row: &PgRow, day: Date) -> Result<Line<'_>, sqlx::Error> {
    Ok(Line { name: row.try_get(0)?, uai: row.try_get(1)?, basin: row.try_get(2)?, mandate: Mandate::read(row, 3, day)? })
}

fn write(json: &mut Json, lines: &[Line<'_>]) {
    let Some(establishment) = lines.first() else { return json.null() };
    json.object(|json| {
        json.text("name", establishment.name);
        json.text("uai", establishment.uai);
        json.inside("basin", "name", establishment.basin);
        json.nodes("mandates", lines.iter().filter_map(|line| line.mandate.as_ref()), |json, mandate| mandate.write(json));
    });
}
