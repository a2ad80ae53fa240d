//! The open data that the demo carries; sources and licence in `data/README.md`.
//!
//! Poitiers comes from a table in our own columns, with arrondissements standing in for its basins; Toulouse and
//! Montpellier from the ministry's export itself.

use std::collections::HashMap;

use async_graphql::MaybeUndefined;
use kernel::scalars::Date;
use serde::Deserialize;

use super::POITIERS;
use crate::{
    domain::territory::commands::{upsert_establishments::EstablishmentRow, upsert_zones::ZoneRow},
    import::{
        Stop,
        sheet::{self, Limits, Sheet, Source},
    },
    tables::{self, Table},
};

/// Where the establishments come from.
const SOURCE: &str = "Annuaire de l'éducation and related open data of the ministry, Licence Ouverte 2.0";

/// Every establishment of the country, in our columns.
pub const FRANCE: Source = Source::Carried("establishments-france.csv", include_bytes!("../../../data/establishments-france.csv"));
/// The ministry's export for the academies of Toulouse and Montpellier, with their basins.
pub const OCCITANIE: Source = Source::Carried(
    "fr-en-annuaire-education-occitanie-2024-11-26.csv",
    include_bytes!("../../../data/exports/fr-en-annuaire-education-occitanie-2024-11-26.csv"),
);
/// The invented referents of Poitiers.
pub const REFERENTS: Source = Source::Carried("referents-2026-2027.csv", include_bytes!("../../../data/referents-2026-2027.csv"));

#[derive(Deserialize)]
struct Arrondissement {
    code: String,
    name: String,
}

#[derive(Deserialize)]
struct Commune {
    insee: String,
    arrondissement_code: String,
}

fn rows<T: for<'de> Deserialize<'de>>(file: &str) -> Vec<T> {
    csv::Reader::from_reader(file.as_bytes()).into_deserialize().collect::<Result<_, _>>().expect("the demo's files are well formed")
}

/// The arrondissements of Poitiers, standing in for its basins.
pub fn stand_ins() -> Vec<ZoneRow> {
    let note = "Arrondissement standing in for the basin: the academy's own list is not public.";
    let arrondissements: Vec<Arrondissement> = rows(include_str!("../../../data/arrondissements-poitiers.csv"));
    let basin = |row: Arrondissement| ZoneRow { note: MaybeUndefined::Value(note.to_owned()), ..tables::establishments::basin(POITIERS, &row.code, row.name) };
    arrondissements.into_iter().map(basin).collect()
}

/// The establishments of Poitiers, each in the arrondissement of its commune.
pub fn poitiers() -> Result<Vec<EstablishmentRow>, Stop> {
    let communes: Vec<Commune> = rows(include_str!("../../../data/communes-poitiers.csv"));
    let arrondissements: HashMap<String, String> = communes.into_iter().map(|row| (row.insee, row.arrondissement_code)).collect();
    let limits = Limits::default();
    let mut table = Sheet::open(&FRANCE, sheet::writing(&FRANCE, limits)?, limits, |columns| columns.has("uai"))?;
    let mut rows = Vec::new();
    while let Some(line) = table.line()? {
        let Ok(row) = EstablishmentRow::read(&line) else { continue };
        if row.academy.as_deref() != Some(POITIERS) {
            continue;
        }
        let arrondissement = line.text(&["commune_insee"]).and_then(|commune| arrondissements.get(&commune).cloned());
        let basin = arrondissement.map_or(MaybeUndefined::Undefined, MaybeUndefined::Value);
        rows.push(EstablishmentRow { basin, source: MaybeUndefined::Value(SOURCE.to_owned()), ..row });
    }
    Ok(rows)
}

/// First day of the personas' appointments.
pub fn first_day() -> Date {
    Date("2023-09-01".parse().expect("a day"))
}

#[cfg(test)]
mod tests {
    use entity::territory::establishment::{EstablishmentKind, OwnerKind, Sector};

    use super::*;
    use crate::domain::territory::rules;

    #[test]
    fn every_establishment_of_the_country_has_an_owner_or_a_reason() {
        let limits = Limits::default();
        let mut table = Sheet::open(&FRANCE, sheet::writing(&FRANCE, limits).expect("text"), limits, |columns| columns.has("uai")).expect("a table");
        let mut count = 0;
        while let Some(line) = table.line().expect("readable") {
            count += 1;
            let row = EstablishmentRow::read(&line).unwrap_or_else(|fault| panic!("{fault:?}"));
            let (kind, sector) = (row.kind.expect("a kind"), row.sector.expect("a sector"));
            let (owner, basis) = rules::owner(sector, kind, row.department.as_deref().unwrap_or_default());
            let covered = owner != OwnerKind::Unknown;
            assert_eq!(covered, basis.is_some(), "{}", row.uai);
            let excused = sector == Sector::Unknown || matches!(kind, EstablishmentKind::Section | EstablishmentKind::Other | EstablishmentKind::Mfr);
            assert!(covered || excused, "{} {sector:?} {kind:?}", row.uai);
        }
        assert_eq!(count, 12_715);
    }

    #[test]
    fn the_demo_holds_what_it_says() {
        assert_eq!(poitiers().expect("readable").len(), 348);
        assert_eq!(stand_ins().len(), 14);
    }
}
