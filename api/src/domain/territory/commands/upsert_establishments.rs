//! Establishments by UAI: what is missing is made, what differs is changed, what is the same is left alone.
//! Commands of the system, performed by the command line.

use std::collections::{HashMap, HashSet};

use async_graphql::MaybeUndefined;
use chrono::NaiveDate;
use entity::{
    mandate::mandate::{self, MandateDecision},
    territory::{
        academy, department,
        establishment::{self, EstablishmentKind, Ministry, Sector},
        local_authority::{self, AuthorityKind},
        region,
        zone::{self, ZoneKind},
    },
};
use kernel::{
    Uuid,
    command::Command,
    fold::fold,
    refusal::{Fault, Refusal},
    scalars::{Date, Uai, Url},
    text::text,
    upsert::{Plan, Upsert},
    work::{RowResult, RowStatus, Work, told},
};
use sea_orm::{
    ActiveValue::{self, NotSet, Set, Unchanged},
    ColumnTrait, Condition,
};
use serde::Serialize;

use super::{close_establishment, upsert_zones::Memberships};
use crate::domain::{
    people::rules::{mail, short_text},
    territory::{
        Establishment,
        events::{ESTABLISHMENT_CLOSED, ESTABLISHMENT_CREATED, ESTABLISHMENT_UPDATED},
        lookups::{establishments_of, ministry_of},
        rules,
        sheet::{CREATE, UPDATE},
    },
};

/// Establishments by UAI.
#[derive(Clone, Debug, Serialize)]
pub struct UpsertEstablishments {
    /// Establishments; a section after its parent, or in a later command.
    pub rows: Vec<EstablishmentRow>,
    /// Day from which those that moved belong to their new basin; today when left out.
    pub as_of: Option<Date>,
}

/// An establishment by its UAI. What is left out stays; a new one needs name, kind, sector and department.
#[derive(Clone, Debug, Serialize)]
pub struct EstablishmentRow {
    /// Unit code.
    pub uai: Uai,
    /// Name.
    pub name: Option<String>,
    /// Kind.
    pub kind: Option<EstablishmentKind>,
    /// Sector.
    pub sector: Option<Sector>,
    /// Ministry; follows from the kind of a new one.
    pub ministry: Option<Ministry>,
    /// Code of the academy; that of the department when left out.
    pub academy: Option<String>,
    /// INSEE code of the department.
    pub department: Option<String>,
    /// Code of the basin.
    pub basin: MaybeUndefined<String>,
    /// Unit code of the establishment that a section belongs to.
    pub parent: MaybeUndefined<Uai>,
    /// Street address.
    pub address: MaybeUndefined<String>,
    /// Postal code.
    pub postal_code: MaybeUndefined<String>,
    /// Town.
    pub city: MaybeUndefined<String>,
    /// Latitude, degrees, WGS 84.
    pub latitude: MaybeUndefined<f64>,
    /// Longitude, degrees, WGS 84.
    pub longitude: MaybeUndefined<f64>,
    /// Telephone.
    pub phone: MaybeUndefined<String>,
    /// Generic mailbox.
    pub mail: MaybeUndefined<String>,
    /// Web site.
    pub website: MaybeUndefined<Url>,
    /// Number of pupils.
    pub pupils: MaybeUndefined<i32>,
    /// Day it opened.
    pub opened_on: MaybeUndefined<Date>,
    /// Last day it was open.
    pub closed_on: MaybeUndefined<Date>,
    /// Where these facts come from.
    pub source: MaybeUndefined<String>,
}

impl EstablishmentRow {
    /// A row that tells nothing.
    pub const fn of(uai: Uai) -> Self {
        use MaybeUndefined::Undefined;
        Self {
            uai,
            name: None,
            kind: None,
            sector: None,
            ministry: None,
            academy: None,
            department: None,
            basin: Undefined,
            parent: Undefined,
            address: Undefined,
            postal_code: Undefined,
            city: Undefined,
            latitude: Undefined,
            longitude: Undefined,
            phone: Undefined,
            mail: Undefined,
            website: Undefined,
            pupils: Undefined,
            opened_on: Undefined,
            closed_on: Undefined,
            source: Undefined,
        }
    }
}

/// What rows of establishments name.
struct Named {
    academies: HashMap<String, academy::Model>,
    departments: HashMap<String, department::Model>,
    department_codes: HashMap<Uuid, String>,
    regions: HashMap<Uuid, String>,
    authorities: HashMap<(AuthorityKind, String), Uuid>,
    basins: HashMap<Uuid, Vec<zone::Model>>,
    establishments: HashMap<String, establishment::Model>,
    /// Last day of the mandates that live on, by establishment that closes.
    held_until: HashMap<Uuid, NaiveDate>,
}

impl Command for UpsertEstablishments {
    const NAME: &'static str = "upsertEstablishments";
    type Outcome = Vec<RowResult>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let mut results = Vec::with_capacity(self.rows.len());
        let mut rows = self.rows;
        // A section whose parent comes new with it waits until the parent is there.
        while !rows.is_empty() {
            let coming: HashSet<Uai> = rows.iter().map(|row| row.uai.clone()).collect();
            let waits = |row: &EstablishmentRow| row.parent.value().is_some_and(|parent| *parent != row.uai && coming.contains(parent));
            let (mut later, mut now): (Vec<_>, Vec<_>) = rows.into_iter().partition(waits);
            if now.is_empty() {
                std::mem::swap(&mut later, &mut now);
            }
            results.extend(Self { rows: now, as_of: self.as_of }.written(work).await?);
            rows = later;
        }
        Ok(results)
    }
}

impl UpsertEstablishments {
    async fn written(self, work: &mut Work<'_>) -> Result<Vec<RowResult>, Refusal> {
        let named = self.named(work).await?;
        let mut upsert = Upsert::<Establishment>::default();
        for row in &self.rows {
            upsert.row(row.uai.to_string(), row.planned(&named));
        }

        let mut written = upsert.write(work, CREATE, UPDATE).await?;
        let placed: Vec<establishment::Model> = written.rows().map(|(_, row)| row.clone()).collect();
        written.changed(self.placed(work, &named, &placed).await?);
        let closes: HashSet<&str> = self.rows.iter().filter(|row| row.closed_on.value().is_some()).map(|row| row.uai.as_str()).collect();
        let was_open = |uai: &str| named.establishments.get(uai).is_some_and(|row| row.closed_on.is_none());
        Ok(written.tell(work, |status, row| match status {
            RowStatus::Created => &ESTABLISHMENT_CREATED,
            _ if closes.contains(row.uai.as_str()) && was_open(&row.uai) => &ESTABLISHMENT_CLOSED,
            _ => &ESTABLISHMENT_UPDATED,
        }))
    }

    async fn named(&self, work: &Work<'_>) -> Result<Named, Refusal> {
        let uais: Vec<&Uai> = self.rows.iter().flat_map(|row| [Some(&row.uai), row.parent.value()]).flatten().collect();
        let establishments = establishments_of(work, uais.into_iter()).await?;
        let closing = self.rows.iter().filter(|row| row.closed_on.value().is_some()).filter_map(|row| establishments.get(row.uai.as_str()));
        let closing: Vec<Uuid> = closing.map(|row| row.id).collect();
        let mut held_until: HashMap<Uuid, NaiveDate> = HashMap::new();
        for chunk in closing.chunks(kernel::bulk::CHUNK) {
            let live = mandate::Column::Decision.is_in([MandateDecision::Proposed, MandateDecision::Accepted]);
            for row in work.find::<mandate::Entity>(work.among(mandate::Column::EstablishmentId, chunk).add(live)).await? {
                let last = held_until.entry(row.establishment_id).or_insert(row.ends_on);
                *last = row.ends_on.max(*last);
            }
        }
        let mut basins: HashMap<Uuid, Vec<zone::Model>> = HashMap::new();
        if self.rows.iter().any(|row| !row.basin.is_undefined()) {
            for basin in work.find::<zone::Entity>(Condition::all().add(zone::Column::Kind.eq(ZoneKind::Basin))).await? {
                basins.entry(basin.academy_id).or_default().push(basin);
            }
        }
        let departments = work.find::<department::Entity>(Condition::all()).await?;
        let authorities = work.find::<local_authority::Entity>(Condition::all()).await?;
        Ok(Named {
            academies: work.find::<academy::Entity>(Condition::all()).await?.into_iter().map(|row| (row.code.clone(), row)).collect(),
            department_codes: departments.iter().map(|row| (row.id, row.code.clone())).collect(),
            departments: departments.into_iter().map(|row| (row.code.clone(), row)).collect(),
            regions: work.find::<region::Entity>(Condition::all()).await?.into_iter().map(|row| (row.id, row.code)).collect(),
            authorities: authorities.into_iter().map(|row| ((row.kind, row.code), row.id)).collect(),
            basins,
            establishments,
            held_until,
        })
    }

    /// Puts establishments into the basin that is told; those whose places changed, as they are now.
    async fn placed(&self, work: &mut Work<'_>, named: &Named, rows: &[establishment::Model]) -> Result<Vec<establishment::Model>, Refusal> {
        let told: HashMap<&str, &MaybeUndefined<String>> = self.rows.iter().map(|row| (row.uai.as_str(), &row.basin)).collect();
        let rows: Vec<(&establishment::Model, Option<&str>)> = rows
            .iter()
            .filter_map(|row| match told.get(row.uai.as_str())? {
                MaybeUndefined::Undefined => None,
                basin => Some((row, basin.value().map(String::as_str))),
            })
            .collect();
        let day = self.as_of.map_or(work.viewer.actor.today, |day| day.0);
        let mut places = Memberships::of(work, &rows.iter().map(|(row, _)| row.id).collect::<Vec<_>>()).await?;
        for (row, code) in rows {
            let basins = named.basins.get(&row.academy_id).map_or(&[][..], Vec::as_slice);
            places.moved(row.id, basins, code.and_then(|code| basins.iter().find(|basin| basin.code == code)), day);
        }
        places.write(work).await
    }
}

impl EstablishmentRow {
    fn planned(&self, named: &Named) -> Result<Plan<Establishment>, Refusal> {
        let known = named.establishments.get(self.uai.as_str());
        let row = self.values(named, known)?;
        Ok(match known {
            Some(known) => Plan::Known(establishment::ActiveModel { id: Unchanged(known.id), ..row }),
            None => Plan::New(row),
        })
    }

    fn values(&self, named: &Named, known: Option<&establishment::Model>) -> Result<establishment::ActiveModel, Refusal> {
        let department = self.department(named, known)?;
        let name = short_text("name", self.name.as_deref().or(known.map(|row| row.name.as_str())).unwrap_or_default(), 200)?;
        let kind = self.kind.or(known.map(|row| row.kind)).ok_or_else(|| missing("kind"))?;
        let sector = self.sector.or(known.map(|row| row.sector)).ok_or_else(|| missing("sector"))?;
        let parent = match &self.parent {
            MaybeUndefined::Undefined => known.and_then(|row| named.establishments.values().find(|other| Some(other.id) == row.parent_id)),
            MaybeUndefined::Null => None,
            MaybeUndefined::Value(uai) => Some(named.establishments.get(uai.as_str()).ok_or(Refusal::NotFound { argument: "parent" })?),
        };
        let (owner_kind, owner_id) = match (parent, known) {
            (Some(parent), _) if kind == EstablishmentKind::Section => (parent.owner_kind, parent.owner_id),
            (None, Some(known)) if kind == EstablishmentKind::Section && known.parent_id.is_some() && self.parent.is_undefined() => {
                (known.owner_kind, known.owner_id)
            }
            _ => named.owner(sector, kind, department),
        };
        if let MaybeUndefined::Value(code) = &self.basin {
            let drawn = named.basins.get(&department.academy_id).is_some_and(|basins| basins.iter().any(|basin| basin.code == *code));
            if !drawn {
                return Err(Refusal::NotFound { argument: "basin" });
            }
        }
        if matches!(self.pupils, MaybeUndefined::Value(pupils) if !(0..=20_000).contains(&pupils)) {
            return Err(Fault::invalid("pupils", text("0 to 20,000 pupils.", "De 0 à 20 000 élèves.")).into());
        }
        let opened = self.opened_on.as_opt_ref().map_or(known.and_then(|row| row.opened_on), |day| day.map(|day| day.0));
        if let (MaybeUndefined::Value(day), Some(known)) = (&self.closed_on, known)
            && known.closed_on != Some(day.0)
        {
            close_establishment::may_close(opened, day.0, named.held_until.get(&known.id).copied())?;
        }
        let city = short("city", &self.city, 100)?;
        let town = match &city {
            Set(city) => city.as_deref(),
            _ => known.and_then(|row| row.city.as_deref()),
        };
        let mailbox = match &self.mail {
            MaybeUndefined::Value(address) => Set(Some(mail("mail", address)?)),
            left => told(left, Clone::clone),
        };
        Ok(establishment::ActiveModel {
            academy_id: Set(department.academy_id),
            department_id: Set(department.id),
            uai: Set(self.uai.to_string()),
            folded: Set(fold(&format!("{name} {} {}", town.unwrap_or_default(), self.uai))),
            name: Set(name),
            kind: Set(kind),
            sector: Set(sector),
            ministry: match (self.ministry, known) {
                (Some(ministry), _) => Set(ministry),
                (None, None) => Set(ministry_of(kind)),
                (None, Some(_)) => NotSet,
            },
            parent_id: if self.parent.is_undefined() { known.map_or(Set(None), |_| NotSet) } else { Set(parent.map(|parent| parent.id)) },
            owner_kind: Set(owner_kind),
            owner_id: Set(owner_id),
            address: short("address", &self.address, 200)?,
            postal_code: short("postalCode", &self.postal_code, 10)?,
            city,
            latitude: degrees("latitude", &self.latitude, 90.0)?,
            longitude: degrees("longitude", &self.longitude, 180.0)?,
            phone: short("phone", &self.phone, 30)?,
            mail: mailbox,
            website: told(&self.website, |url| url.0.clone()),
            pupils: told(&self.pupils, |pupils| *pupils),
            opened_on: told(&self.opened_on, |day| day.0),
            closed_on: told(&self.closed_on, |day| day.0),
            source: short("source", &self.source, 200)?,
            ..Default::default()
        })
    }

    /// The department, in the academy that is told.
    fn department<'n>(&self, named: &'n Named, known: Option<&establishment::Model>) -> Result<&'n department::Model, Refusal> {
        let code = self.department.as_ref().or_else(|| known.and_then(|row| named.department_codes.get(&row.department_id)));
        let department = named.departments.get(code.ok_or_else(|| missing("department"))?).ok_or(Refusal::NotFound { argument: "department" })?;
        match &self.academy {
            None => Ok(department),
            Some(code) => {
                let academy = named.academies.get(code).ok_or(Refusal::NotFound { argument: "academy" })?;
                Some(department).filter(|department| department.academy_id == academy.id).ok_or(Refusal::NotFound { argument: "department" })
            }
        }
    }
}

impl Named {
    fn owner(&self, sector: Sector, kind: EstablishmentKind, department: &department::Model) -> (establishment::OwnerKind, Option<Uuid>) {
        let (owner, _) = rules::owner(sector, kind, &department.code);
        let authority = rules::authority_kind(owner).and_then(|kind| {
            let code = if kind == AuthorityKind::Region { self.regions.get(&department.region_id) } else { Some(&department.code) };
            self.authorities.get(&(kind, code?.clone())).copied()
        });
        (owner, authority)
    }
}

fn missing(argument: &'static str) -> Refusal {
    Fault::invalid(argument, text("A new establishment needs it.", "Un nouvel établissement en a besoin.")).into()
}

fn short(argument: &str, written: &MaybeUndefined<String>, most: usize) -> Result<ActiveValue<Option<String>>, Refusal> {
    Ok(match written {
        MaybeUndefined::Value(written) => Set(Some(short_text(argument, written, most)?)),
        left => told(left, Clone::clone),
    })
}

fn degrees(argument: &str, written: &MaybeUndefined<f64>, most: f64) -> Result<ActiveValue<Option<f64>>, Refusal> {
    match written {
        MaybeUndefined::Value(degrees) if degrees.is_nan() || degrees.abs() > most => {
            Err(Fault::invalid(argument, text("Degrees of WGS 84 are meant here.", "Des degrés WGS 84 sont attendus ici.")).into())
        }
        left => Ok(told(left, |degrees| *degrees)),
    }
}
