//! The table of establishments.

use std::collections::HashMap;

use async_graphql::MaybeUndefined;
use chrono::NaiveDate;
use entity::territory::{
    establishment::{self, EstablishmentKind, Sector},
    zone::{self, ZoneKind},
    zone_membership,
};
use kernel::{
    Uuid,
    refusal::Refusal,
    scalars::{Date, Url},
    store::{Snapshot, covering},
};
use sea_orm::{ActiveEnum, ColumnTrait, Condition};

use super::{Batches, Living, Row, Scope, Sink, Table, always, departments, stored, uais};
use crate::{
    country,
    domain::territory::commands::{
        upsert_establishments::{EstablishmentRow, UpsertEstablishments},
        upsert_zones::ZoneRow,
    },
    import::{report::Fault, sheet::Line},
};

impl Row for EstablishmentRow {
    type Command = UpsertEstablishments;

    fn key(&self) -> String {
        self.uai.to_string()
    }

    fn waits_for(&self) -> Option<String> {
        self.parent.value().map(ToString::to_string)
    }

    fn alone(self) -> Self {
        Self { parent: MaybeUndefined::Undefined, ..self }
    }

    fn command(rows: Vec<Self>, as_of: NaiveDate) -> UpsertEstablishments {
        UpsertEstablishments { rows, as_of: Some(Date(as_of)) }
    }

    async fn living(snapshot: &Snapshot, scope: &Scope) -> Result<Vec<Living<Self>>, Refusal> {
        let open = scope.meant(establishment::Column::AcademyId).add(establishment::Column::ClosedOn.is_null());
        let rows = snapshot.rows::<establishment::Entity>(open).await?;
        let living = |row: establishment::Model| {
            let ended = Self { closed_on: MaybeUndefined::Value(Date(scope.day)), ..Self::of(stored(&row.uai)?) };
            Ok(Living { keys: vec![row.uai], subject: String::new(), ended })
        };
        rows.into_iter().map(living).collect()
    }
}

impl Table for EstablishmentRow {
    const NAME: &'static str = "establishments";
    const NEEDED: &'static [&'static [&'static str]] = &[&["uai"]];
    const LOOKED_FOR: &'static str = "uai";

    /// None of the country's where neither the line nor the UAI tells one.
    fn academy(&self) -> Option<String> {
        Some(self.academy.clone().or_else(|| country::academy_of(&self.uai)).unwrap_or_default())
    }

    fn zone(&self, line: &Line<'_>) -> Option<ZoneRow> {
        Some(basin(self.academy.as_ref()?, self.basin.value()?, line.text(&["basin_label"])?))
    }

    fn read(line: &Line<'_>) -> Result<Self, Fault> {
        Ok(Self {
            uai: line.needed(&["uai"])?,
            name: line.value(&["name"])?,
            kind: line.value::<EstablishmentKind>(&["kind", "type"])?,
            sector: sector(line)?,
            ministry: line.value(&["ministry"])?,
            academy: line.text(&["academy_code"]).or_else(|| line.text(&["academy"])),
            department: line.text(&["department", "department_code"]),
            basin: line.told(&["basin", "basin_code"])?,
            parent: line.told(&["parent", "parent_uai"])?,
            address: line.told(&["address"])?,
            postal_code: line.told(&["postal_code"])?,
            city: line.told(&["city", "commune"])?,
            latitude: line.told(&["latitude"])?,
            longitude: line.told(&["longitude"])?,
            phone: line.told(&["phone"])?,
            mail: line.told(&["mail"])?,
            website: line.told::<Url>(&["website"])?,
            pupils: line.told(&["pupils"])?,
            opened_on: line.told(&["opened_on"])?,
            closed_on: line.told(&["closed_on"])?,
            source: line.told(&["source", "sources"])?,
        })
    }

    async fn rows(snapshot: &Snapshot, scope: &Scope, sink: &mut Sink<'_, Self>) -> Result<(), Refusal> {
        let (departments, uais, basins) = (departments(snapshot).await?, uais(snapshot).await?, basins(snapshot, scope).await?);
        let mut batches = Batches::<establishment::Entity>::of(scope.meant(establishment::Column::AcademyId), establishment::Column::Uai);
        while let Some(rows) = batches.next(snapshot).await? {
            for row in rows {
                sink(Self {
                    uai: stored(&row.uai)?,
                    academy: Some(scope.code(row.academy_id)),
                    department: departments.get(&row.department_id).cloned(),
                    basin: always(basins.get(&row.id).cloned()),
                    parent: always(row.parent_id.and_then(|id| uais.get(&id)).cloned()),
                    name: Some(row.name),
                    kind: Some(row.kind),
                    sector: Some(row.sector),
                    ministry: Some(row.ministry),
                    address: always(row.address),
                    postal_code: always(row.postal_code),
                    city: always(row.city),
                    latitude: always(row.latitude),
                    longitude: always(row.longitude),
                    phone: always(row.phone),
                    mail: always(row.mail),
                    website: always(row.website.map(Url)),
                    pupils: always(row.pupils),
                    opened_on: always(row.opened_on.map(Date)),
                    closed_on: always(row.closed_on.map(Date)),
                    source: always(row.source),
                })?;
            }
        }
        Ok(())
    }
}

/// Our words, or those of the open data: `public`, or `private` and a contract beside it.
fn sector(line: &Line<'_>) -> Result<Option<Sector>, Fault> {
    let contract = line.text(&["contract"]).unwrap_or_default();
    match line.text(&["sector"]).as_deref() {
        Some("private") if contract == "HORS CONTRAT" => Ok(Some(Sector::PrivateWithoutContract)),
        Some("private") if contract.contains("CONTRAT") => Ok(Some(Sector::PrivateUnderContract)),
        Some("private") => Ok(Some(Sector::Unknown)),
        None if line.tells(&["contract"]) => Ok(Some(Sector::Unknown)),
        _ => line.value(&["sector"]),
    }
}

/// Codes of the basins that establishments are in: the one that they came to last and have not left.
async fn basins(snapshot: &Snapshot, scope: &Scope) -> Result<HashMap<Uuid, String>, Refusal> {
    let zones = snapshot.rows::<zone::Entity>(Condition::all().add(zone::Column::Kind.eq(ZoneKind::Basin.to_value()))).await?;
    let codes: HashMap<Uuid, String> = zones.into_iter().map(|row| (row.id, row.code)).collect();
    let mut links = snapshot.rows::<zone_membership::Entity>(covering(zone_membership::Column::StartsOn, zone_membership::Column::EndsOn, scope.day)).await?;
    links.sort_by_key(|link| link.starts_on);
    Ok(links.into_iter().filter_map(|link| Some((link.establishment_id, codes.get(&link.zone_id)?.clone()))).collect())
}

/// A basin that a list of establishments names, from the school year after the circular that made basins.
pub fn basin(academy: &str, code: &str, name: String) -> ZoneRow {
    ZoneRow {
        academy: academy.to_owned(),
        kind: ZoneKind::Basin,
        code: code.to_owned(),
        name: Some(name),
        note: MaybeUndefined::Undefined,
        starts_on: Some(Date("2001-09-01".parse().expect("a day"))),
        ends_on: MaybeUndefined::Undefined,
    }
}
