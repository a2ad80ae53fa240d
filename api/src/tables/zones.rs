//! The tables of zones and of who belongs to them.

use std::collections::HashMap;

use async_graphql::MaybeUndefined;
use chrono::NaiveDate;
use entity::territory::{zone, zone_membership};
use kernel::{Uuid, refusal::Refusal, scalars::Date, store::Snapshot};

use super::{Batches, Living, Row, Scope, Sink, Table, always, living, uais};
use crate::{
    domain::territory::commands::upsert_zones::{MembershipRow, UpsertMemberships, UpsertZones, ZoneRow},
    import::{report::Fault, sheet::Line},
};

impl Row for ZoneRow {
    type Command = UpsertZones;

    fn key(&self) -> String {
        Self::key(self)
    }

    fn command(rows: Vec<Self>, _: NaiveDate) -> UpsertZones {
        UpsertZones { rows }
    }

    async fn living(snapshot: &Snapshot, scope: &Scope) -> Result<Vec<Living<Self>>, Refusal> {
        let ends = |row: Self| {
            let lives = row.ends_on.value().is_none_or(|ends| ends.0 > scope.day);
            lives.then(|| Living { keys: vec![row.key()], subject: String::new(), ended: Self { ends_on: MaybeUndefined::Value(Date(scope.day)), ..row } })
        };
        living(snapshot, scope, ends).await
    }
}

impl Table for ZoneRow {
    const NAME: &'static str = "zones";
    const NEEDED: &'static [&'static [&'static str]] = &[&["academy"], &["kind"], &["code"]];
    const LOOKED_FOR: &'static str = "academy, kind and code";

    fn academy(&self) -> Option<String> {
        Some(self.academy.clone())
    }

    fn read(line: &Line<'_>) -> Result<Self, Fault> {
        Ok(Self {
            academy: line.needed(&["academy"])?,
            kind: line.needed(&["kind"])?,
            code: line.needed(&["code"])?,
            name: line.text(&["name"]),
            note: line.told(&["note"])?,
            starts_on: line.value(&["starts_on"])?,
            ends_on: line.told(&["ends_on"])?,
        })
    }

    async fn rows(snapshot: &Snapshot, scope: &Scope, sink: &mut Sink<'_, Self>) -> Result<(), Refusal> {
        let mut batches = Batches::<zone::Entity>::of(scope.meant(zone::Column::AcademyId), zone::Column::Id);
        while let Some(rows) = batches.next(snapshot).await? {
            rows.into_iter().try_for_each(|row| {
                sink(Self {
                    academy: scope.code(row.academy_id),
                    kind: row.kind,
                    code: row.code,
                    name: Some(row.name),
                    note: always(row.note),
                    starts_on: Some(Date(row.starts_on)),
                    ends_on: always(row.ends_on.map(Date)),
                })
            })?;
        }
        Ok(())
    }
}

impl Row for MembershipRow {
    type Command = UpsertMemberships;

    fn key(&self) -> String {
        Self::key(self)
    }

    fn command(rows: Vec<Self>, _: NaiveDate) -> UpsertMemberships {
        UpsertMemberships { rows }
    }

    async fn living(snapshot: &Snapshot, scope: &Scope) -> Result<Vec<Living<Self>>, Refusal> {
        let ends = |row: Self| {
            let lives = row.starts_on.0 <= scope.day && row.ends_on.value().is_none_or(|ends| ends.0 > scope.day);
            lives.then(|| Living { keys: vec![row.key()], subject: String::new(), ended: Self { ends_on: MaybeUndefined::Value(Date(scope.day)), ..row } })
        };
        living(snapshot, scope, ends).await
    }
}

impl Table for MembershipRow {
    const NAME: &'static str = "memberships";
    const NEEDED: &'static [&'static [&'static str]] = &[&["academy"], &["kind"], &["zone"], &["establishment", "uai"], &["starts_on"]];
    const LOOKED_FOR: &'static str = "academy, kind, zone, establishment and starts_on";

    fn academy(&self) -> Option<String> {
        Some(self.academy.clone())
    }

    fn read(line: &Line<'_>) -> Result<Self, Fault> {
        Ok(Self {
            academy: line.needed(&["academy"])?,
            kind: line.needed(&["kind"])?,
            zone: line.needed(&["zone"])?,
            establishment: line.needed(&["establishment", "uai"])?,
            starts_on: line.needed(&["starts_on"])?,
            ends_on: line.told(&["ends_on"])?,
        })
    }

    /// Zone by zone, each with its establishments by UAI: the rows have no place of their own.
    async fn rows(snapshot: &Snapshot, scope: &Scope, sink: &mut Sink<'_, Self>) -> Result<(), Refusal> {
        let uais = uais(snapshot).await?;
        let mut zones = Batches::<zone::Entity>::of(scope.meant(zone::Column::AcademyId), zone::Column::Id);
        while let Some(rows) = zones.next(snapshot).await? {
            let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
            let mut links: HashMap<Uuid, Vec<zone_membership::Model>> = HashMap::new();
            for link in snapshot.having::<zone_membership::Entity>(zone_membership::Column::ZoneId, &ids).await? {
                links.entry(link.zone_id).or_default().push(link);
            }
            for zone in rows {
                let mut links = links.remove(&zone.id).unwrap_or_default();
                links.sort_by(|one, other| (uais.get(&one.establishment_id), one.starts_on).cmp(&(uais.get(&other.establishment_id), other.starts_on)));
                for link in links {
                    let Some(establishment) = uais.get(&link.establishment_id) else { continue };
                    sink(Self {
                        academy: scope.code(zone.academy_id),
                        kind: zone.kind,
                        zone: zone.code.clone(),
                        establishment: establishment.clone(),
                        starts_on: Date(link.starts_on),
                        ends_on: always(link.ends_on.map(Date)),
                    })?;
                }
            }
        }
        Ok(())
    }
}
