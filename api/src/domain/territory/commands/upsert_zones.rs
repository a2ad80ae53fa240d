//! Zones and who belongs to them, by natural keys. Commands of the system, performed by the command line.

use std::collections::{BTreeMap, HashMap};

use async_graphql::MaybeUndefined;
use chrono::NaiveDate;
use entity::territory::{
    academy, establishment,
    zone::{self, ZoneKind},
    zone_membership,
};
use kernel::{
    Uuid,
    command::Command,
    fold::fold,
    refusal::Refusal,
    scalars::{Date, Uai},
    upsert::{Plan, Upsert},
    work::{RowResult, RowStatus, Work, told},
};
use sea_orm::{
    ActiveValue::{Set, Unchanged},
    Condition,
};
use serde::Serialize;

use crate::domain::{
    people::rules::{period, short_text},
    territory::{
        Basin, Establishment, Zone,
        events::{ESTABLISHMENT_UPDATED, TERRITORY_LOADED},
        lookups::establishments_of,
        sheet::CREATE,
    },
};

/// Zones by academy, kind and code.
#[derive(Clone, Debug, Serialize)]
pub struct UpsertZones {
    /// The zones.
    pub rows: Vec<ZoneRow>,
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
    pub name: Option<String>,
    /// Where it comes from, when it is not the academy's own.
    pub note: MaybeUndefined<String>,
    /// First day; a new zone needs it.
    pub starts_on: Option<Date>,
    /// Last day.
    pub ends_on: MaybeUndefined<Date>,
}

impl ZoneRow {
    /// What names the zone in a file.
    pub fn key(&self) -> String {
        format!("{} {} {}", self.academy, sea_orm::ActiveEnum::to_value(&self.kind), self.code)
    }
}

impl Command for UpsertZones {
    const NAME: &'static str = "upsertZones";
    type Outcome = Vec<RowResult>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let academies = academies(work).await?;
        let known = zones(work).await?;
        let (mut basins, mut others) = (Upsert::<Basin>::default(), Upsert::<Zone>::default());
        for row in &self.rows {
            let planned = academies.get(&row.academy).copied().ok_or(Refusal::NotFound { argument: "academy" });
            let planned = planned.and_then(|academy| row.values(academy, known.get(&(academy, row.kind, row.code.clone()))));
            match row.kind {
                ZoneKind::Basin => basins.row(row.key(), planned.map(|(is_new, zone)| if is_new { Plan::New(zone) } else { Plan::Known(zone) })),
                _ => others.row(row.key(), planned.map(|(is_new, zone)| if is_new { Plan::New(zone) } else { Plan::Known(zone) })),
            }
        }
        let mut results = basins.write(work, CREATE, CREATE).await?.tell(work, |_, _| &TERRITORY_LOADED);
        results.extend(others.write(work, CREATE, CREATE).await?.tell(work, |_, _| &TERRITORY_LOADED));
        Ok(results)
    }
}

impl ZoneRow {
    fn values(&self, academy: Uuid, known: Option<&zone::Model>) -> Result<(bool, zone::ActiveModel), Refusal> {
        let name = self.name.as_deref().or(known.map(|known| known.name.as_str()));
        let name = short_text("name", name.unwrap_or_default(), 200)?;
        let starts = self.starts_on.map(|date| date.0).or(known.map(|known| known.starts_on)).ok_or(Refusal::NotFound { argument: "startsOn" })?;
        let ends = match &self.ends_on {
            MaybeUndefined::Undefined => known.and_then(|known| known.ends_on),
            ends => ends.value().map(|date| date.0),
        };
        period(starts, ends)?;
        let row = zone::ActiveModel {
            academy_id: Set(academy),
            kind: Set(self.kind),
            code: Set(short_text("code", &self.code, 50)?),
            folded: Set(fold(&name)),
            name: Set(name),
            note: told(&self.note, Clone::clone),
            starts_on: Set(starts),
            ends_on: Set(ends),
            ..Default::default()
        };
        Ok(match known {
            Some(known) => (false, zone::ActiveModel { id: Unchanged(known.id), ..row }),
            None => (true, row),
        })
    }
}

/// Who belongs to which zones and when, by zone, establishment and first day.
#[derive(Clone, Debug, Serialize)]
pub struct UpsertMemberships {
    /// The memberships.
    pub rows: Vec<MembershipRow>,
}

/// An establishment in a zone for a time.
#[derive(Clone, Debug, Serialize)]
pub struct MembershipRow {
    /// Code of the zone's academy.
    pub academy: String,
    /// Kind of the zone.
    pub kind: ZoneKind,
    /// Code of the zone.
    pub zone: String,
    /// Unit code of the establishment.
    pub establishment: Uai,
    /// First day.
    pub starts_on: Date,
    /// Last day, included.
    pub ends_on: MaybeUndefined<Date>,
}

impl MembershipRow {
    /// What names the membership in a file.
    pub fn key(&self) -> String {
        format!("{} {} {} {} {}", self.academy, sea_orm::ActiveEnum::to_value(&self.kind), self.zone, self.establishment, self.starts_on.0)
    }
}

impl Command for UpsertMemberships {
    const NAME: &'static str = "upsertMemberships";
    type Outcome = Vec<RowResult>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let (academies, zones) = (academies(work).await?, zones(work).await?);
        let establishments = establishments_of(work, self.rows.iter().map(|row| &row.establishment)).await?;
        let ids: Vec<Uuid> = establishments.values().map(|row| row.id).collect();
        let mut places = Memberships::of(work, &ids).await?;
        let mut results = Vec::with_capacity(self.rows.len());
        for row in &self.rows {
            let placed = row.place(&academies, &zones, &establishments).and_then(|(zone, establishment)| {
                let ends = row.ends_on.value().map(|date| date.0);
                period(row.starts_on.0, ends)?;
                Ok((establishment.id, places.put(establishment.id, zone.id, row.starts_on.0, (!row.ends_on.is_undefined()).then_some(ends))))
            });
            results.push(match placed {
                Ok((id, status)) => RowResult::done(row.key(), status, id),
                Err(refusal) => RowResult::rejected(row.key(), &refusal),
            });
        }
        for establishment in places.write(work).await? {
            work.announce(ESTABLISHMENT_UPDATED.of::<Establishment>(&establishment));
        }
        Ok(results)
    }
}

impl MembershipRow {
    fn place<'a>(
        &self,
        academies: &HashMap<String, Uuid>,
        zones: &'a HashMap<(Uuid, ZoneKind, String), zone::Model>,
        establishments: &'a HashMap<String, establishment::Model>,
    ) -> Result<(&'a zone::Model, &'a establishment::Model), Refusal> {
        let academy = *academies.get(&self.academy).ok_or(Refusal::NotFound { argument: "academy" })?;
        let zone = zones.get(&(academy, self.kind, self.zone.clone())).ok_or(Refusal::NotFound { argument: "zone" })?;
        let establishment = establishments.get(self.establishment.as_str()).filter(|establishment| establishment.academy_id == academy);
        Ok((zone, establishment.ok_or(Refusal::NotFound { argument: "establishment" })?))
    }
}

/// The memberships of some establishments, as they are and as they shall be.
pub(super) struct Memberships {
    of: BTreeMap<Uuid, Vec<zone_membership::Model>>,
    changed: bool,
}

impl Memberships {
    pub(super) async fn of(work: &Work<'_>, establishments: &[Uuid]) -> Result<Self, Refusal> {
        let mut of: BTreeMap<Uuid, Vec<zone_membership::Model>> = BTreeMap::new();
        for chunk in establishments.chunks(kernel::bulk::CHUNK) {
            for link in work.find::<zone_membership::Entity>(work.among(zone_membership::Column::EstablishmentId, chunk)).await? {
                of.entry(link.establishment_id).or_default().push(link);
            }
        }
        Ok(Self { of, changed: false })
    }

    /// Puts an establishment into a zone from a day on, until a day where one is told. It is not twice in a zone at one
    /// time: a membership that meets these days is the same one with other days.
    fn put(&mut self, establishment: Uuid, zone: Uuid, starts: NaiveDate, ends: Option<Option<NaiveDate>>) -> RowStatus {
        let links = self.of.entry(establishment).or_default();
        let last = ends.flatten();
        let meets = |link: &zone_membership::Model| link.ends_on.is_none_or(|ends| starts <= ends) && last.is_none_or(|last| link.starts_on <= last);
        let of_zone = || links.iter().position(|link| link.zone_id == zone && link.starts_on == starts);
        let known = of_zone().or_else(|| links.iter().position(|link| link.zone_id == zone && meets(link)));
        let status = match known.map(|at| &mut links[at]) {
            Some(link) if link.starts_on == starts && ends.is_none_or(|ends| ends == link.ends_on) => RowStatus::Unchanged,
            Some(link) => {
                (link.starts_on, link.ends_on) = (starts, ends.unwrap_or(link.ends_on));
                RowStatus::Updated
            }
            None => {
                links.push(zone_membership::Model { id: Uuid::nil(), zone_id: zone, establishment_id: establishment, starts_on: starts, ends_on: last });
                RowStatus::Created
            }
        };
        self.changed |= status != RowStatus::Unchanged;
        status
    }

    /// Moves an establishment into one of some zones (or none) on a day: it leaves the others the day before. Whoever was
    /// in none of them is taken to have always been in this one.
    pub(super) fn moved(&mut self, establishment: Uuid, among: &[zone::Model], to: Option<&zone::Model>, day: NaiveDate) {
        let links = self.of.entry(establishment).or_default();
        let is_here = |link: &zone_membership::Model| link.starts_on <= day && link.ends_on.is_none_or(|ends| day <= ends);
        let of_kind = |link: &zone_membership::Model| among.iter().any(|zone| zone.id == link.zone_id);
        if to.is_some_and(|to| links.iter().any(|link| link.zone_id == to.id && is_here(link))) {
            return;
        }
        let was_placed = links.iter().any(of_kind);
        let mut left = Vec::with_capacity(links.len() + 1);
        for mut link in links.drain(..) {
            let leaves = of_kind(&link) && is_here(&link);
            // Who came that very day was never there.
            if leaves && link.starts_on == day {
                self.changed = true;
                continue;
            }
            if leaves {
                link.ends_on = day.pred_opt();
                self.changed = true;
            }
            left.push(link);
        }
        *links = left;
        if let Some(to) = to {
            self.put(establishment, to.id, if was_placed { day } else { to.starts_on }, None);
        }
    }

    /// Writes what changed; the establishments whose places changed, as they are now.
    pub(super) async fn write(self, work: &mut Work<'_>) -> Result<Vec<establishment::Model>, Refusal> {
        if !self.changed {
            return Ok(Vec::new());
        }
        let wanted = self.of.into_iter().map(|(id, links)| (id, links.into_iter().map(link).collect())).collect();
        work.replace_all::<Establishment, zone_membership::Entity>("zones", zone_membership::Column::EstablishmentId, wanted).await
    }
}

fn link(row: zone_membership::Model) -> zone_membership::ActiveModel {
    zone_membership::ActiveModel {
        zone_id: Set(row.zone_id),
        establishment_id: Set(row.establishment_id),
        starts_on: Set(row.starts_on),
        ends_on: Set(row.ends_on),
        ..Default::default()
    }
}

async fn academies(work: &Work<'_>) -> Result<HashMap<String, Uuid>, Refusal> {
    Ok(work.find::<academy::Entity>(Condition::all()).await?.into_iter().map(|row| (row.code, row.id)).collect())
}

async fn zones(work: &Work<'_>) -> Result<HashMap<(Uuid, ZoneKind, String), zone::Model>, Refusal> {
    Ok(work.find::<zone::Entity>(Condition::all()).await?.into_iter().map(|row| ((row.academy_id, row.kind, row.code.clone()), row)).collect())
}
