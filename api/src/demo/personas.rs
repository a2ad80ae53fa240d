//! A persona of every role, invented, in the real Collège Jean Moulin of Poitiers' academy.

use std::collections::HashMap;

use entity::people::{appointment::AppointmentFunction, person, person::Civility, person_identifier};
use kernel::{
    Uuid,
    actor::Desks,
    refusal::Refusal,
    scalars::{Date, Uai},
    store::Store,
};
use sea_orm::{ColumnTrait, Condition};

use super::{POITIERS, SYSTEM};
use crate::domain::{mandate::commands::load::MandateRow, people::commands::load::PersonRow};

/// Establishment of the personas: it has two referents of the demo.
const COLLEGE: &str = "0860076R";

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

fn first_day() -> Date {
    Date("2023-09-01".parse().expect("a day"))
}

/// The personas as people of their academies.
pub fn people() -> Vec<(&'static str, Vec<PersonRow>)> {
    let row = |cast: &Cast| PersonRow {
        identifier: cast.id.into(),
        civility: Some(cast.civility),
        family_name: cast.family.into(),
        given_name: cast.given.into(),
        mail: Some(format!("{}.{}@demo.example", cast.given, cast.family).to_lowercase()),
        discipline: None,
        appointments: cast.function.map(|function| (college(), function, first_day())).into_iter().collect(),
        office: cast.function.is_none().then(|| (Desks::ALL.to_vec(), first_day())),
    };
    let of = |academy: &'static str| (academy, CAST.iter().filter(|cast| cast.academy == academy).map(row).collect());
    vec![of(POITIERS), of("16")]
}

/// The mandates of the personas: one active, one proposed.
pub fn mandates() -> Vec<MandateRow> {
    let mandate = |person: &str, accepted| MandateRow {
        establishment: college(),
        person: person.into(),
        starts_on: Date("2026-09-01".parse().expect("a day")),
        ends_on: None,
        accepted,
    };
    vec![mandate("referent", true), mandate("candidate", false)]
}

/// The personas as the directory knows them.
pub async fn found(store: &Store) -> Result<Vec<Persona>, Refusal> {
    let of_demo =
        Condition::all().add(person_identifier::Column::System.eq(SYSTEM)).add(person_identifier::Column::Value.is_in(CAST.iter().map(|cast| cast.id)));
    let ids: HashMap<String, Uuid> = store.rows::<person_identifier::Entity>(of_demo).await?.into_iter().map(|row| (row.value, row.person_id)).collect();
    let names = Condition::all().add(person::Column::Id.is_in(ids.values().copied()));
    let names: HashMap<Uuid, String> = store.rows::<person::Entity>(names).await?.into_iter().map(|row| (row.id, row.display_name)).collect();
    let persona = |cast: &Cast| {
        let person = *ids.get(cast.id)?;
        let place = if cast.place == COLLEGE { format!("{} ({COLLEGE})", establishment_name()) } else { cast.place.to_owned() };
        Some(Persona { id: cast.id, person, name: names.get(&person)?.clone(), role: cast.role, place })
    };
    Ok(CAST.iter().filter_map(persona).collect())
}

fn establishment_name() -> String {
    super::files::establishments(POITIERS).into_iter().find(|row| row.uai.as_str() == COLLEGE).map(|row| row.name).unwrap_or_default()
}
