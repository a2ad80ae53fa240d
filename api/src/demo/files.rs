//! The open data that the demo carries; sources and licence in `data/README.md`.

use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use chrono::NaiveDate;
use entity::{
    people::{appointment::AppointmentFunction, person::Civility},
    territory::{
        establishment::{EstablishmentKind, Sector},
        local_authority::AuthorityKind,
        zone::ZoneKind,
    },
};
use kernel::{
    fold::fold,
    scalars::{Date, Uai},
};
use sea_orm::ActiveEnum;

use super::POITIERS;
use crate::domain::{
    mandate::commands::load::MandateRow,
    people::commands::load::PersonRow,
    territory::commands::{
        load_establishments::EstablishmentRow,
        load_territory::{AcademyRow, DepartmentRow, LoadTerritory, ZoneRow},
    },
};

/// Where the establishments come from.
pub const SOURCE: &str = "Annuaire de l'éducation and related open data of the ministry, Licence Ouverte 2.0";

type Row = HashMap<String, String>;

macro_rules! rows {
    ($file:literal) => {
        read(include_str!(concat!("../../../data/", $file)))
    };
}

fn read(file: &str) -> Vec<Row> {
    csv::Reader::from_reader(file.as_bytes()).into_deserialize().collect::<Result<_, _>>().expect("the demo's files are well formed")
}

fn given(row: &Row, column: &str) -> Option<String> {
    row.get(column).map(|text| text.split_whitespace().collect::<Vec<_>>().join(" ")).filter(|text| !text.is_empty())
}

fn text(row: &Row, column: &str) -> String {
    given(row, column).unwrap_or_default()
}

fn date(row: &Row, column: &str) -> Option<Date> {
    given(row, column).and_then(|text| text.parse::<NaiveDate>().ok()).map(Date)
}

/// Academies, departments, authorities and zones.
pub fn territory() -> LoadTerritory {
    let regions: Vec<(String, String)> = rows!("regions.csv").iter().map(|row| (text(row, "code"), text(row, "name"))).collect();
    let known: HashSet<&str> = regions.iter().map(|(code, _)| code.as_str()).collect();
    let academies: Vec<AcademyRow> = rows!("academies.csv").iter().filter(|row| known.contains(text(row, "region_code").as_str())).map(academy).collect();
    let codes: HashSet<&str> = academies.iter().map(|academy| academy.code.as_str()).collect();
    let departments: Vec<DepartmentRow> = rows!("departments.csv")
        .iter()
        .map(|row| DepartmentRow { code: text(row, "code"), name: text(row, "name"), region: text(row, "region_code"), academy: text(row, "academy_code") })
        .filter(|row| known.contains(row.region.as_str()) && codes.contains(row.academy.as_str()))
        .collect();
    let authorities = authorities(&regions, &departments);
    LoadTerritory { regions: regions.clone(), departments, authorities, zones: zones(), academies }
}

fn academy(row: &Row) -> AcademyRow {
    let code = text(row, "code");
    // The rectorate's postal address, as its press file of 29 November 2012 gives it; no open file here holds it.
    let contact = (code == POITIERS).then(|| ("22 rue Guillaume VII le Troubadour".into(), "86022 Poitiers".into(), "https://www.ac-poitiers.fr".into()));
    AcademyRow { code, name: text(row, "name"), region: text(row, "region_code"), holiday_zone: given(row, "holiday_zone"), contact }
}

fn authorities(regions: &[(String, String)], departments: &[DepartmentRow]) -> Vec<(AuthorityKind, String, String)> {
    let mut authorities: Vec<(AuthorityKind, String, String)> = rows!("local-authorities-poitiers.csv")
        .iter()
        .map(|row| {
            let kind = match text(row, "kind").as_str() {
                "region" => AuthorityKind::Region,
                "department" => AuthorityKind::Department,
                _ => AuthorityKind::Intercommunality,
            };
            (kind, text(row, "code"), text(row, "name"))
        })
        .collect();
    let named: HashSet<(AuthorityKind, String)> = authorities.iter().map(|(kind, code, _)| (*kind, code.clone())).collect();
    let others = regions.iter().map(|(code, name)| (AuthorityKind::Region, code.clone(), format!("Région {name}")));
    let others = others.chain(departments.iter().map(|row| (AuthorityKind::Department, row.code.clone(), format!("Département {}", row.name))));
    authorities.extend(others.filter(|(kind, code, _)| !named.contains(&(*kind, code.clone()))));
    authorities
}

fn zones() -> Vec<ZoneRow> {
    let first = |day: &str| Date(day.parse().expect("a day"));
    let basins = rows!("basins.csv").into_iter().filter(|row| matches!(text(row, "academy_code").as_str(), "11" | "16"));
    let basins = basins.map(|row| ZoneRow {
        academy: text(&row, "academy_code"),
        kind: ZoneKind::Basin,
        code: text(&row, "code"),
        name: text(&row, "label"),
        note: None,
        starts_on: first("2001-09-01"),
    });
    let stand_ins = rows!("arrondissements-poitiers.csv").into_iter().map(|row| ZoneRow {
        academy: POITIERS.into(),
        kind: ZoneKind::Basin,
        code: text(&row, "code"),
        name: text(&row, "name"),
        note: Some("Arrondissement standing in for the basin: the academy's own list is not public.".into()),
        starts_on: first("2001-09-01"),
    });
    basins.chain(stand_ins).collect()
}

/// Disciplines of the nomenclature.
pub fn disciplines() -> Vec<(String, String)> {
    rows!("disciplines.csv").iter().map(|row| (text(row, "code"), text(row, "label"))).collect()
}

/// The establishments of an academy.
pub fn establishments(academy: &str) -> Vec<EstablishmentRow> {
    static ALL: LazyLock<Vec<Row>> = LazyLock::new(|| rows!("establishments-france.csv"));
    let arrondissements: HashMap<String, String> =
        rows!("communes-poitiers.csv").iter().map(|row| (text(row, "insee"), text(row, "arrondissement_code"))).collect();
    let of_academy = ALL.iter().filter(|row| row.get("academy_code").is_some_and(|code| code == academy) && !text(row, "name").is_empty());
    of_academy.filter_map(|row| establishment(row, &arrondissements)).collect()
}

fn establishment(row: &Row, arrondissements: &HashMap<String, String>) -> Option<EstablishmentRow> {
    let number = |column: &str| given(row, column).and_then(|text| text.parse::<f64>().ok());
    Some(EstablishmentRow {
        uai: text(row, "uai").parse().ok()?,
        name: text(row, "name"),
        kind: EstablishmentKind::try_from_value(&text(row, "type")).unwrap_or(EstablishmentKind::Other),
        sector: sector(&text(row, "sector"), &text(row, "contract")),
        ministry: None,
        department: text(row, "department_code"),
        basin: given(row, "basin_code").or_else(|| arrondissements.get(&text(row, "commune_insee")).cloned()),
        parent: given(row, "parent_uai").and_then(|uai| uai.parse().ok()),
        address: (given(row, "address"), given(row, "postal_code"), given(row, "commune")),
        position: number("latitude").zip(number("longitude")),
        phone: given(row, "phone"),
        mail: given(row, "mail"),
        pupils: given(row, "pupils").and_then(|text| text.parse().ok()),
        opened_on: date(row, "opened_on"),
    })
}

/// A private establishment whose contract the sources do not say is not guessed.
pub fn sector(sector: &str, contract: &str) -> Sector {
    match (sector, contract) {
        ("public", _) => Sector::Public,
        ("private", "HORS CONTRAT") => Sector::PrivateWithoutContract,
        ("private", contract) if contract.contains("CONTRAT") => Sector::PrivateUnderContract,
        _ => Sector::Unknown,
    }
}

/// The invented referents: who they are, and their mandates.
pub fn referents() -> (Vec<PersonRow>, Vec<MandateRow>) {
    let rows = rows!("referents-2026-2027.csv");
    rows.iter().filter_map(|row| Some((person(row)?, mandate(row)?))).unzip()
}

fn identifier(row: &Row) -> String {
    format!("{}:{}", text(row, "uai"), fold(&format!("{} {}", text(row, "family_name"), text(row, "given_name"))).replace(' ', "-"))
}

fn person(row: &Row) -> Option<PersonRow> {
    let uai: Uai = text(row, "uai").parse().ok()?;
    Some(PersonRow {
        identifier: identifier(row),
        civility: Some(if text(row, "title") == "M." { Civility::Monsieur } else { Civility::Madame }),
        family_name: text(row, "family_name"),
        given_name: text(row, "given_name"),
        mail: given(row, "mail").map(|mail| mail.to_lowercase()),
        discipline: given(row, "discipline_code"),
        appointments: vec![(uai, AppointmentFunction::Teacher, Date(date(row, "starts_on")?.0.min("2023-09-01".parse().ok()?)))],
        office: None,
    })
}

fn mandate(row: &Row) -> Option<MandateRow> {
    Some(MandateRow {
        establishment: text(row, "uai").parse().ok()?,
        person: identifier(row),
        starts_on: date(row, "starts_on")?,
        ends_on: date(row, "ends_on"),
        accepted: true,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::territory::rules;

    #[test]
    fn every_establishment_of_the_country_has_an_owner_or_a_reason() {
        let rows = rows!("establishments-france.csv");
        assert_eq!(rows.len(), 12_715);
        for row in rows {
            let kind = EstablishmentKind::try_from_value(&text(&row, "type")).expect("a kind of ours");
            let sector = sector(&text(&row, "sector"), &text(&row, "contract"));
            let (owner, basis) = rules::owner(sector, kind, &text(&row, "department_code"));
            let covered = owner != entity::territory::establishment::OwnerKind::Unknown;
            assert_eq!(covered, basis.is_some(), "{}", text(&row, "uai"));
            let excused = sector == Sector::Unknown || matches!(kind, EstablishmentKind::Section | EstablishmentKind::Other | EstablishmentKind::Mfr);
            assert!(covered || excused, "{} {sector:?} {kind:?}", text(&row, "uai"));
        }
    }

    #[test]
    fn the_demo_holds_what_it_says() {
        assert_eq!(establishments(POITIERS).len(), 348);
        assert_eq!(zones().iter().filter(|zone| zone.academy != POITIERS).count(), 41);
        assert_eq!(referents().0.len(), 491);
    }
}
