//! Loads establishments by UAI: what is missing is made, what differs is changed, what is the same is left alone.
//! Commands of the system, performed by the command line.

use std::collections::HashMap;

use entity::territory::{
    academy, department,
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

use crate::domain::{
    people::rules::{mail, short_text},
    territory::{
        Basin, Establishment,
        commands::{create_establishment::optional, load_territory::LoadTerritory},
        events::{ESTABLISHMENT_CREATED, ESTABLISHMENT_UPDATED, TERRITORY_LOADED},
        lookups::{academy_of, ministry_of},
        rules,
        sheet::{CREATE, UPDATE},
    },
};

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
