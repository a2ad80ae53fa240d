//! Loads a territory by natural keys: what is missing is made, what differs is changed, what is the same is left alone.
//! Commands of the system, performed by the command line.

use std::collections::HashMap;

use entity::territory::{
    academy, academy_settings, department,
    establishment::{self, EstablishmentKind, Ministry, Sector},
    local_authority::{self, AuthorityKind},
    region,
    zone::{self, ZoneKind},
    zone_membership,
};
use kernel::{
    Uuid,
    command::Command,
    fold::fold,
    refusal::Refusal,
    scalars::{Date, Uai},
    work::{RowResult, RowStatus, Work},
};
use sea_orm::{
    ActiveValue::{self, Set, Unchanged},
    ColumnTrait, Condition,
};
use serde::Serialize;

use crate::domain::people::rules::{mail, short_text};
use crate::domain::territory::{
    Academy, AcademySettings, Basin, Department, Establishment, LocalAuthority, Region, Zone,
    commands::create_establishment::optional,
    events::{ESTABLISHMENT_CREATED, ESTABLISHMENT_UPDATED, TERRITORY_LOADED},
    lookups::{academy_of, ministry_of},
    rules,
    sheet::{CREATE, UPDATE},
};

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

/// A zone by its code.
#[derive(Clone, Debug, Serialize)]
pub struct ZoneRow {
    /// Code of its academy.
    pub academy: String,
    /// Kind.
    pub kind: ZoneKind,
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Where it comes from, when it is not the academy's own.
    pub note: Option<String>,
    /// First day.
    pub starts_on: Date,
}

impl Command for LoadTerritory {
    const NAME: &'static str = "loadTerritory";
    type Outcome = Vec<RowResult>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let mut results = self.regions(work).await?;
        results.extend(self.academies(work).await?);
        results.extend(self.departments(work).await?);
        results.extend(self.authorities(work).await?);
        results.extend(self.zones(work).await?);
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
        let settings =
            made.map(|(key, id)| (key, academy_settings::ActiveModel { academy_id: Set(id), publishes_referent_names: Set(false), ..Default::default() }));
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

    async fn zones(&self, work: &mut Work<'_>) -> Result<Vec<RowResult>, Refusal> {
        let academies = ids!(work, academy, |row| row.code);
        let known = ids!(work, zone, |row| (row.academy_id, row.kind, row.code));
        let (mut basins, mut others) = (Vec::new(), Vec::new());
        for row in &self.zones {
            let academy_id = *academies.get(&row.academy).ok_or(Refusal::NotFound { argument: "academy" })?;
            if known.contains_key(&(academy_id, row.kind, row.code.clone())) {
                continue;
            }
            let zone = zone::ActiveModel {
                academy_id: Set(academy_id),
                kind: Set(row.kind),
                code: Set(row.code.clone()),
                name: Set(row.name.clone()),
                folded: Set(fold(&row.name)),
                note: Set(row.note.clone()),
                starts_on: Set(row.starts_on.0),
                ends_on: Set(None),
                ..Default::default()
            };
            let rows = if row.kind == ZoneKind::Basin { &mut basins } else { &mut others };
            rows.push((row.code.clone(), zone));
        }
        let mut results = make!(work, Basin, basins);
        results.extend(make!(work, Zone, others));
        Ok(results)
    }
}

/// A territory, and establishments in it: all or nothing.
#[derive(Clone, Debug, Serialize)]
pub struct LoadDirectory {
    /// The territory they lie in.
    pub territory: LoadTerritory,
    /// Establishments, an academy each.
    pub establishments: Vec<LoadEstablishments>,
}

impl Command for LoadDirectory {
    const NAME: &'static str = "loadDirectory";
    type Outcome = Vec<RowResult>;

    /// Answers the establishments' results alone.
    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        self.territory.apply(work).await?;
        let mut results = Vec::new();
        for academy in self.establishments {
            results.extend(academy.apply(work).await?);
        }
        Ok(results)
    }
}

/// The establishments of one academy.
#[derive(Clone, Debug, Serialize)]
pub struct LoadEstablishments {
    /// Code of the academy.
    pub academy: String,
    /// Establishments; a section after its parent, or in a later load.
    pub rows: Vec<EstablishmentRow>,
    /// Where the facts come from.
    pub source: String,
    /// Whether the source holds telephones and mailboxes; else those that are known stay.
    pub tells_contacts: bool,
    /// Whether the source holds numbers of pupils; else those that are known stay.
    pub tells_pupils: bool,
}

/// An establishment by its UAI.
#[derive(Clone, Debug, Serialize)]
pub struct EstablishmentRow {
    /// Unit code.
    pub uai: Uai,
    /// Name.
    pub name: String,
    /// Kind.
    pub kind: EstablishmentKind,
    /// Sector.
    pub sector: Sector,
    /// Ministry; follows from the kind when the source does not say.
    pub ministry: Option<Ministry>,
    /// INSEE code of the department.
    pub department: String,
    /// Code of the basin.
    pub basin: Option<String>,
    /// Unit code of the establishment that a section belongs to.
    pub parent: Option<Uai>,
    /// Street, postal code, town.
    pub address: (Option<String>, Option<String>, Option<String>),
    /// Latitude and longitude, WGS 84.
    pub position: Option<(f64, f64)>,
    /// Telephone.
    pub phone: Option<String>,
    /// Generic mailbox.
    pub mail: Option<String>,
    /// Number of pupils.
    pub pupils: Option<i32>,
    /// Day it opened.
    pub opened_on: Option<Date>,
}

/// What the source tells; what it does not stays as it is.
fn told<T: Into<sea_orm::Value>>(tells: bool, value: impl FnOnce() -> T) -> ActiveValue<T> {
    if tells { Set(value()) } else { ActiveValue::NotSet }
}

/// What rows of establishments name.
struct Named {
    academy: academy::Model,
    departments: HashMap<String, department::Model>,
    regions: HashMap<Uuid, String>,
    authorities: HashMap<(AuthorityKind, String), Uuid>,
    establishments: HashMap<String, establishment::Model>,
}

impl Command for LoadEstablishments {
    const NAME: &'static str = "loadEstablishments";
    type Outcome = Vec<RowResult>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let named = self.named(work).await?;
        let (mut create, mut save) = (Vec::new(), Vec::new());
        let mut results = Vec::with_capacity(self.rows.len());
        for row in &self.rows {
            let values = match self.values(row, &named) {
                Ok(values) => values,
                Err(refusal) => {
                    results.push(RowResult::rejected(row.uai.to_string(), &refusal));
                    continue;
                }
            };
            match named.establishments.get(row.uai.as_str()) {
                Some(known) => save.push((row.uai.to_string(), establishment::ActiveModel { id: Unchanged(known.id), ..values })),
                None => create.push((row.uai.to_string(), values)),
            }
        }

        for (result, row) in work.create_all::<Establishment>(CREATE, create).await? {
            if let Some(row) = row {
                work.announce(ESTABLISHMENT_CREATED.of::<Establishment>(&row));
            }
            results.push(result);
        }
        for (result, row) in work.save_all::<Establishment>(UPDATE, save).await? {
            if let Some(row) = row.filter(|_| result.status == RowStatus::Updated) {
                work.announce(ESTABLISHMENT_UPDATED.of::<Establishment>(&row));
            }
            results.push(result);
        }
        self.memberships(work, &named.academy).await?;
        Ok(results)
    }
}

impl LoadEstablishments {
    async fn named(&self, work: &Work<'_>) -> Result<Named, Refusal> {
        let authorities = work.find::<local_authority::Entity>(Condition::all()).await?;
        let uais = self.rows.iter().flat_map(|row| [Some(&row.uai), row.parent.as_ref()]).flatten().map(Uai::as_str);
        let mut establishments = HashMap::new();
        for chunk in uais.collect::<Vec<_>>().chunks(kernel::bulk::CHUNK) {
            let found = work.find::<establishment::Entity>(Condition::all().add(establishment::Column::Uai.is_in(chunk.iter().copied()))).await?;
            establishments.extend(found.into_iter().map(|row| (row.uai.clone(), row)));
        }
        Ok(Named {
            academy: academy_of(work, &self.academy).await?,
            departments: work.find::<department::Entity>(Condition::all()).await?.into_iter().map(|row| (row.code.clone(), row)).collect(),
            regions: work.find::<region::Entity>(Condition::all()).await?.into_iter().map(|row| (row.id, row.code)).collect(),
            authorities: authorities.into_iter().map(|row| ((row.kind, row.code), row.id)).collect(),
            establishments,
        })
    }

    fn values(&self, row: &EstablishmentRow, named: &Named) -> Result<establishment::ActiveModel, Refusal> {
        let department = named.departments.get(&row.department).filter(|department| department.academy_id == named.academy.id);
        let department = department.ok_or(Refusal::NotFound { argument: "department" })?;
        let parent = row.parent.as_ref().and_then(|uai| named.establishments.get(uai.as_str()));
        let (owner_kind, owner_id) = match parent {
            Some(parent) if row.kind == EstablishmentKind::Section => (parent.owner_kind, parent.owner_id),
            _ => {
                let (owner, _) = rules::owner(row.sector, row.kind, &department.code);
                let authority = rules::authority_kind(owner).and_then(|kind| {
                    let code = if kind == AuthorityKind::Region { named.regions.get(&department.region_id) } else { Some(&department.code) };
                    named.authorities.get(&(kind, code?.clone())).copied()
                });
                (owner, authority)
            }
        };
        let name = short_text("name", &row.name, 200)?;
        let (address, postal_code, city) = &row.address;
        let address = optional("address", address.as_deref(), 200)?;
        let postal_code = optional("postalCode", postal_code.as_deref(), 10)?;
        let city = optional("city", city.as_deref(), 100)?;
        let phone = optional("phone", row.phone.as_deref(), 30)?;
        let mail = row.mail.as_deref().map(|address| mail("mail", address)).transpose()?;
        Ok(establishment::ActiveModel {
            academy_id: Set(named.academy.id),
            department_id: Set(department.id),
            uai: Set(row.uai.to_string()),
            folded: Set(fold(&format!("{name} {} {}", city.as_deref().unwrap_or_default(), row.uai))),
            name: Set(name),
            kind: Set(row.kind),
            sector: Set(row.sector),
            ministry: Set(row.ministry.unwrap_or(ministry_of(row.kind))),
            parent_id: Set(parent.map(|parent| parent.id)),
            owner_kind: Set(owner_kind),
            owner_id: Set(owner_id),
            address: Set(address),
            postal_code: Set(postal_code),
            city: Set(city),
            latitude: Set(row.position.map(|(latitude, _)| latitude)),
            longitude: Set(row.position.map(|(_, longitude)| longitude)),
            phone: told(self.tells_contacts, || phone),
            mail: told(self.tells_contacts, || mail),
            pupils: told(self.tells_pupils, || row.pupils),
            opened_on: Set(row.opened_on.map(|date| date.0)),
            source: Set(Some(self.source.clone())),
            ..Default::default()
        })
    }

    /// Puts each establishment into its basin, from the first day of the basin on, unless it is in one already.
    async fn memberships(&self, work: &mut Work<'_>, academy: &academy::Model) -> Result<(), Refusal> {
        let basins =
            work.find::<zone::Entity>(Condition::all().add(zone::Column::AcademyId.eq(academy.id)).add(zone::Column::Kind.eq(ZoneKind::Basin))).await?;
        let of_academy = Condition::all().add(establishment::Column::AcademyId.eq(academy.id));
        let establishments: HashMap<String, Uuid> = work.find::<establishment::Entity>(of_academy).await?.into_iter().map(|row| (row.uai, row.id)).collect();
        let ids: Vec<Uuid> = basins.iter().map(|basin| basin.id).collect();
        let placed = work.find::<zone_membership::Entity>(Condition::all().add(zone_membership::Column::ZoneId.is_in(ids))).await?;
        for basin in &basins {
            let here = self.rows.iter().filter(|row| row.basin.as_deref() == Some(&basin.code)).filter_map(|row| establishments.get(row.uai.as_str()));
            let missing = here.filter(|id| !placed.iter().any(|link| link.establishment_id == **id));
            let links: Vec<_> = missing
                .map(|id| zone_membership::ActiveModel {
                    zone_id: Set(basin.id),
                    establishment_id: Set(*id),
                    starts_on: Set(basin.starts_on),
                    ends_on: Set(None),
                    ..Default::default()
                })
                .collect();
            if !links.is_empty() {
                work.attach::<Basin, zone_membership::Entity>(basin, "members", links).await?;
                work.announce(TERRITORY_LOADED.of::<Basin>(basin));
            }
        }
        Ok(())
    }
}
