//! Persons that an input names by key.

use std::collections::{HashMap, HashSet};

use entity::people::{
    appointment::{self, AppointmentFunction},
    person, person_contact, person_identifier,
};
use kernel::{
    Uuid,
    refusal::{Fault, Refusal},
    resource::Resource,
    scalars::PersonKey,
    store::covering,
    text::text,
    work::Work,
};
use sea_orm::{ColumnTrait, Condition};

use super::{
    Person,
    types::{PersonContact, PersonIdentifier},
};

/// The persons that some keys name, as far as the viewer may know them by these keys.
pub struct Persons {
    rows: HashMap<Uuid, person::Model>,
    named: HashMap<PersonKey, Vec<Uuid>>,
}

impl Persons {
    /// Looks them up: a statement for each way of naming, and one for the persons.
    pub async fn named<'k>(work: &Work<'_>, keys: impl Iterator<Item = &'k PersonKey>) -> Result<Self, Refusal> {
        let keys: HashSet<&PersonKey> = keys.collect();
        let mut named: HashMap<PersonKey, Vec<Uuid>> = HashMap::new();
        let (mut mails, mut values) = (Vec::new(), Vec::new());
        for key in keys {
            match key {
                PersonKey::Id(id) => drop(named.insert(key.clone(), vec![*id])),
                PersonKey::Mail(mail) => mails.push(mail.as_str()),
                PersonKey::Identifier { value, .. } => values.push(value.as_str()),
            }
        }
        for chunk in mails.chunks(kernel::bulk::CHUNK) {
            let among = Condition::all().add(person_contact::Column::Mail.is_in(chunk.iter().copied()));
            for row in work.seen_all::<PersonContact>(among).await? {
                named.entry(PersonKey::Mail(row.mail)).or_default().push(row.person_id);
            }
        }
        for chunk in values.chunks(kernel::bulk::CHUNK) {
            let among = Condition::all().add(person_identifier::Column::Value.is_in(chunk.iter().copied()));
            for row in work.seen_all::<PersonIdentifier>(among).await? {
                named.entry(PersonKey::Identifier { system: row.system, value: row.value }).or_default().push(row.person_id);
            }
        }
        let mut ids: Vec<Uuid> = named.values().flatten().copied().collect();
        ids.sort_unstable();
        ids.dedup();
        let mut rows = HashMap::new();
        for chunk in ids.chunks(kernel::bulk::CHUNK) {
            rows.extend(work.seen_all::<Person>(work.among(person::Column::Id, chunk)).await?.into_iter().map(|row| (row.id, row)));
        }
        Ok(Self { rows, named })
    }

    /// Every person that is named.
    pub fn rows(&self) -> impl Iterator<Item = &person::Model> {
        self.rows.values()
    }

    /// The persons that a key names in an academy, or in any.
    pub fn all(&self, key: &PersonKey, academy: Option<Uuid>) -> impl Iterator<Item = &person::Model> {
        let rows = self.named.get(key).into_iter().flatten().filter_map(|id| self.rows.get(id));
        rows.filter(move |row| academy.is_none_or(|academy| row.academy_id == academy))
    }

    /// The one person that a key names: in the academy first, else the only one elsewhere.
    pub fn the(&self, key: &PersonKey, academy: Option<Uuid>) -> Result<&person::Model, Refusal> {
        if let Some(row) = self.all(key, academy).next() {
            return Ok(row);
        }
        let mut elsewhere = self.all(key, None);
        match (elsewhere.next(), elsewhere.next()) {
            (Some(row), None) => Ok(row),
            (None, _) => Err(Refusal::NotFound { argument: "person" }),
            (Some(_), Some(_)) => {
                let message = text("Several academies know this person.", "Plusieurs académies connaissent cette personne.");
                let hint = text("Name the person by id.", "Désignez la personne par son identifiant.");
                Err(Fault::invalid("person", message).coded("AMBIGUOUS").hint(hint).into())
            }
        }
    }
}

/// The appointments of today's principals of some establishments.
pub async fn principals(work: &Work<'_>, establishments: &[Uuid]) -> Result<Vec<appointment::Model>, Refusal> {
    use appointment::Column::{EndsOn, EstablishmentId, Function, StartsOn};
    let today = work.viewer.actor.today;
    let mut places = establishments.to_vec();
    places.sort_unstable();
    places.dedup();
    let mut found = Vec::new();
    for chunk in places.chunks(kernel::bulk::CHUNK) {
        let there = work.among(EstablishmentId, chunk).add(Function.eq(AppointmentFunction::Principal)).add(covering(StartsOn, EndsOn, today));
        found.extend(work.find::<appointment::Entity>(there).await?);
    }
    Ok(found)
}

/// Beginning of the ids of persons, which keys know too.
const _: () = assert!(matches!(Person::PREFIX.as_bytes(), b"person"));
