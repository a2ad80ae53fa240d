//! Mission catalogues by their codes, with their missions and activities. A command of the system.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::framing::{DataStatus, activity, framing_text, mission, mission_catalogue};
use kernel::{
    Uuid,
    command::Command,
    refusal::Refusal,
    upsert::{Plan, Upsert},
    work::{RowResult, Work},
};
use sea_orm::{
    ActiveValue::{Set, Unchanged},
    ColumnTrait, Condition,
};
use serde::{Deserialize, Serialize};

use super::load_framing::Words;
use crate::domain::framing::{
    Activity, Mission, MissionCatalogue,
    events::CATALOGUE_LOADED,
    sheet::{PUBLISH, REVISE},
};

/// Mission catalogues by their codes.
#[derive(Clone, Debug, Serialize)]
pub struct LoadCatalogues {
    /// The catalogues.
    pub rows: Vec<CatalogueRow>,
}

/// A catalogue by its code.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CatalogueRow {
    /// Code.
    pub code: String,
    /// Code of the national text that it rests on.
    pub basis: String,
    /// First day.
    pub valid_from: NaiveDate,
    /// Last day.
    pub valid_to: Option<NaiveDate>,
    /// Title.
    pub title: Words,
    /// How far it is known.
    pub status: DataStatus,
    /// What of it is not a fact.
    pub note: Option<String>,
    /// Where it was read.
    pub source: Option<String>,
    /// Missions, in their order.
    pub missions: Vec<MissionRow>,
}

/// A mission by its code.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MissionRow {
    /// Code.
    pub code: String,
    /// Whether its text puts it before the others.
    pub priority: bool,
    /// Wording.
    pub label: Words,
    /// How far it is known.
    pub status: DataStatus,
    /// Where it was read.
    pub source: Option<String>,
    /// Activities, in their order.
    pub activities: Vec<ActivityRow>,
}

/// An activity by its code.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ActivityRow {
    /// Code.
    pub code: String,
    /// Wording.
    pub label: Words,
    /// How far it is known.
    pub status: DataStatus,
    /// Where it was read.
    pub source: Option<String>,
}

/// The ids of a table's rows by a key.
macro_rules! ids {
    ($work:expr, $table:ident, |$row:ident| $key:expr) => {
        $work.find::<$table::Entity>(Condition::all()).await?.into_iter().map(|$row| ($key, $row.id)).collect::<HashMap<_, Uuid>>()
    };
}

/// Makes a row or changes the one with the id that its key has, and tells it. Gives back the results.
macro_rules! upsert {
    ($work:expr, $resource:ty, $table:ident, $rows:expr) => {{
        let mut upsert = Upsert::<$resource>::default();
        for (key, known, values) in $rows {
            let plan = match known {
                Some(id) => Plan::Known($table::ActiveModel { id: Unchanged(id), ..values }),
                None => Plan::New(values),
            };
            upsert.row(key, Ok(plan));
        }
        upsert.write($work, PUBLISH, REVISE).await?.tell($work, |_, _| &CATALOGUE_LOADED)
    }};
}

impl Command for LoadCatalogues {
    const NAME: &'static str = "loadCatalogues";
    type Outcome = Vec<RowResult>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let mut results = self.catalogues(work).await?;
        results.extend(self.missions(work).await?);
        results.extend(self.activities(work).await?);
        Ok(results)
    }
}

impl LoadCatalogues {
    async fn catalogues(&self, work: &mut Work<'_>) -> Result<Vec<RowResult>, Refusal> {
        let national = work.find::<framing_text::Entity>(Condition::all().add(framing_text::Column::AcademyId.is_null())).await?;
        let known = ids!(work, mission_catalogue, |row| row.code);
        let mut rows = Vec::with_capacity(self.rows.len());
        for row in &self.rows {
            let basis = national.iter().find(|text| text.code == row.basis).ok_or(Refusal::NotFound { argument: "basis" })?;
            let values = mission_catalogue::ActiveModel {
                code: Set(row.code.clone()),
                basis_id: Set(basis.id),
                title_fr: Set(row.title.fr.clone()),
                title_en: Set(row.title.en.clone()),
                valid_from: Set(row.valid_from),
                valid_to: Set(row.valid_to),
                status: Set(row.status),
                note: Set(row.note.clone()),
                source: Set(row.source.clone()),
                ..Default::default()
            };
            rows.push((row.code.clone(), known.get(&row.code).copied(), values));
        }
        Ok(upsert!(work, MissionCatalogue, mission_catalogue, rows))
    }

    async fn missions(&self, work: &mut Work<'_>) -> Result<Vec<RowResult>, Refusal> {
        let (catalogues, known) = (ids!(work, mission_catalogue, |row| row.code), ids!(work, mission, |row| (row.catalogue_id, row.code)));
        let mut rows = Vec::new();
        for row in &self.rows {
            let catalogue = *catalogues.get(&row.code).ok_or(Refusal::NotFound { argument: "catalogue" })?;
            for (position, mission) in (1..).zip(&row.missions) {
                let values = mission::ActiveModel {
                    catalogue_id: Set(catalogue),
                    code: Set(mission.code.clone()),
                    position: Set(position),
                    priority: Set(mission.priority),
                    label_fr: Set(mission.label.fr.clone()),
                    label_en: Set(mission.label.en.clone()),
                    status: Set(mission.status),
                    source: Set(mission.source.clone()),
                    ..Default::default()
                };
                rows.push((format!("{} {}", row.code, mission.code), known.get(&(catalogue, mission.code.clone())).copied(), values));
            }
        }
        Ok(upsert!(work, Mission, mission, rows))
    }

    async fn activities(&self, work: &mut Work<'_>) -> Result<Vec<RowResult>, Refusal> {
        let (catalogues, missions) = (ids!(work, mission_catalogue, |row| row.code), ids!(work, mission, |row| (row.catalogue_id, row.code)));
        let known = ids!(work, activity, |row| (row.catalogue_id, row.code));
        let mut rows = Vec::new();
        for row in &self.rows {
            let catalogue = *catalogues.get(&row.code).ok_or(Refusal::NotFound { argument: "catalogue" })?;
            let listed = row.missions.iter().flat_map(|mission| mission.activities.iter().map(move |activity| (mission, activity)));
            for (position, (mission, activity)) in (1..).zip(listed) {
                let values = activity::ActiveModel {
                    catalogue_id: Set(catalogue),
                    mission_id: Set(*missions.get(&(catalogue, mission.code.clone())).ok_or(Refusal::NotFound { argument: "mission" })?),
                    code: Set(activity.code.clone()),
                    position: Set(position),
                    label_fr: Set(activity.label.fr.clone()),
                    label_en: Set(activity.label.en.clone()),
                    status: Set(activity.status),
                    source: Set(activity.source.clone()),
                    ..Default::default()
                };
                rows.push((format!("{} {}", row.code, activity.code), known.get(&(catalogue, activity.code.clone())).copied(), values));
            }
        }
        Ok(upsert!(work, Activity, activity, rows))
    }
}
