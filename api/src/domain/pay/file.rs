//! The file that the payroll tool gets: one line a remuneration.
//!
//! Of the person it has the name and our own id: identifiers in other systems are read by the desk DIRECTORY, not by the desk PAY.

use std::collections::HashMap;

use super::Remuneration;
use crate::{
    domain::{
        amounts::{euros, hours},
        people::Person,
        training::calendar::zone_of,
    },
    export::written as written_as_csv,
};
use chrono::NaiveDate;
use chrono_tz::Tz;
use entity::{
    pay::remuneration,
    people::{appointment, person},
    territory::establishment,
    training::{training_action, training_session},
};
use kernel::{
    Uuid,
    clock::local_date,
    machine::state_name,
    refusal::Refusal,
    resource::{Id, Table, id_column, uuid},
    work::Work,
};

/// Names of the columns.
pub const HEADER: [&str; 17] = [
    "line",
    "person",
    "family_name",
    "given_name",
    "establishment",
    "host",
    "school_year",
    "session",
    "starts_on",
    "ends_on",
    "gaia",
    "sofia_fmo",
    "kind",
    "level",
    "hours",
    "rate",
    "amount",
];

/// What lines are ordered by: first day, name, id.
type Place = (NaiveDate, String, Uuid);

/// What the lines of a file name.
struct Named {
    zone: Tz,
    sessions: HashMap<Uuid, training_session::Model>,
    actions: HashMap<Uuid, training_action::Model>,
    people: HashMap<Uuid, person::Model>,
    appointments: Vec<appointment::Model>,
    schools: HashMap<Uuid, establishment::Model>,
}

/// Lines as the file has them, by the beginning of the session, then by name.
pub async fn written(work: &Work<'_>, lines: &[remuneration::Model], academy: Uuid) -> Result<String, Refusal> {
    let named = Named::of(work, lines, academy).await?;
    let mut rows = lines.iter().map(|line| named.row(line)).collect::<Result<Vec<_>, _>>()?;
    rows.sort();
    written_as_csv(&HEADER, rows.into_iter().map(|(_, cells)| cells))
}

/// The rows of a table with some ids, by id.
async fn by_id<E: Table>(work: &Work<'_>, ids: Vec<Uuid>) -> Result<HashMap<Uuid, E::Model>, Refusal> {
    let id = id_column::<E>();
    let rows = work.find::<E>(work.among(id, &ids)).await?;
    Ok(rows.into_iter().filter_map(|row| Some((uuid(&row, id)?, row))).collect())
}

impl Named {
    async fn of(work: &Work<'_>, lines: &[remuneration::Model], academy: Uuid) -> Result<Self, Refusal> {
        let sessions = by_id::<training_session::Entity>(work, lines.iter().map(|line| line.session_id).collect()).await?;
        let actions = by_id::<training_action::Entity>(work, sessions.values().map(|row| row.action_id).collect()).await?;
        let people: Vec<Uuid> = lines.iter().map(|line| line.person_id).collect();
        let appointments = work.find::<appointment::Entity>(work.among(appointment::Column::PersonId, &people)).await?;
        let places = appointments.iter().map(|row| row.establishment_id).chain(sessions.values().filter_map(|row| row.establishment_id));
        let schools = by_id::<establishment::Entity>(work, places.collect()).await?;
        let people = by_id::<person::Entity>(work, people).await?;
        Ok(Self { zone: zone_of(&work.viewer.store, academy).await?, sessions, actions, people, appointments, schools })
    }

    /// The place of a line, and its cells.
    fn row(&self, line: &remuneration::Model) -> Result<(Place, Vec<String>), Refusal> {
        let missing = || Refusal::internal("what a pay line names is there");
        let session = self.sessions.get(&line.session_id).ok_or_else(missing)?;
        let action = self.actions.get(&session.action_id).ok_or_else(missing)?;
        let person = self.people.get(&line.person_id).ok_or_else(missing)?;
        let (starts_on, ends_on) = (local_date(session.starts_at, self.zone), local_date(session.ends_at, self.zone));
        let cells = vec![
            Id::<Remuneration>::from(line.id).to_string(),
            Id::<Person>::from(person.id).to_string(),
            person.family_name.clone(),
            person.given_name.clone(),
            self.schools_of(person.id, starts_on),
            session.establishment_id.map(|host| self.uai(host)).unwrap_or_default(),
            line.school_year.clone(),
            session.title.clone(),
            starts_on.to_string(),
            ends_on.to_string(),
            action.gaia.clone().unwrap_or_default(),
            action.sofia_fmo.clone().unwrap_or_default(),
            state_name(line.kind),
            line.level.map(state_name).unwrap_or_default(),
            line.quarter_hours.map(|quarters| hours(quarters).to_string()).unwrap_or_default(),
            line.rate_cents.map(euros).unwrap_or_default(),
            euros(line.amount_cents),
        ];
        Ok(((starts_on, format!("{} {}", person.family_name, person.given_name), line.id), cells))
    }

    fn uai(&self, id: Uuid) -> String {
        self.schools.get(&id).map(|school| school.uai.clone()).unwrap_or_default()
    }

    /// Unit codes of the establishments where a person worked on a day, with a space between two.
    fn schools_of(&self, person: Uuid, day: NaiveDate) -> String {
        let there = self.appointments.iter().filter(|row| row.person_id == person && row.starts_on <= day && row.ends_on.is_none_or(|last| day <= last));
        let mut codes: Vec<String> = there.map(|row| self.uai(row.establishment_id)).collect();
        codes.sort_unstable();
        codes.dedup();
        codes.join(" ")
    }
}
