//! A persona of every role, invented, in the real Collège Jean Moulin of Poitiers' academy.

use std::collections::HashMap;

use async_graphql::MaybeUndefined;
use entity::{
    mandate::mandate::MandateDecision,
    people::{
        appointment::AppointmentFunction,
        person::{self, Civility},
        person_identifier,
    },
    territory::establishment,
};
use kernel::{
    Uuid,
    actor::Desks,
    refusal::Refusal,
    scalars::{PersonKey, SchoolYear, Uai},
    store::Store,
};
use sea_orm::{ColumnTrait, Condition};

use super::{POITIERS, SYSTEM, files::first_day};
use crate::domain::{
    mandate::commands::upsert_mandates::{MandateRow, UpsertMandates},
    people::commands::{
        load::{LoadOffices, OfficeRow},
        upsert_appointments::{AppointmentRow, UpsertAppointments},
        upsert_people::{Identifiers, PersonRow, UpsertPeople},
    },
};

/// Establishment of the personas: it has two referents of the demo.
pub const COLLEGE: &str = "0860076R";

/// Somebody to try the API as.
pub struct Persona {
    /// Short name, as scripts use it.
    pub id: &'static str,
    /// The person.
    pub person: Uuid,
    /// Name as shown.
    pub name: String,
    /// Role.
    pub role: &'static str,
    /// Where.
    pub place: String,
}

struct Cast {
    id: &'static str,
    academy: &'static str,
    civility: Civility,
    given: &'static str,
    family: &'static str,
    role: &'static str,
    place: &'static str,
    function: Option<AppointmentFunction>,
}

const CAST: &[Cast] = &[
    Cast {
        id: "teacher",
        academy: POITIERS,
        civility: Civility::Madame,
        given: "Capucine",
        family: "MARGUERITE",
        role: "TEACHER",
        place: COLLEGE,
        function: Some(AppointmentFunction::Teacher),
    },
    Cast {
        id: "referent",
        academy: POITIERS,
        civility: Civility::Monsieur,
        given: "Basile",
        family: "JACINTHE",
        role: "REFERENT",
        place: COLLEGE,
        function: Some(AppointmentFunction::Teacher),
    },
    Cast {
        id: "candidate",
        academy: POITIERS,
        civility: Civility::Madame,
        given: "Garance",
        family: "IRIS",
        role: "TEACHER",
        place: COLLEGE,
        function: Some(AppointmentFunction::Librarian),
    },
    Cast {
        id: "principal",
        academy: POITIERS,
        civility: Civility::Madame,
        given: "Violette",
        family: "CAMELIA",
        role: "PRINCIPAL",
        place: COLLEGE,
        function: Some(AppointmentFunction::Principal),
    },
    Cast {
        id: "deputy",
        academy: POITIERS,
        civility: Civility::Monsieur,
        given: "Florent",
        family: "LILAS",
        role: "DEPUTY",
        place: COLLEGE,
        function: Some(AppointmentFunction::Deputy),
    },
    Cast {
        id: "rectorate",
        academy: POITIERS,
        civility: Civility::Monsieur,
        given: "Narcisse",
        family: "TULIPE",
        role: "RECTORATE",
        place: "Académie de Poitiers",
        function: None,
    },
    Cast {
        id: "rectorate-toulouse",
        academy: "16",
        civility: Civility::Madame,
        given: "Rose",
        family: "PIVOINE",
        role: "RECTORATE",
        place: "Académie de Toulouse",
        function: None,
    },
];

fn college() -> Uai {
    COLLEGE.parse().expect("the personas' establishment has a UAI")
}

fn key(id: &str) -> PersonKey {
    PersonKey::Identifier { system: SYSTEM.to_owned(), value: id.to_owned() }
}

/// The personas as people of their academies.
pub fn people() -> UpsertPeople {
    let row = |cast: &Cast| PersonRow {
        academy: Some(cast.academy.into()),
        identifiers: Identifiers(vec![(SYSTEM.into(), cast.id.into())]),
        civility: MaybeUndefined::Value(cast.civility),
        family_name: Some(cast.family.into()),
        given_name: Some(cast.given.into()),
        mail: MaybeUndefined::Value(format!("{}.{}@demo.example", cast.given, cast.family).to_lowercase()),
        ..PersonRow::default()
    };
    UpsertPeople { rows: CAST.iter().map(row).collect() }
}

/// What those of the collège are there.
pub fn appointments() -> UpsertAppointments {
    let row = |cast: &Cast| {
        Some(AppointmentRow {
            id: None,
            person: key(cast.id),
            establishment: college(),
            function: cast.function?,
            starts_on: first_day(),
            ends_on: MaybeUndefined::Undefined,
        })
    };
    UpsertAppointments { rows: CAST.iter().filter_map(row).collect() }
}

/// The officers, with every desk.
pub fn offices() -> LoadOffices {
    let officers = CAST.iter().filter(|cast| cast.function.is_none());
    LoadOffices(officers.map(|cast| OfficeRow { person: key(cast.id), desks: Desks::ALL.to_vec(), starts_on: first_day() }).collect())
}

/// The mandates of the personas: one active, one proposed.
pub fn mandates(year: SchoolYear) -> UpsertMandates {
    let row = |person: &str, decision| MandateRow { decision: Some(decision), ..MandateRow::of(year, college(), key(person)) };
    UpsertMandates { rows: vec![row("referent", MandateDecision::Accepted), row("candidate", MandateDecision::Proposed)] }
}

/// The personas as the directory knows them.
pub async fn found(store: &Store) -> Result<Vec<Persona>, Refusal> {
    let of_demo =
        Condition::all().add(person_identifier::Column::System.eq(SYSTEM)).add(person_identifier::Column::Value.is_in(CAST.iter().map(|cast| cast.id)));
    let ids: HashMap<String, Uuid> = store.rows::<person_identifier::Entity>(of_demo).await?.into_iter().map(|row| (row.value, row.person_id)).collect();
    let names = Condition::all().add(person::Column::Id.is_in(ids.values().copied()));
    let names: HashMap<Uuid, String> = store.rows::<person::Entity>(names).await?.into_iter().map(|row| (row.id, row.display_name)).collect();
    let college = store.rows::<establishment::Entity>(Condition::all().add(establishment::Column::Uai.eq(COLLEGE))).await?.pop();
    let college = college.map(|row| row.name).unwrap_or_default();
    let persona = |cast: &Cast| {
        let person = *ids.get(cast.id)?;
        let place = if cast.place == COLLEGE { format!("{college} ({COLLEGE})") } else { cast.place.to_owned() };
        Some(Persona { id: cast.id, person, name: names.get(&person)?.clone(), role: cast.role, place })
    };
    Ok(CAST.iter().filter_map(persona).collect())
}
