//! The ministry's directory of establishments, in each family of headers that its portal has written.
//!
//! *Annuaire de l'éducation* and *Adresse et géolocalisation des établissements* (Licence Ouverte 2.0). Only the second
//! degree is taken: schools of the first degree, services and care homes have no digital referent of this network.

use std::fmt;

use async_graphql::MaybeUndefined;
use chrono::NaiveDate;
use entity::territory::establishment::{EstablishmentKind, Ministry, Sector};
use kernel::{
    fold::fold,
    scalars::{Date, Uai, Url},
};

use super::{
    Format, Found, Passed,
    cell::{Cell, Unread},
    report::{Fault, Skip},
    sheet::{Columns, Line},
};
use crate::{
    domain::{people::rules::mail, territory::commands::upsert_establishments::EstablishmentRow},
    tables,
};

/// Which export a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// Annuaire with `etablissement_multi_lignes`, until 2023.
    Annuaire2023,
    /// Annuaire with `multi_uai` and `Nombre_d_eleves`, 2024.
    Annuaire2024,
    /// Annuaire without a number of pupils, 2026.
    Annuaire2026,
    /// Geolocation with technical names.
    GeolocationNames,
    /// Geolocation with labels.
    GeolocationLabels,
}

impl fmt::Display for Family {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Annuaire2023 => "annuaire de l'éducation, headers of 2023",
            Self::Annuaire2024 => "annuaire de l'éducation, headers of 2024",
            Self::Annuaire2026 => "annuaire de l'éducation, headers of 2026",
            Self::GeolocationNames => "adresse et géolocalisation, technical names",
            Self::GeolocationLabels => "adresse et géolocalisation, labels",
        })
    }
}

impl Family {
    /// The family whose headers a table has.
    pub fn of(sheet: &Columns) -> Option<Self> {
        let is_annuaire = !sheet.is_open() && sheet.has("identifiant_de_l_etablissement") && sheet.has("nom_etablissement");
        match () {
            () if is_annuaire && sheet.has("etablissement_multi_lignes") => Some(Self::Annuaire2023),
            () if is_annuaire && sheet.has("nombre_d_eleves") => Some(Self::Annuaire2024),
            () if is_annuaire => Some(Self::Annuaire2026),
            () if sheet.is_open() => None,
            () if sheet.has("numero_uai") && sheet.has("nature_uai") => Some(Self::GeolocationNames),
            () if sheet.has("code_etablissement") && sheet.has("appellation_officielle") => Some(Self::GeolocationLabels),
            () => None,
        }
    }

    /// Whether it holds telephones, mailboxes and basins; the geolocation leaves what is known of them alone.
    pub const fn tells_contacts(self) -> bool {
        matches!(self, Self::Annuaire2023 | Self::Annuaire2024 | Self::Annuaire2026)
    }

    /// Whether it holds numbers of pupils.
    pub const fn tells_pupils(self) -> bool {
        matches!(self, Self::Annuaire2023 | Self::Annuaire2024)
    }
}

const UAI: [&str; 3] = ["identifiant_de_l_etablissement", "numero_uai", "code_etablissement"];
const NAME: [&str; 2] = ["nom_etablissement", "appellation_officielle"];
const NATURE: [&str; 2] = ["code_nature", "nature_uai"];
const STATE: [&str; 3] = ["etat_etablissement_libe", "etat", "etat_etablissement"];
const ACADEMY: [&str; 1] = ["code_academie"];
const DEPARTMENT: [&str; 1] = ["code_departement"];
const MAIL: [&str; 1] = ["mail"];
const BASIN: [&str; 1] = ["code_bassin_formation"];

impl Format for Family {
    type Row = EstablishmentRow;

    const LOOKED_FOR: &'static str = "neither the annuaire de l'éducation nor the geolocation of establishments: no known column names a UAI";

    /// What is annexed to something that is no school of the second degree is taken by itself.
    const DROPS_UNKNOWN: bool = true;

    fn recognise(columns: &Columns) -> Option<Self> {
        Self::of(columns)
    }

    fn name(&self) -> String {
        self.to_string()
    }

    fn read(&self, line: &Line<'_>, as_of: NaiveDate) -> Result<Found<EstablishmentRow>, Passed> {
        let told = line.text(&UAI).unwrap_or_default();
        let uai: Uai = line.needed(&UAI).map_err(|fault| fault.about(&told))?;
        let fault = |names: &[&str], reason: &str| Passed::Rejected(Fault::of(uai.as_str(), line.header(names), reason, ""));
        let nature: u16 = line.text(&NATURE).and_then(|code| code.parse().ok()).unwrap_or_default();
        let kind = kind(line, nature)?;
        let academy = line.text(&ACADEMY).and_then(|code| academy_code(&code)).ok_or_else(|| fault(&ACADEMY, "the code of the academy is missing"))?;
        // Of two lines of one UAI the one whose mailbox names the UAI is kept, then the first by name, whatever their order.
        let is_own = line.text(&MAIL).is_some_and(|mail| mail.to_uppercase().contains(uai.as_str()));
        let rank = Some(format!("{} {}", u8::from(!is_own), fold(&line.text(&NAME).unwrap_or_default())));
        if line.text(&STATE).is_some_and(|state| fold(&state).starts_with("ferme") && !fold(&state).starts_with("fermer")) {
            let row = EstablishmentRow { closed_on: MaybeUndefined::Value(Date(as_of)), ..EstablishmentRow::of(uai) };
            return Ok(Found { academy: Some(academy), rank, ends: true, ..Found::of(row) });
        }
        let department = line.text(&DEPARTMENT).and_then(|code| department_code(&code));
        let department = department.ok_or_else(|| fault(&DEPARTMENT, "the code of the department is missing"))?;
        let name = line.text(&NAME).or_else(|| {
            let words: Vec<_> = [line.text(&["denomination_principale"]), line.text(&["patronyme_uai"])].into_iter().flatten().collect();
            Some(words.join(" ")).filter(|name| !name.is_empty())
        });
        let name = name.ok_or_else(|| fault(&NAME, "the name is missing"))?;
        let mut unread = Vec::new();
        let basin = line.text(&BASIN).filter(|_| self.tells_contacts());
        let zone = basin.as_ref().zip(line.text(&["libelle_bassin_formation"])).map(|(code, name)| tables::establishments::basin(&academy, code, name));
        let latitude = coordinate(line, "latitude", 90.0, &mut unread);
        let longitude = coordinate(line, "longitude", 180.0, &mut unread);
        let row = EstablishmentRow {
            name: Some(name),
            kind: Some(kind),
            sector: Some(sector(line)),
            ministry: Some(ministry(line, kind)),
            academy: Some(academy.clone()),
            department: Some(department),
            basin: basin.map_or(MaybeUndefined::Undefined, MaybeUndefined::Value),
            parent: line.text(&["etablissement_mere"]).and_then(|code| code.parse().ok()).map_or(MaybeUndefined::Undefined, MaybeUndefined::Value),
            address: told_text(line, &["adresse_1", "adresse_uai", "adresse"]),
            postal_code: told_text(line, &["code_postal", "code_postal_uai"]),
            city: told_text(line, &["nom_commune", "libelle_commune", "commune"]),
            latitude: latitude.filter(|_| longitude.is_some()).map_or(MaybeUndefined::Undefined, MaybeUndefined::Value),
            longitude: longitude.filter(|_| latitude.is_some()).map_or(MaybeUndefined::Undefined, MaybeUndefined::Value),
            phone: if self.tells_contacts() { cell(line, &["telephone"], phone, &mut unread) } else { MaybeUndefined::Undefined },
            mail: if self.tells_contacts() { cell(line, &MAIL, mailbox, &mut unread) } else { MaybeUndefined::Undefined },
            website: if self.tells_contacts() { cell(line, &["web"], website, &mut unread) } else { MaybeUndefined::Undefined },
            pupils: if self.tells_pupils() { cell(line, &["nombre_d_eleves"], <i32 as Cell>::read, &mut unread) } else { MaybeUndefined::Undefined },
            opened_on: cell(line, &["date_ouverture"], opening, &mut unread),
            source: MaybeUndefined::Value(self.to_string()),
            ..EstablishmentRow::of(uai)
        };
        Ok(Found { academy: Some(academy), zone, rank, unread, ends: false, row })
    }
}

fn told_text(line: &Line<'_>, names: &[&str]) -> MaybeUndefined<String> {
    line.text(names).map_or(MaybeUndefined::Undefined, MaybeUndefined::Value)
}

/// A cell that the line can do without: what is empty tells nothing, what cannot be read is listed; what was known stays.
fn cell<T>(line: &Line<'_>, names: &[&str], read: impl Fn(&str) -> Result<T, Unread>, unread: &mut Vec<Fault>) -> MaybeUndefined<T> {
    match line.text(names).map(|written| read(&written)) {
        None => MaybeUndefined::Undefined,
        Some(Ok(value)) => MaybeUndefined::Value(value),
        Some(Err(Unread { reason, .. })) if reason.is_empty() => MaybeUndefined::Undefined,
        Some(Err(Unread { reason, repair })) => {
            unread.push(Fault::of("", line.header(names), &reason, &repair));
            MaybeUndefined::Undefined
        }
    }
}

/// Kind by nature; where it contradicts the type, a collège is a collège. Sections and annexes belong to their parent.
fn kind(line: &Line<'_>, nature: u16) -> Result<EstablishmentKind, Passed> {
    let annexed = line.text(&["type_rattachement_etablissement_mere"]).is_some() && line.text(&["etablissement_mere"]).is_some();
    let declared = fold(&line.text(&["type_etablissement"]).unwrap_or_default());
    Ok(match nature {
        _ if matches!(declared.as_str(), "ecole" | "medico-social" | "service administratif" | "information et orientation") => {
            return Err(Passed::Skipped(Skip::OutOfScope));
        }
        1..300 | 800.. => return Err(Passed::Skipped(Skip::OutOfScope)),
        334 | 335 => EstablishmentKind::Section,
        300..390 if annexed => EstablishmentKind::Section,
        _ if declared == "college" => EstablishmentKind::College,
        340 | 350 | 352 => EstablishmentKind::College,
        307 => EstablishmentKind::LyceeAgricole,
        300..=302 | 306 | 310 | 320 if is_agricultural(line) => EstablishmentKind::LyceeAgricole,
        300..=302 | 310 => EstablishmentKind::LyceeGeneralTechno,
        306 => EstablishmentKind::LyceePolyvalent,
        320 => EstablishmentKind::LyceeProfessionnel,
        370 => EstablishmentKind::Erea,
        380 => EstablishmentKind::Mfr,
        _ => EstablishmentKind::Other,
    })
}

fn is_agricultural(line: &Line<'_>) -> bool {
    line.text(&["ministere_tutelle", "libelle_ministere"]).is_some_and(|ministry| fold(&ministry).contains("agriculture"))
}

fn ministry(line: &Line<'_>, kind: EstablishmentKind) -> Ministry {
    match line.text(&["ministere_tutelle", "libelle_ministere"]).map(|ministry| fold(&ministry)) {
        Some(ministry) if ministry.contains("agriculture") => Ministry::Agriculture,
        Some(ministry) if ministry.contains("education nationale") => Ministry::Education,
        Some(_) => Ministry::Other,
        None => crate::domain::territory::lookups::ministry_of(kind),
    }
}

fn sector(line: &Line<'_>) -> Sector {
    let told = fold(&line.text(&["statut_public_prive", "secteur_public_prive_libe", "secteur_public_prive"]).unwrap_or_default());
    // The portal writes `C0NTRAT`, with a zero, in one of its labels.
    let contract = fold(&line.text(&["type_contrat_prive", "secteur_prive_libelle_type_contrat"]).unwrap_or_default()).replace("c0ntrat", "contrat");
    match told.as_str() {
        "public" => Sector::Public,
        "prive" if contract.contains("hors contrat") => Sector::PrivateWithoutContract,
        "prive" if contract.contains("contrat") => Sector::PrivateUnderContract,
        _ => Sector::Unknown,
    }
}

/// `7` and `07` are one academy.
fn academy_code(written: &str) -> Option<String> {
    written.parse::<u8>().ok().map(|number| format!("{number:02}"))
}

/// `016`, `16`, `9`, `02A`, `2A`, `971` as INSEE writes them.
fn department_code(written: &str) -> Option<String> {
    let code = written.trim_start_matches('0').to_uppercase();
    let is_code = code.chars().all(|sign| sign.is_ascii_alphanumeric()) && (1..=3).contains(&code.len());
    is_code.then(|| if code.len() == 1 { format!("0{code}") } else { code })
}

/// A coordinate in degrees; 0 stands for none.
fn coordinate(line: &Line<'_>, column: &str, most: f64, unread: &mut Vec<Fault>) -> Option<f64> {
    let degrees = |written: &str| match f64::read(written)? {
        0.0 => Err(Unread::of("", "")),
        degrees if degrees.abs() > most => Err(Unread::of(format!("no degrees: {written}"), "")),
        degrees => Ok(degrees),
    };
    cell(line, &[column], degrees, unread).take()
}

/// Ten digits, however they are spaced; a spreadsheet drops the first zero.
fn phone(written: &str) -> Result<String, Unread> {
    let digits: String = written.chars().filter(char::is_ascii_digit).collect();
    let national = match digits.strip_prefix("33").filter(|_| written.trim_start().starts_with('+')) {
        Some(rest) => format!("0{rest}"),
        None if digits.len() == 9 => format!("0{digits}"),
        None => digits,
    };
    let is_one = national.len() == 10 && national.starts_with('0') && !written.contains(',');
    if is_one { Ok(national) } else { Err(Unread::of(format!("no telephone of ten digits: {written}"), "")) }
}

fn mailbox(written: &str) -> Result<String, Unread> {
    mail("mail", written).map_err(|_| Unread::of(format!("no mail address: {written}"), ""))
}

/// The portal writes addresses without their scheme.
fn website(written: &str) -> Result<Url, Unread> {
    Url::read(written).or_else(|unread| if unread.repair.is_empty() { Err(unread) } else { Url::read(&unread.repair) })
}

/// The filler of 2099 is no day.
fn opening(written: &str) -> Result<Date, Unread> {
    let day = Date::read(written)?;
    if day.0 < NaiveDate::from_ymd_opt(2099, 1, 1).unwrap_or_default() { Ok(day) } else { Err(Unread::of("", "")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_cells_survive_spreadsheets() {
        for (written, code) in [("016", "16"), ("16", "16"), ("9", "09"), ("009", "09"), ("02A", "2A"), ("2a", "2A"), ("971", "971")] {
            assert_eq!(department_code(written).as_deref(), Some(code), "{written}");
        }
        assert_eq!((academy_code("7").as_deref(), academy_code("13").as_deref(), academy_code("x")), (Some("07"), Some("13"), None));
        for written in ["0561263305", "05 61 26 63 05", "05.61.26.63.05", "+33 5 61 26 63 05", "561263305"] {
            assert!(matches!(phone(written).as_deref(), Ok("0561263305" | "0561266305")), "{written}");
        }
        assert!(phone("12").is_err() && phone("2,17003E+13").is_err());
        let day = Date(NaiveDate::from_ymd_opt(1967, 2, 1).expect("a day"));
        assert_eq!((opening("01/02/1967"), opening("1967-02-01")), (Ok(day), Ok(day)));
        assert!(opening("2099-01-01").is_err_and(|unread| unread.reason.is_empty()) && opening("soon").is_err());
        assert_eq!(website("www.lycee.fr").map(|url| url.0), Ok("https://www.lycee.fr".into()));
    }
}
