//! A list of referents: persons, what they are in their establishment, and their mandates, from one line each.
//! A command of the system, performed by the command line.

use std::collections::HashMap;

use async_graphql::MaybeUndefined;
use entity::{
    mandate::mandate::MandateDecision,
    people::{
        appointment::{self, AppointmentFunction},
        person::{self, Civility},
    },
};
use kernel::{
    Uuid,
    command::Command,
    fold::fold,
    refusal::{Fault, Refusal},
    scalars::{Date, PersonKey, SchoolYear, Uai},
    text::{Text, text},
    work::{RowResult, RowStatus, Work},
};
use sea_orm::Condition;
use serde::Serialize;

use super::upsert_mandates::{MandateRow, UpsertMandates};
use crate::domain::{
    people::{
        commands::{
            upsert_appointments::{AppointmentRow, UpsertAppointments},
            upsert_people::{Identifiers, PersonRow, UpsertPeople, Words},
        },
        lookups::Persons,
    },
    territory::lookups::establishments_of,
};

/// System whose identifiers name persons that a list made known.
const LIST: &str = "LIST";

/// Referents of a school year.
#[derive(Clone, Debug, Serialize)]
pub struct LoadReferents {
    /// The referents.
    pub rows: Vec<ReferentRow>,
}

/// A referent of an establishment.
#[derive(Clone, Debug, Serialize)]
pub struct ReferentRow {
    /// School year.
    pub school_year: SchoolYear,
    /// Unit code of the establishment.
    pub establishment: Uai,
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
    /// First day as a referent; it may lie in an earlier year.
    pub starts_on: Option<Date>,
    /// Last day.
    pub ends_on: Option<Date>,
}

impl ReferentRow {
    /// What names the referent in a list: establishment and name.
    pub fn key(&self) -> String {
        key(&self.establishment, &self.family_name, &self.given_name)
    }

    /// The identifier that the list gives: `0160001P:oeillet-ines`.
    fn listed(&self) -> String {
        format!("{}:{}", self.establishment, fold(&format!("{} {}", self.family_name, self.given_name)).replace(' ', "-"))
    }

    /// First day of the mandate, in its school year.
    fn first_day(&self) -> chrono::NaiveDate {
        self.starts_on.map_or(self.school_year.first_day(), |day| day.0.max(self.school_year.first_day()))
    }
}

/// What names a referent in a list.
pub fn key(establishment: &Uai, family: &str, given: &str) -> String {
    format!("{establishment} {}", fold(&format!("{family} {given}")))
}

impl Command for LoadReferents {
    const NAME: &'static str = "loadReferents";
    type Outcome = Vec<RowResult>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let known = Known::of(work, &self.rows).await?;
        let mut results: Vec<RowResult> = Vec::with_capacity(self.rows.len());
        let mut people = Vec::new();
        for row in self.rows {
            match known.person(&row) {
                Ok(person) => people.push((row, person)),
                Err(refusal) => results.push(RowResult::rejected(row.key(), &refusal)),
            }
        }
        let rows = people.iter().map(|(_, person)| person.clone()).collect();
        let mut done = Parts::default();
        done.take(UpsertPeople { rows }.apply(work).await?);
        let appointed: Vec<(String, AppointmentRow)> = people.iter().filter_map(|(row, person)| known.appointment(row, person)).collect();
        let rows = appointed.iter().map(|(_, row)| row.clone()).collect();
        done.take(UpsertAppointments { rows }.apply(work).await?);
        let mandates: Vec<MandateRow> = people.iter().map(|(row, person)| mandate(row, person)).collect();
        if !mandates.is_empty() {
            done.take(UpsertMandates { rows: mandates.clone() }.apply(work).await?);
        }
        let appointments: HashMap<String, String> = appointed.into_iter().map(|(key, row)| (key, row.key())).collect();
        for ((row, person), mandate) in people.iter().zip(&mandates) {
            let parts = [Some(person.key()), appointments.get(&row.key()).cloned(), Some(mandate.key())];
            results.push(done.joined(row.key(), parts.into_iter().flatten()));
        }
        Ok(results)
    }
}

/// What became of the objects that the lines make.
#[derive(Default)]
struct Parts(HashMap<String, RowResult>);

impl Parts {
    fn take(&mut self, results: Vec<RowResult>) {
        self.0.extend(results.into_iter().map(|result| (result.key.clone(), result)));
    }

    /// What became of a line: refused when one of its objects is, made when its mandate is.
    fn joined(&self, key: String, parts: impl Iterator<Item = String>) -> RowResult {
        let parts: Vec<&RowResult> = parts.filter_map(|part| self.0.get(&part)).collect();
        if let Some(refused) = parts.iter().find(|part| part.fault.is_some()) {
            return RowResult { key, ..(*refused).clone() };
        }
        let mandate = parts.last().and_then(|part| part.id).unwrap_or_default();
        let status = match parts.last().map(|part| part.status) {
            Some(RowStatus::Created) => RowStatus::Created,
            _ if parts.iter().all(|part| part.status == RowStatus::Unchanged) => RowStatus::Unchanged,
            _ => RowStatus::Updated,
        };
        RowResult::done(key, status, mandate)
    }
}

/// Who is known by mailbox, by the list, or by name in the establishment.
struct Known {
    by_mail: Persons,
    appointments: HashMap<Uuid, Vec<appointment::Model>>,
    here: HashMap<String, Vec<person::Model>>,
    academies: HashMap<Uuid, String>,
    establishments: HashMap<String, entity::territory::establishment::Model>,
}

impl Known {
    async fn of(work: &Work<'_>, rows: &[ReferentRow]) -> Result<Self, Refusal> {
        let establishments = establishments_of(work, rows.iter().map(|row| &row.establishment)).await?;
        let mails: Vec<PersonKey> = rows.iter().filter_map(|row| row.mail.as_ref()).map(|mail| PersonKey::Mail(mail.to_lowercase())).collect();
        let by_mail = Persons::named(work, mails.iter()).await?;
        let ids: Vec<Uuid> = establishments.values().map(|row| row.id).collect();
        let mut appointments: HashMap<Uuid, Vec<appointment::Model>> = HashMap::new();
        let mut at: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
        for chunk in ids.chunks(kernel::bulk::CHUNK) {
            for row in work.find::<appointment::Entity>(work.among(appointment::Column::EstablishmentId, chunk)).await? {
                at.entry(row.establishment_id).or_default().push(row.person_id);
                appointments.entry(row.person_id).or_default().push(row);
            }
        }
        let persons: Vec<Uuid> = appointments.keys().copied().collect();
        let mut names: HashMap<Uuid, person::Model> = HashMap::new();
        for chunk in persons.chunks(kernel::bulk::CHUNK) {
            names.extend(work.find::<person::Entity>(work.among(person::Column::Id, chunk)).await?.into_iter().map(|row| (row.id, row)));
        }
        let mut here: HashMap<String, Vec<person::Model>> = HashMap::new();
        for establishment in establishments.values() {
            let uai: Uai = establishment.uai.parse().map_err(|_| Refusal::internal("a stored UAI is one"))?;
            let mut there: Vec<&person::Model> = at.get(&establishment.id).into_iter().flatten().filter_map(|id| names.get(id)).collect();
            there.sort_by_key(|row| row.id);
            there.dedup_by_key(|row| row.id);
            for person in there {
                here.entry(key(&uai, &person.family_name, &person.given_name)).or_default().push(person.clone());
            }
        }
        let academies = work.find::<entity::territory::academy::Entity>(Condition::all()).await?.into_iter().map(|row| (row.id, row.code)).collect();
        Ok(Self { by_mail, appointments, here, academies, establishments })
    }

    /// The person of a line, as the directory shall know them. A mailbox of somebody else is not taken for theirs.
    fn person(&self, row: &ReferentRow) -> Result<PersonRow, Refusal> {
        let establishment = self.establishments.get(row.establishment.as_str()).ok_or(Refusal::NotFound { argument: "establishment" })?;
        let mailed = row.mail.as_ref().and_then(|mail| self.by_mail.all(&PersonKey::Mail(mail.to_lowercase()), Some(establishment.academy_id)).next());
        let is_other = |person: &&person::Model| person.folded != fold(&format!("{} {}", row.family_name, row.given_name));
        if let Some(other) = mailed.filter(is_other) {
            let message = Text::of(format!("The mailbox is that of {}.", other.display_name), format!("L'adresse mél est celle de {}.", other.display_name));
            return Err(Fault::invalid("mail", message).coded("ALREADY_EXISTS").into());
        }
        let here = self.here.get(&row.key()).map_or(&[][..], Vec::as_slice);
        let known = match (mailed, here) {
            (Some(person), _) | (None, [person]) => Some(person),
            (None, []) => None,
            (None, _) => {
                let message = text("Several persons there have this name.", "Plusieurs personnes y portent ce nom.");
                return Err(Fault::invalid("mail", message).coded("AMBIGUOUS").into());
            }
        };
        // Whoever the list makes known is named by it from then on.
        let identifiers = if known.is_none() { vec![(LIST.to_owned(), row.listed())] } else { Vec::new() };
        Ok(PersonRow {
            id: known.map(|person| person.id.into()),
            academy: known.is_none().then(|| self.academies.get(&establishment.academy_id).cloned()).flatten(),
            identifiers: Identifiers(identifiers),
            civility: row.civility.map_or(MaybeUndefined::Undefined, MaybeUndefined::Value),
            family_name: Some(row.family_name.clone()),
            given_name: Some(row.given_name.clone()),
            mail: row.mail.clone().map_or(MaybeUndefined::Undefined, MaybeUndefined::Value),
            disciplines: row.discipline.clone().map_or(MaybeUndefined::Undefined, |code| MaybeUndefined::Value(Words(vec![code]))),
            ..PersonRow::default()
        })
    }

    /// The appointment that the mandate needs, where there is none yet: the list says that the person teaches there.
    fn appointment(&self, row: &ReferentRow, person: &PersonRow) -> Option<(String, AppointmentRow)> {
        let establishment = self.establishments.get(row.establishment.as_str())?;
        let starts = row.first_day();
        let is_there =
            |row: &&appointment::Model| row.establishment_id == establishment.id && row.starts_on <= starts && row.ends_on.is_none_or(|ends| starts <= ends);
        if person.id.and_then(|id| self.appointments.get(&id.0)).into_iter().flatten().any(|row| is_there(&row)) {
            return None;
        }
        let appointment = AppointmentRow {
            id: None,
            person: person.keys().next()?,
            establishment: row.establishment.clone(),
            function: AppointmentFunction::Teacher,
            starts_on: Date(row.starts_on.map_or(starts, |day| day.0.min(starts))),
            ends_on: MaybeUndefined::Undefined,
        };
        Some((row.key(), appointment))
    }
}

fn mandate(row: &ReferentRow, person: &PersonRow) -> MandateRow {
    let year = row.school_year;
    let key = person.keys().next().unwrap_or(PersonKey::Id(Uuid::nil()));
    MandateRow {
        starts_on: row.starts_on.map(|_| Date(row.first_day())),
        ends_on: row.ends_on.map(|day| Date(day.0.min(year.last_day()))),
        decision: Some(MandateDecision::Accepted),
        first_mandate_on: row.starts_on.filter(|day| day.0 < year.first_day()),
        ..MandateRow::of(year, row.establishment.clone(), key)
    }
}
