//! Disciplines and offices of the rectorate. Commands of the system, performed by the command line and the demo.

use std::collections::HashSet;

use entity::people::{discipline, office};
use kernel::{
    actor::{Desk, Desks},
    command::Command,
    refusal::Refusal,
    scalars::{Date, PersonKey},
    work::{RowResult, RowStatus, Work},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition};
use serde::Serialize;

use crate::domain::{
    people::{
        Discipline, Office,
        events::OFFICE_GRANTED,
        lookups::Persons,
        sheet::{CREATE, GRANT},
    },
    territory::events::TERRITORY_LOADED,
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

/// Offices of the rectorate, in the academy of the officer. Who has one keeps it.
#[derive(Clone, Debug, Serialize)]
pub struct LoadOffices(pub Vec<OfficeRow>);

/// A person's office, over the whole academy.
#[derive(Clone, Debug, Serialize)]
pub struct OfficeRow {
    /// The officer.
    pub person: PersonKey,
    /// Desks.
    pub desks: Vec<Desk>,
    /// First day.
    pub starts_on: Date,
}

impl Command for LoadOffices {
    const NAME: &'static str = "loadOffices";
    type Outcome = Vec<RowResult>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let persons = Persons::named(work, self.0.iter().map(|row| &row.person)).await?;
        let mut results = Vec::new();
        for row in self.0 {
            let person = persons.the(&row.person, None)?.clone();
            let known = work.find::<office::Entity>(Condition::all().add(office::Column::PersonId.eq(person.id))).await?;
            if known.is_empty() {
                let desks: Desks = row.desks.into_iter().collect();
                let office = office::ActiveModel {
                    person_id: Set(person.id),
                    academy_id: Set(person.academy_id),
                    department_id: Set(None),
                    basin_id: Set(None),
                    desks: Set(desks.bits()),
                    starts_on: Set(row.starts_on.0),
                    ends_on: Set(None),
                    ..Default::default()
                };
                let office = work.create::<Office>(GRANT, office).await?;
                work.announce(OFFICE_GRANTED.of::<Office>(&office));
            }
            results.push(RowResult::done(row.person.to_string(), if known.is_empty() { RowStatus::Created } else { RowStatus::Unchanged }, person.id));
        }
        Ok(results)
    }
}
