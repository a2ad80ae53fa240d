//! Appointments by person, establishment, function and first day. A command of the system, performed by the command line.

use std::collections::HashMap;

use async_graphql::MaybeUndefined;
use entity::{
    people::appointment::{self, AppointmentFunction},
    territory::establishment,
};
use kernel::{
    Uuid,
    command::Command,
    refusal::Refusal,
    resource::{Id, written_id},
    scalars::{Date, PersonKey, Uai},
    upsert::{Plan, Upsert},
    work::{RowResult, RowStatus, Work},
};
use sea_orm::ActiveValue::{NotSet, Set, Unchanged};
use serde::Serialize;

use super::appoint::open_on;
use crate::domain::{
    people::{
        Appointment,
        events::{APPOINTED, APPOINTMENT_ENDED},
        lookups::Persons,
        rules::{no_second_principal, period},
        sheet::APPOINT,
    },
    territory::lookups::establishments_of,
};

/// Appointments by person, establishment, function and first day.
#[derive(Clone, Debug, Serialize)]
pub struct UpsertAppointments {
    /// The appointments.
    pub rows: Vec<AppointmentRow>,
}

/// A person's function in an establishment.
#[derive(Clone, Debug, Serialize)]
pub struct AppointmentRow {
    /// Id; of an appointment that is not known yet, the id that it shall have.
    #[serde(serialize_with = "written_id")]
    pub id: Option<Id<Appointment>>,
    /// The person.
    pub person: PersonKey,
    /// Unit code of the establishment.
    pub establishment: Uai,
    /// Function.
    pub function: AppointmentFunction,
    /// First day.
    pub starts_on: Date,
    /// Last day, included.
    pub ends_on: MaybeUndefined<Date>,
}

impl AppointmentRow {
    /// What names the appointment in a file.
    pub fn key(&self) -> String {
        match self.id {
            Some(id) => id.to_string(),
            None => format!("{} {} {} {}", self.person, self.establishment, sea_orm::ActiveEnum::to_value(&self.function), self.starts_on.0),
        }
    }
}

impl Command for UpsertAppointments {
    const NAME: &'static str = "upsertAppointments";
    type Outcome = Vec<RowResult>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let persons = Persons::named(work, self.rows.iter().map(|row| &row.person)).await?;
        let establishments = establishments_of(work, self.rows.iter().map(|row| &row.establishment)).await?;
        let mut there = Appointments::of(work, &self.rows, &establishments).await?;
        let mut upsert = Upsert::<Appointment>::default();
        for row in &self.rows {
            upsert.row(row.key(), row.planned(&persons, &establishments, &mut there));
        }
        let written = upsert.write(work, APPOINT, APPOINT).await?;
        Ok(written.tell(work, |status, _| if status == RowStatus::Created { &APPOINTED } else { &APPOINTMENT_ENDED }))
    }
}

/// The appointments of the establishments that rows name, as they will be.
struct Appointments(HashMap<Uuid, Vec<appointment::Model>>);

impl Appointments {
    async fn of(work: &Work<'_>, rows: &[AppointmentRow], establishments: &HashMap<String, establishment::Model>) -> Result<Self, Refusal> {
        let mut there: HashMap<Uuid, Vec<appointment::Model>> = HashMap::new();
        let ids: Vec<Uuid> = establishments.values().map(|row| row.id).collect();
        // Where principals change, the establishments are held.
        let principals = rows.iter().any(|row| row.function == AppointmentFunction::Principal);
        for chunk in ids.chunks(kernel::bulk::CHUNK) {
            if principals {
                work.find_locked::<establishment::Entity>(work.among(establishment::Column::Id, chunk)).await?;
            }
            for row in work.find::<appointment::Entity>(work.among(appointment::Column::EstablishmentId, chunk)).await? {
                there.entry(row.establishment_id).or_default().push(row);
            }
        }
        Ok(Self(there))
    }
}

impl AppointmentRow {
    fn planned(
        &self,
        persons: &Persons,
        establishments: &HashMap<String, establishment::Model>,
        there: &mut Appointments,
    ) -> Result<Plan<Appointment>, Refusal> {
        let establishment = establishments.get(self.establishment.as_str()).ok_or(Refusal::NotFound { argument: "establishment" })?;
        let person = persons.the(&self.person, Some(establishment.academy_id))?;
        let starts = self.starts_on.0;
        let here = there.0.entry(establishment.id).or_default();
        let is_named = |row: &&appointment::Model| match self.id {
            Some(id) => row.id == id.0,
            None => row.person_id == person.id && row.function == self.function && row.starts_on == starts,
        };
        let known = here.iter().find(is_named).cloned();
        let ends = match &self.ends_on {
            MaybeUndefined::Undefined => known.as_ref().and_then(|known| known.ends_on),
            ends => ends.value().map(|date| date.0),
        };
        let is_same =
            known.as_ref().is_some_and(|known| (known.person_id, known.function, known.starts_on, known.ends_on) == (person.id, self.function, starts, ends));
        if !is_same {
            period(starts, ends)?;
            open_on(establishment, starts)?;
            if self.function == AppointmentFunction::Principal {
                let is_other = |row: &&appointment::Model| row.function == self.function && known.as_ref().is_none_or(|known| known.id != row.id);
                let principals: Vec<appointment::Model> = here.iter().filter(is_other).cloned().collect();
                no_second_principal("startsOn", &principals, starts, ends)?;
            }
        }
        let row = appointment::ActiveModel {
            academy_id: Set(establishment.academy_id),
            person_id: Set(person.id),
            establishment_id: Set(establishment.id),
            function: Set(self.function),
            starts_on: Set(starts),
            ends_on: Set(ends),
            ..Default::default()
        };
        here.retain(|row| known.as_ref().is_none_or(|known| known.id != row.id));
        here.push(appointment::Model {
            id: known.as_ref().map_or_else(Uuid::nil, |known| known.id),
            person_id: person.id,
            function: self.function,
            starts_on: starts,
            ends_on: ends,
            ..Default::default()
        });
        Ok(match known {
            Some(known) => Plan::Known(appointment::ActiveModel { id: Unchanged(known.id), ..row }),
            None => Plan::New(appointment::ActiveModel { id: self.id.map_or(NotSet, |id| Set(id.0)), ..row }),
        })
    }
}
