//! Loads people by the identifier a source gives them: who is missing is made, who is known is left alone.
//! Commands of the system, performed by the command line.

use std::collections::{HashMap, HashSet};

use entity::{
    people::{
        appointment::{self, AppointmentFunction},
        discipline, office,
        person::{self, Civility},
        person_contact, person_discipline, person_identifier,
    },
    territory::establishment,
};
use kernel::{
    Uuid,
    actor::{Desk, Desks},
    command::Command,
    fold::fold,
    refusal::Refusal,
    scalars::{Date, Uai},
    work::{RowResult, RowStatus, Work},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition};
use serde::Serialize;

use crate::domain::{
    people::{
        Appointment, Discipline, Person,
        events::{APPOINTED, PERSON_CREATED},
        sheet::{APPOINT, CREATE},
    },
    territory::{events::TERRITORY_LOADED, lookups::academy_of},
};

/// Disciplines by code: code and label.
#[derive(Clone, Debug, Serialize)]
pub struct LoadDisciplines(pub Vec<(String, String)>);

impl Command for LoadDisciplines {
    const NAME: &'static str = "loadDisciplines";
    type Outcome = Vec<RowResult>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let mut known: HashSet<String> = work.find::<discipline::Entity>(Condition::all()).await?.into_iter().map(|row| row.code).collect();
        let missing = self.0.into_iter().filter(|(code, _)| known.insert(code.clone()));
        let rows = missing.map(|(code, label)| (code.clone(), discipline::ActiveModel { code: Set(code), label: Set(label), ..Default::default() }));
        let mut results = Vec::new();
        for (result, row) in work.create_all::<Discipline>(CREATE, rows.collect()).await? {
            if let Some(row) = row {
                work.announce(TERRITORY_LOADED.of::<Discipline>(&row));
            }
            results.push(result);
        }
        Ok(results)
    }
}

/// Persons of one academy with what they do there.
#[derive(Clone, Debug, Serialize)]
pub struct LoadPeople {
    /// Code of the academy.
    pub academy: String,
    /// System whose identifiers name the persons.
    pub system: String,
    /// The persons.
    pub rows: Vec<PersonRow>,
}

/// A person by their identifier.
#[derive(Clone, Debug, Serialize)]
pub struct PersonRow {
    /// Identifier in the source.
    pub identifier: String,
    /// Civility.
    pub civility: Option<Civility>,
    /// Family name.
    pub family_name: String,
    /// Given name.
    pub given_name: String,
    /// Professional mailbox.
    pub mail: Option<String>,
    /// Code of a discipline.
    pub discipline: Option<String>,
    /// Establishment, function and first day.
    pub appointments: Vec<(Uai, AppointmentFunction, Date)>,
    /// Desks of an officer and first day.
    pub office: Option<(Vec<Desk>, Date)>,
}

impl Command for LoadPeople {
    const NAME: &'static str = "loadPeople";
    type Outcome = Vec<RowResult>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let academy = academy_of(work, &self.academy).await?;
        let known = self.known(work).await?;
        let (known, missing): (Vec<&PersonRow>, Vec<&PersonRow>) = self.rows.iter().partition(|row| known.contains_key(&row.identifier));
        let mut results: Vec<RowResult> =
            known.iter().map(|row| RowResult { key: row.identifier.clone(), status: RowStatus::Unchanged, id: None, fault: None }).collect();

        let rows = missing.iter().map(|row| (row.identifier.clone(), person_of(row, academy.id))).collect();
        let made = work.create_all::<Person>(CREATE, rows).await?;
        let mut persons = Vec::with_capacity(made.len());
        for (row, (result, person)) in missing.iter().zip(made) {
            if let Some(person) = person {
                work.announce(PERSON_CREATED.of::<Person>(&person));
                persons.push((*row, person));
            }
            results.push(result);
        }
        self.parts(work, &persons).await?;
        self.appointments(work, &persons).await?;
        Ok(results)
    }
}

impl LoadPeople {
    async fn known(&self, work: &Work<'_>) -> Result<HashMap<String, Uuid>, Refusal> {
        let of_system = Condition::all().add(person_identifier::Column::System.eq(&self.system));
        Ok(work.find::<person_identifier::Entity>(of_system).await?.into_iter().map(|row| (row.value, row.person_id)).collect())
    }

    /// Mailboxes, identifiers, disciplines and offices of new persons: one statement each.
    async fn parts(&self, work: &mut Work<'_>, persons: &[(&PersonRow, person::Model)]) -> Result<(), Refusal> {
        let disciplines: HashMap<String, Uuid> = work.find::<discipline::Entity>(Condition::all()).await?.into_iter().map(|row| (row.code, row.id)).collect();
        let of = |person: &person::Model| (Set(person.id), Set(person.academy_id));
        let contacts = persons.iter().filter_map(|(row, person)| {
            let (person_id, academy_id) = of(person);
            Some((person, person_contact::ActiveModel { person_id, academy_id, mail: Set(row.mail.clone()?), ..Default::default() }))
        });
        work.attach_all::<Person, person_contact::Entity>("contact", contacts.collect()).await?;
        let identifiers = persons.iter().map(|(row, person)| {
            let (person_id, academy_id) = of(person);
            (
                person,
                person_identifier::ActiveModel {
                    person_id,
                    academy_id,
                    system: Set(self.system.clone()),
                    value: Set(row.identifier.clone()),
                    ..Default::default()
                },
            )
        });
        work.attach_all::<Person, person_identifier::Entity>("identifiers", identifiers.collect()).await?;
        let taught = persons.iter().filter_map(|(row, person)| {
            let discipline_id = *disciplines.get(row.discipline.as_ref()?)?;
            Some((person, person_discipline::ActiveModel { person_id: Set(person.id), discipline_id: Set(discipline_id), ..Default::default() }))
        });
        work.attach_all::<Person, person_discipline::Entity>("disciplines", taught.collect()).await?;
        let offices = persons.iter().filter_map(|(row, person)| {
            let (desks, starts_on) = row.office.clone()?;
            let (person_id, academy_id) = of(person);
            let desks: Desks = desks.into_iter().collect();
            let office = office::ActiveModel {
                person_id,
                academy_id,
                department_id: Set(None),
                basin_id: Set(None),
                desks: Set(desks.bits()),
                starts_on: Set(starts_on.0),
                ends_on: Set(None),
                ..Default::default()
            };
            Some((person, office))
        });
        work.attach_all::<Person, office::Entity>("office", offices.collect()).await
    }

    async fn appointments(&self, work: &mut Work<'_>, persons: &[(&PersonRow, person::Model)]) -> Result<(), Refusal> {
        let uais = persons.iter().flat_map(|(row, _)| row.appointments.iter().map(|(uai, ..)| uai.as_str()));
        let mut establishments = HashMap::new();
        for chunk in uais.collect::<Vec<_>>().chunks(kernel::bulk::CHUNK) {
            let found = work.find::<establishment::Entity>(Condition::all().add(establishment::Column::Uai.is_in(chunk.iter().copied()))).await?;
            establishments.extend(found.into_iter().map(|row| (row.uai.clone(), row)));
        }
        let mut rows = Vec::new();
        for (row, person) in persons {
            for (uai, function, starts_on) in &row.appointments {
                let establishment = establishments.get(uai.as_str()).ok_or(Refusal::NotFound { argument: "establishment" })?;
                let appointment = appointment::ActiveModel {
                    academy_id: Set(establishment.academy_id),
                    person_id: Set(person.id),
                    establishment_id: Set(establishment.id),
                    function: Set(*function),
                    starts_on: Set(starts_on.0),
                    ends_on: Set(None),
                    ..Default::default()
                };
                rows.push((row.identifier.clone(), appointment));
            }
        }
        for (_, row) in work.create_all::<Appointment>(APPOINT, rows).await? {
            if let Some(row) = row {
                work.announce(APPOINTED.of::<Appointment>(&row));
            }
        }
        Ok(())
    }
}

fn person_of(row: &PersonRow, academy: Uuid) -> person::ActiveModel {
    person::ActiveModel {
        academy_id: Set(academy),
        civility: Set(row.civility),
        display_name: Set(format!("{} {}", row.given_name, row.family_name)),
        folded: Set(fold(&format!("{} {}", row.family_name, row.given_name))),
        family_name: Set(row.family_name.clone()),
        given_name: Set(row.given_name.clone()),
        deactivated_on: Set(None),
        ..Default::default()
    }
}
