//! Persons by id, identifier or mailbox: who is missing is made, what differs is changed, what is the same is left alone.
//! A command of the system, performed by the command line.

use std::{
    collections::{HashMap, HashSet},
    fmt,
    str::FromStr,
};

use async_graphql::MaybeUndefined;
use entity::{
    people::{
        discipline,
        person::{self, Civility},
        person_contact, person_discipline, person_identifier,
    },
    territory::academy,
};
use kernel::{
    Uuid,
    command::Command,
    fold::fold,
    refusal::{Fault, Refusal},
    resource::{Id, written_id},
    scalars::{Date, PersonKey},
    text::text,
    upsert::{Plan, Upsert},
    work::{RowResult, RowStatus, Work, told},
};
use sea_orm::{
    ActiveValue::{NotSet, Set, Unchanged},
    Condition,
};
use serde::{Serialize, Serializer};

use crate::domain::people::{
    Person,
    events::{PERSON_CREATED, PERSON_UPDATED},
    lookups::Persons,
    rules::{identifier, mail, short_text},
    sheet::CREATE,
};

/// Persons by id, identifier or mailbox.
#[derive(Clone, Debug, Serialize)]
pub struct UpsertPeople {
    /// The persons.
    pub rows: Vec<PersonRow>,
}

/// A person. What is left out stays; a new one needs academy and names.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PersonRow {
    /// Id; of a person that is not known yet, the id that they shall have.
    #[serde(serialize_with = "written_id")]
    pub id: Option<Id<Person>>,
    /// Code of the academy that employs the person.
    pub academy: Option<String>,
    /// Identifiers in other systems: those that are missing are added, none goes.
    pub identifiers: Identifiers,
    /// Civility.
    pub civility: MaybeUndefined<Civility>,
    /// Family name.
    pub family_name: Option<String>,
    /// Given name.
    pub given_name: Option<String>,
    /// Professional mailbox.
    pub mail: MaybeUndefined<String>,
    /// Codes of the disciplines that the person teaches.
    pub disciplines: MaybeUndefined<Words>,
    /// Day the person left the directory.
    pub deactivated_on: MaybeUndefined<Date>,
}

/// Words in one cell, separated by spaces.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words(pub Vec<String>);

impl FromStr for Words {
    type Err = &'static str;

    fn from_str(written: &str) -> Result<Self, Self::Err> {
        Ok(Self(written.split_whitespace().map(str::to_owned).collect()))
    }
}

impl Serialize for Words {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0.join(" "))
    }
}

/// Identifiers in one cell, separated by bars: `AAF:123456 | ENT:ab-12`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Identifiers(pub Vec<(String, String)>);

impl FromStr for Identifiers {
    type Err = &'static str;

    fn from_str(written: &str) -> Result<Self, Self::Err> {
        let one = |word: &str| match word.trim().parse()? {
            PersonKey::Identifier { system, value } => Ok((system, value)),
            _ => Err("identifiers are written SYSTEM:value, with a bar between two of them"),
        };
        written.split('|').map(one).collect::<Result<_, _>>().map(Self)
    }
}

impl fmt::Display for Identifiers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, (system, value)) in self.0.iter().enumerate() {
            write!(f, "{}{system}:{value}", if at > 0 { " | " } else { "" })?;
        }
        Ok(())
    }
}

impl Serialize for Identifiers {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl PersonRow {
    /// What names the person in a file: id, first identifier or mailbox.
    pub fn key(&self) -> String {
        self.keys().next().map_or_else(String::new, |key| key.to_string())
    }

    /// All that names the person.
    pub fn keys(&self) -> impl Iterator<Item = PersonKey> {
        let id = self.id.map(|id| PersonKey::Id(id.0));
        let identifiers = self.identifiers.0.iter().map(|(system, value)| PersonKey::Identifier { system: system.clone(), value: value.clone() });
        let mail = self.mail.value().map(|mail| PersonKey::Mail(mail.to_lowercase()));
        id.into_iter().chain(identifiers).chain(mail)
    }
}

impl Command for UpsertPeople {
    const NAME: &'static str = "upsertPeople";
    type Outcome = Vec<RowResult>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let named = Named::of(work, &self.rows).await?;
        let mut upsert = Upsert::<Person>::default();
        let mut mails: HashSet<(Uuid, String)> = HashSet::new();
        for row in &self.rows {
            let planned = row.planned(&named).and_then(|(academy, plan)| match row.mail.value() {
                Some(written) if !mails.insert((academy, mail("mail", written)?)) => Err(Refusal::taken("mail")),
                _ => Ok(plan),
            });
            upsert.row(row.key(), planned);
        }

        let mut written = upsert.write(work, CREATE, CREATE).await?;
        let rows: HashMap<String, &PersonRow> = self.rows.iter().rev().map(|row| (row.key(), row)).collect();
        let persons: Vec<(&PersonRow, person::Model)> = written.rows().map(|(key, person)| (rows[key], person.clone())).collect();
        for changed in [contacts(work, &persons).await?, identifiers(work, &named, &persons).await?, disciplines(work, &named, &persons).await?] {
            written.changed(changed);
        }
        Ok(written.tell(work, |status, _| if status == RowStatus::Created { &PERSON_CREATED } else { &PERSON_UPDATED }))
    }
}

/// What rows of persons name.
struct Named {
    academies: HashMap<String, Uuid>,
    persons: Persons,
    disciplines: HashMap<String, Uuid>,
    identifiers: HashMap<Uuid, Vec<person_identifier::Model>>,
}

impl Named {
    async fn of(work: &Work<'_>, rows: &[PersonRow]) -> Result<Self, Refusal> {
        let keys: Vec<PersonKey> = rows.iter().flat_map(PersonRow::keys).collect();
        let persons = Persons::named(work, keys.iter()).await?;
        let known: Vec<Uuid> = keys.iter().flat_map(|key| persons.all(key, None)).map(|row| row.id).collect::<HashSet<_>>().into_iter().collect();
        let mut identifiers: HashMap<Uuid, Vec<person_identifier::Model>> = HashMap::new();
        for chunk in known.chunks(kernel::bulk::CHUNK) {
            for row in work.find::<person_identifier::Entity>(work.among(person_identifier::Column::PersonId, chunk)).await? {
                identifiers.entry(row.person_id).or_default().push(row);
            }
        }
        Ok(Self {
            academies: work.find::<academy::Entity>(Condition::all()).await?.into_iter().map(|row| (row.code, row.id)).collect(),
            persons,
            disciplines: work.find::<discipline::Entity>(Condition::all()).await?.into_iter().map(|row| (row.code, row.id)).collect(),
            identifiers,
        })
    }

    /// The person that a row is about; all its keys that are known must name the same one.
    fn person(&self, row: &PersonRow, academy: Option<Uuid>) -> Result<Option<&person::Model>, Refusal> {
        let mut found: Option<&person::Model> = None;
        for key in row.keys() {
            let by_id = matches!(key, PersonKey::Id(_));
            for person in self.persons.all(&key, if by_id { None } else { academy.or(found.map(|row| row.academy_id)) }) {
                match found {
                    None => found = Some(person),
                    Some(other) if other.id == person.id => {}
                    Some(_) if matches!(key, PersonKey::Mail(_)) => return Err(Refusal::taken("mail")),
                    Some(_) => {
                        let message = text("The row names two persons.", "La ligne désigne deux personnes.");
                        return Err(Fault::invalid("identifiers", message).coded("AMBIGUOUS").into());
                    }
                }
            }
        }
        Ok(found)
    }
}

impl PersonRow {
    /// The academy of the person, and what is to be done.
    fn planned(&self, named: &Named) -> Result<(Uuid, Plan<Person>), Refusal> {
        if self.keys().next().is_none() {
            let message = text("A person needs an identifier or a mailbox.", "Une personne a besoin d'un identifiant ou d'une adresse mél.");
            return Err(Fault::invalid("identifiers", message).into());
        }
        let academy = self.academy.as_ref().map(|code| named.academies.get(code).copied().ok_or(Refusal::NotFound { argument: "academy" })).transpose()?;
        let known = named.person(self, academy)?;
        let name = |argument: &str, told: Option<&str>, known: Option<&str>| short_text(argument, told.or(known).unwrap_or_default(), 100);
        let family = name("familyName", self.family_name.as_deref(), known.map(|row| row.family_name.as_str()))?;
        let given = name("givenName", self.given_name.as_deref(), known.map(|row| row.given_name.as_str()))?;
        for (system, value) in &self.identifiers.0 {
            identifier(system, value)?;
        }
        if self.disciplines.value().is_some_and(|codes| codes.0.iter().any(|code| !named.disciplines.contains_key(code))) {
            return Err(Refusal::NotFound { argument: "disciplines" });
        }
        let academy = match (academy, known) {
            (Some(academy), _) => academy,
            (None, Some(known)) => known.academy_id,
            (None, None) => return Err(Refusal::NotFound { argument: "academy" }),
        };
        let row = person::ActiveModel {
            academy_id: Set(academy),
            civility: told(&self.civility, |civility| *civility),
            display_name: Set(format!("{given} {family}")),
            folded: Set(fold(&format!("{family} {given}"))),
            family_name: Set(family),
            given_name: Set(given),
            deactivated_on: told(&self.deactivated_on, |day| day.0),
            ..Default::default()
        };
        let plan = match known {
            Some(known) => Plan::Known(person::ActiveModel { id: Unchanged(known.id), ..row }),
            None => Plan::New(person::ActiveModel { id: self.id.map_or(NotSet, |id| Set(id.0)), ..row }),
        };
        Ok((academy, plan))
    }
}

type Changed = Result<Vec<person::Model>, Refusal>;

async fn contacts(work: &mut Work<'_>, persons: &[(&PersonRow, person::Model)]) -> Changed {
    let mut wanted = Vec::new();
    for (row, person) in persons.iter().filter(|(row, _)| !row.mail.is_undefined()) {
        let address = row.mail.value().map(|written| mail("mail", written)).transpose()?;
        let part = |mail| person_contact::ActiveModel { person_id: Set(person.id), academy_id: Set(person.academy_id), mail: Set(mail), ..Default::default() };
        wanted.push((person.id, address.map(part).into_iter().collect()));
    }
    work.replace_all::<Person, person_contact::Entity>("mail", person_contact::Column::PersonId, wanted).await
}

async fn identifiers(work: &mut Work<'_>, named: &Named, persons: &[(&PersonRow, person::Model)]) -> Changed {
    let wanted = persons.iter().filter(|(row, _)| !row.identifiers.0.is_empty()).map(|(row, person)| {
        let known = named.identifiers.get(&person.id).into_iter().flatten().map(|known| (known.system.clone(), known.value.clone()));
        let all: HashSet<(String, String)> = known.chain(row.identifiers.0.iter().cloned()).collect();
        let part = |(system, value)| person_identifier::ActiveModel {
            person_id: Set(person.id),
            academy_id: Set(person.academy_id),
            system: Set(system),
            value: Set(value),
            ..Default::default()
        };
        (person.id, all.into_iter().map(part).collect())
    });
    let wanted = wanted.collect();
    work.replace_all::<Person, person_identifier::Entity>("identifiers", person_identifier::Column::PersonId, wanted).await
}

async fn disciplines(work: &mut Work<'_>, named: &Named, persons: &[(&PersonRow, person::Model)]) -> Changed {
    let wanted = persons.iter().filter(|(row, _)| !row.disciplines.is_undefined()).map(|(row, person)| {
        let codes = row.disciplines.value().into_iter().flat_map(|codes| &codes.0);
        let ids: HashSet<Uuid> = codes.filter_map(|code| named.disciplines.get(code)).copied().collect();
        let part = |id| person_discipline::ActiveModel { person_id: Set(person.id), discipline_id: Set(id), ..Default::default() };
        (person.id, ids.into_iter().map(part).collect())
    });
    let wanted = wanted.collect();
    work.replace_all::<Person, person_discipline::Entity>("disciplines", person_discipline::Column::PersonId, wanted).await
}
