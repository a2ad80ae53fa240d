//! Loads a territory by natural keys: what is missing is made, what differs is changed, what is the same is left alone.
//! Commands of the system, performed by the command line.

use std::collections::HashMap;

use entity::territory::{
    academy, academy_settings, department,
    local_authority::{self, AuthorityKind},
    region,
};
use kernel::{
    Uuid,
    command::Command,
    fold::fold,
    refusal::Refusal,
    work::{RowResult, Work},
};
use sea_orm::{ActiveValue::Set, Condition};
use serde::Serialize;

use super::upsert_zones::{UpsertZones, ZoneRow};
use crate::domain::territory::{Academy, AcademySettings, Department, LocalAuthority, Region, events::TERRITORY_LOADED, rules, sheet::CREATE};

/// An academy, its departments, their authorities, and its zones.
#[derive(Clone, Debug, Serialize)]
pub struct LoadTerritory {
    /// Region: INSEE code and name.
    pub regions: Vec<(String, String)>,
    /// Academies.
    pub academies: Vec<AcademyRow>,
    /// Departments.
    pub departments: Vec<DepartmentRow>,
    /// Local authorities: kind, code, name.
    pub authorities: Vec<(AuthorityKind, String, String)>,
    /// Zones.
    pub zones: Vec<ZoneRow>,
}

/// An academy by its code.
#[derive(Clone, Debug, Serialize)]
pub struct AcademyRow {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// INSEE code of its region.
    pub region: String,
    /// Zone of the school holidays.
    pub holiday_zone: Option<String>,
    /// Postal address of the rectorate, city, web site.
    pub contact: Option<(String, String, String)>,
}

/// A department by its code.
#[derive(Clone, Debug, Serialize)]
pub struct DepartmentRow {
    /// INSEE code.
    pub code: String,
    /// Name.
    pub name: String,
    /// INSEE code of its region.
    pub region: String,
    /// Code of its academy.
    pub academy: String,
}

impl Command for LoadTerritory {
    const NAME: &'static str = "loadTerritory";
    type Outcome = Vec<RowResult>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let mut results = self.regions(work).await?;
        results.extend(self.academies(work).await?);
        results.extend(self.departments(work).await?);
        results.extend(self.authorities(work).await?);
        results.extend(UpsertZones { rows: self.zones }.apply(work).await?);
        Ok(results)
    }
}

/// The ids of a table's rows by a key.
macro_rules! ids {
    ($work:expr, $table:ident, |$row:ident| $key:expr) => {
        $work.find::<$table::Entity>(Condition::all()).await?.into_iter().map(|$row| ($key, $row.id)).collect::<HashMap<_, Uuid>>()
    };
}

/// Makes rows whose key is not known yet, and tells it.
macro_rules! make {
    ($work:expr, $resource:ty, $rows:expr) => {{
        let mut results = Vec::new();
        for (result, row) in $work.create_all::<$resource>(CREATE, $rows).await? {
            if let Some(row) = row {
                $work.announce(TERRITORY_LOADED.of::<$resource>(&row));
            }
            results.push(result);
        }
        results
    }};
}

impl LoadTerritory {
    async fn regions(&self, work: &mut Work<'_>) -> Result<Vec<RowResult>, Refusal> {
        let known = ids!(work, region, |row| row.code);
        let missing = self.regions.iter().filter(|(code, _)| !known.contains_key(code));
        let rows = missing.map(|(code, name)| (code.clone(), region::ActiveModel { code: Set(code.clone()), name: Set(name.clone()), ..Default::default() }));
        Ok(make!(work, Region, rows.collect()))
    }

    async fn academies(&self, work: &mut Work<'_>) -> Result<Vec<RowResult>, Refusal> {
        let (regions, known) = (ids!(work, region, |row| row.code), ids!(work, academy, |row| row.code));
        let mut rows = Vec::new();
        for row in self.academies.iter().filter(|row| !known.contains_key(&row.code)) {
            let (address, city, website) =
                row.contact.clone().map_or((None, None, None), |(address, city, website)| (Some(address), Some(city), Some(website)));
            let region_id = *regions.get(&row.region).ok_or(Refusal::NotFound { argument: "region" })?;
            let academy = academy::ActiveModel {
                code: Set(row.code.clone()),
                name: Set(row.name.clone()),
                folded: Set(fold(&row.name)),
                region_id: Set(region_id),
                time_zone: Set(rules::time_zone(&row.code).to_owned()),
                holiday_zone: Set(row.holiday_zone.clone()),
                address: Set(address),
                city: Set(city),
                website: Set(website),
                ..Default::default()
            };
            rows.push((row.code.clone(), academy));
        }
        let results = make!(work, Academy, rows);
        let made = results.iter().filter_map(|result| result.id.map(|id| (result.key.clone(), id)));
        let defaults = |academy| academy_settings::ActiveModel {
            academy_id: Set(academy),
            publishes_referent_names: Set(false),
            allowance_first_month: Set(10),
            least_participants: Set(12),
            second_trainer_above: Set(15),
            min_establishments: Set(2),
            ..Default::default()
        };
        let settings = made.map(|(key, id)| (key, defaults(id)));
        make!(work, AcademySettings, settings.collect());
        Ok(results)
    }

    async fn departments(&self, work: &mut Work<'_>) -> Result<Vec<RowResult>, Refusal> {
        let (regions, academies) = (ids!(work, region, |row| row.code), ids!(work, academy, |row| row.code));
        let known = ids!(work, department, |row| row.code);
        let mut rows = Vec::new();
        for row in self.departments.iter().filter(|row| !known.contains_key(&row.code)) {
            let department = department::ActiveModel {
                code: Set(row.code.clone()),
                name: Set(row.name.clone()),
                region_id: Set(*regions.get(&row.region).ok_or(Refusal::NotFound { argument: "region" })?),
                academy_id: Set(*academies.get(&row.academy).ok_or(Refusal::NotFound { argument: "academy" })?),
                ..Default::default()
            };
            rows.push((row.code.clone(), department));
        }
        Ok(make!(work, Department, rows))
    }

    async fn authorities(&self, work: &mut Work<'_>) -> Result<Vec<RowResult>, Refusal> {
        let known = ids!(work, local_authority, |row| (row.kind, row.code));
        let missing = self.authorities.iter().filter(|(kind, code, _)| !known.contains_key(&(*kind, code.clone())));
        let rows = missing.map(|(kind, code, name)| {
            (code.clone(), local_authority::ActiveModel { kind: Set(*kind), code: Set(code.clone()), name: Set(name.clone()), ..Default::default() })
        });
        Ok(make!(work, LocalAuthority, rows.collect()))
    }
}
