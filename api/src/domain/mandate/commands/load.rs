//! Loads mandates that were decided elsewhere, by establishment, person and school year.
//! A command of the system, performed by the command line.

use std::collections::{HashMap, HashSet};

use entity::{
    mandate::mandate::{self, MandateDecision, MandateShare},
    people::person_identifier,
    territory::establishment,
};
use kernel::{
    Uuid,
    command::Command,
    refusal::Refusal,
    scalars::{Date, SchoolYear, Uai},
    work::{RowResult, RowStatus, Work},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition};
use serde::Serialize;

use crate::domain::mandate::{
    ReferentMandate,
    events::{MANDATE_ACCEPTED, MANDATE_PROPOSED},
    rules,
    sheet::PROPOSE,
};

/// Mandates of one school year.
#[derive(Clone, Debug, Serialize)]
pub struct LoadMandates {
    /// School year.
    pub school_year: SchoolYear,
    /// System whose identifiers name the persons.
    pub system: String,
    /// The mandates.
    pub rows: Vec<MandateRow>,
}

/// A mandate by its establishment and person.
#[derive(Clone, Debug, Serialize)]
pub struct MandateRow {
    /// Unit code of the establishment.
    pub establishment: Uai,
    /// Identifier of the person.
    pub person: String,
    /// First day; the year's first day when earlier.
    pub starts_on: Date,
    /// Last day; the year's last day when later or open.
    pub ends_on: Option<Date>,
    /// Whether the person has accepted.
    pub accepted: bool,
}

impl Command for LoadMandates {
    const NAME: &'static str = "loadMandates";
    type Outcome = Vec<RowResult>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let of_year = Condition::all().add(mandate::Column::SchoolYear.eq(self.school_year.to_string()));
        let known: HashSet<(Uuid, Uuid)> = work.find::<mandate::Entity>(of_year).await?.into_iter().map(|row| (row.establishment_id, row.person_id)).collect();
        let persons = Condition::all().add(person_identifier::Column::System.eq(&self.system));
        let persons: HashMap<String, Uuid> = work.find::<person_identifier::Entity>(persons).await?.into_iter().map(|row| (row.value, row.person_id)).collect();
        let mut establishments: HashMap<String, establishment::Model> = HashMap::new();
        for chunk in self.rows.chunks(kernel::bulk::CHUNK) {
            let uais = chunk.iter().map(|row| row.establishment.as_str());
            let found = work.find::<establishment::Entity>(Condition::all().add(establishment::Column::Uai.is_in(uais))).await?;
            establishments.extend(found.into_iter().map(|row| (row.uai.clone(), row)));
        }

        let (mut results, mut rows) = (Vec::new(), Vec::new());
        for row in &self.rows {
            let key = format!("{} {}", row.establishment, row.person);
            let (Some(establishment), Some(person)) = (establishments.get(row.establishment.as_str()), persons.get(&row.person)) else {
                results.push(RowResult::rejected(key, &Refusal::NotFound { argument: "establishment" }));
                continue;
            };
            if known.contains(&(establishment.id, *person)) {
                results.push(RowResult { key, status: RowStatus::Unchanged, id: None, fault: None });
                continue;
            }
            match self.mandate(work, row, establishment, *person) {
                Ok(mandate) => rows.push((key, mandate)),
                Err(refusal) => results.push(RowResult::rejected(key, &refusal)),
            }
        }
        for (result, row) in work.create_all::<ReferentMandate>(PROPOSE, rows).await? {
            if let Some(row) = row {
                let fact = if row.decision == MandateDecision::Accepted { &MANDATE_ACCEPTED } else { &MANDATE_PROPOSED };
                work.announce(fact.of::<ReferentMandate>(&row));
            }
            results.push(result);
        }
        Ok(results)
    }
}

impl LoadMandates {
    fn mandate(&self, work: &Work<'_>, row: &MandateRow, establishment: &establishment::Model, person: Uuid) -> Result<mandate::ActiveModel, Refusal> {
        let year = self.school_year;
        let starts = row.starts_on.0.max(year.first_day());
        let ends = row.ends_on.map_or(year.last_day(), |date| date.0.min(year.last_day()));
        let (starts, ends) = rules::days(year, Some(starts), Some(ends))?;
        rules::can_hold(establishment, None, ends)?;
        Ok(mandate::ActiveModel {
            academy_id: Set(establishment.academy_id),
            establishment_id: Set(establishment.id),
            person_id: Set(person),
            school_year: Set(year.to_string()),
            starts_on: Set(starts),
            ends_on: Set(ends),
            decision: Set(if row.accepted { MandateDecision::Accepted } else { MandateDecision::Proposed }),
            share: Set(MandateShare::Both),
            first_mandate_on: Set(row.starts_on.0.min(starts)),
            answered_at: Set(row.accepted.then_some(work.viewer.actor.at)),
            ..Default::default()
        })
    }
}
