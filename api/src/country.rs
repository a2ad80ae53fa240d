//! The country's reference data, which the program carries: regions, academies, departments, local authorities and
//! disciplines. Sources and licence in `data/README.md`.

use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use entity::territory::local_authority::AuthorityKind;
use kernel::scalars::Uai;

use crate::domain::territory::commands::load_territory::{AcademyRow, DepartmentRow, LoadTerritory};

/// Code of the académie de Poitiers, whose local authorities are known one by one.
const POITIERS: &str = "13";

type Row = HashMap<String, String>;

macro_rules! rows {
    ($file:literal) => {
        read(include_str!(concat!("../../data/", $file)))
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

/// Academies, departments and authorities; no zones.
pub fn territory() -> LoadTerritory {
    let regions: Vec<(String, String)> = rows!("regions.csv").iter().map(|row| (text(row, "code"), text(row, "name"))).collect();
    let known: HashSet<&str> = regions.iter().map(|(code, _)| code.as_str()).collect();
    let departments = rows!("departments.csv");
    // The ministry has one code for all overseas collectivities; INSEE has a region for each.
    let region_of = |row: &Row| match text(row, "region_code") {
        code if known.contains(code.as_str()) => Some(code),
        _ => departments.iter().find(|department| text(department, "academy_code") == text(row, "code")).map(|department| text(department, "region_code")),
    };
    let academies: Vec<AcademyRow> = rows!("academies.csv").iter().filter_map(|row| Some(academy(row, region_of(row)?))).collect();
    let codes: HashSet<&str> = academies.iter().map(|academy| academy.code.as_str()).collect();
    let departments: Vec<DepartmentRow> = departments
        .iter()
        .map(|row| DepartmentRow { code: text(row, "code"), name: text(row, "name"), region: text(row, "region_code"), academy: text(row, "academy_code") })
        .filter(|row| known.contains(row.region.as_str()) && codes.contains(row.academy.as_str()))
        .collect();
    let authorities = authorities(&regions, &departments);
    LoadTerritory { regions: regions.clone(), departments, authorities, zones: Vec::new(), academies }
}

fn academy(row: &Row, region: String) -> AcademyRow {
    let code = text(row, "code");
    // The rectorate's postal address, as its press file of 29 November 2012 gives it; no open file here holds it.
    let contact = (code == POITIERS).then(|| ("22 rue Guillaume VII le Troubadour".into(), "86022 Poitiers".into(), "https://www.ac-poitiers.fr".into()));
    AcademyRow { code, name: text(row, "name"), region, holiday_zone: given(row, "holiday_zone"), contact }
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

/// Disciplines of the nomenclature.
pub fn disciplines() -> Vec<(String, String)> {
    rows!("disciplines.csv").iter().map(|row| (text(row, "code"), text(row, "label"))).collect()
}

/// Code of the academy in which an establishment lies, by the first characters of its UAI.
pub fn academy_of(uai: &Uai) -> Option<String> {
    static PREFIXES: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
        let departments = rows!("departments.csv");
        departments.iter().map(|row| (text(row, "uai_prefix"), text(row, "academy_code"))).collect()
    });
    PREFIXES.get(&uai.as_str()[..3]).cloned()
}
