//! Mandates, as the rows of a join hold them.

use sea_orm::{
    prelude::Date,
    sqlx::{self, Row, postgres::PgRow},
};

use crate::json::Json;

/// What a nested list shows of a mandate.
pub struct Mandate<'r> {
    school_year: &'r str,
    state: &'static str,
    person: Option<&'r str>,
}

impl<'r> Mandate<'r> {
    /// Reads `school_year, decision, starts_on, ends_on, display_name` from a place on; nothing where an outer join found none.
    pub fn read(row: &'r PgRow, from: usize, day: Date) -> Result<Option<Self>, sqlx::Error> {
        let Some(school_year) = row.try_get(from)? else { return Ok(None) };
        let state = state(row.try_get(from + 1)?, row.try_get(from + 2)?, row.try_get(from + 3)?, day);
        Ok(Some(Self { school_year, state, person: row.try_get(from + 4)? }))
    }

    /// Its fields.
    pub fn write(&self, json: &mut Json) {
        json.text("schoolYear", self.school_year);
        json.text("state", self.state);
        json.inside("person", "displayName", self.person);
    }
}

/// State of a mandate on a day: the decision, and for an accepted one its dates.
pub fn state(decision: &str, starts_on: Date, ends_on: Date, day: Date) -> &'static str {
    match decision {
        "PROPOSED" => "PROPOSED",
        "DECLINED" => "DECLINED",
        "WITHDRAWN" => "WITHDRAWN",
        _ if day < starts_on => "ACCEPTED",
        _ if ends_on < day => "ENDED",
        _ => "ACTIVE",
    }
}
