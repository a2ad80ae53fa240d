//! The ministry's directory of establishments, in each family of headers that its portal has written.
//!
//! *Annuaire de l'éducation* and *Adresse et géolocalisation des établissements* (Licence Ouverte 2.0). Only the second
//! degree is taken: schools of the first degree, services and care homes have no digital referent of this network.

use std::fmt;

use chrono::NaiveDate;
use entity::territory::establishment::{EstablishmentKind, Ministry, Sector};
use kernel::{
    fold::fold,
    scalars::{Date, NotUai, Uai},
};

use super::{
    report::{Fault, Skip},
    sheet::{Line, Sheet},
};
use crate::domain::{people::rules::mail, territory::commands::load_establishments::EstablishmentRow};

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
    pub fn of(sheet: &Sheet) -> Option<Self> {
        let is_annuaire = sheet.has("identifiant_de_l_etablissement") && sheet.has("nom_etablissement");
        match () {
            () if is_annuaire && sheet.has("etablissement_multi_lignes") => Some(Self::Annuaire2023),
            () if is_annuaire && sheet.has("nombre_d_eleves") => Some(Self::Annuaire2024),
            () if is_annuaire => Some(Self::Annuaire2026),
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

/// A line that may be loaded.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Code of its academy.
    pub academy: String,
    /// Name of its basin, whose code is in `row`.
    pub basin_name: Option<String>,
    /// What is loaded.
    pub row: EstablishmentRow,
}

/// Why a line is not loaded.
#[derive(Debug)]
pub enum Passed {
    /// Meant for others.
    Skipped(Skip),
    /// Wrong, with how to mend it.
    Rejected(Fault),
}

/// The unit code of a line.
pub fn uai(line: &Line<'_>) -> Result<Uai, Fault> {
    let written = line.text(&UAI).ok_or_else(|| Fault::of("", "uai", "the unit code is missing", ""))?;
    written.parse().map_err(|fault: NotUai| {
        let repair = match &fault {
            NotUai::CheckLetter(letter) => format!("{}{letter}", written.chars().take(7).collect::<String>()),
            NotUai::Shape => String::new(),
        };
        Fault::of(&written, "uai", &fault.words().0.in_(kernel::text::Locale::En).to_lowercase(), &repair)
    })
}

/// Which of two lines of one UAI is kept: the one whose mailbox names the UAI, then the one that comes first by name.
/// Whatever the order of the lines, the choice is the same.
pub fn rank(line: &Line<'_>, uai: &Uai) -> (bool, String) {
    let is_own = line.text(&MAIL).is_some_and(|mail| mail.to_uppercase().contains(uai.as_str()));
    (!is_own, fold(&line.text(&NAME).unwrap_or_default()))
}

/// Reads a line.
pub fn entry(line: &Line<'_>, family: Family) -> Result<Entry, Passed> {
    if !line.is_whole {
        return Err(Passed::Rejected(Fault::of(
            &line.text(&UAI).unwrap_or_default(),
            "",
            "the line has not as many cells as the header",
            "look for a separator inside a cell",
        )));
    }
    let uai = uai(line).map_err(Passed::Rejected)?;
    let fault = |column: &str, reason: &str, repair: &str| Passed::Rejected(Fault::of(uai.as_str(), column, reason, repair));
    let nature: u16 = line.text(&NATURE).and_then(|code| code.parse().ok()).unwrap_or_default();
    let kind = kind(line, nature)?;
    if line.text(&STATE).is_some_and(|state| fold(&state).starts_with("ferme") && !fold(&state).starts_with("fermer")) {
        return Err(Passed::Skipped(Skip::Closed));
    }
    let academy = line.text(&ACADEMY).and_then(|code| academy_code(&code)).ok_or_else(|| fault("code_academie", "the code of the academy is missing", ""))?;
    let department =
        line.text(&DEPARTMENT).and_then(|code| department_code(&code)).ok_or_else(|| fault("code_departement", "the code of the department is missing", ""))?;
    let name = line.text(&NAME).or_else(|| {
        let words: Vec<_> = [line.text(&["denomination_principale"]), line.text(&["patronyme_uai"])].into_iter().flatten().collect();
        Some(words.join(" ")).filter(|name| !name.is_empty())
    });
    let name = name.ok_or_else(|| fault("nom_etablissement", "the name is missing", ""))?;
    let row = EstablishmentRow {
        name,
        kind,
        sector: sector(line),
        ministry: Some(ministry(line, kind)),
        department,
        basin: line.text(&BASIN).filter(|_| family.tells_contacts()),
        parent: line.text(&["etablissement_mere"]).and_then(|code| code.parse().ok()),
        address: (
            line.text(&["adresse_1", "adresse_uai", "adresse"]),
            line.text(&["code_postal", "code_postal_uai"]),
            line.text(&["nom_commune", "libelle_commune", "commune"]),
        ),
        position: coordinate(line, "latitude", 90.0).zip(coordinate(line, "longitude", 180.0)),
        phone: line.text(&["telephone"]).and_then(|written| phone(&written)),
        mail: line.text(&MAIL).and_then(|written| mail("mail", &written.to_lowercase()).ok()),
        pupils: line.text(&["nombre_d_eleves"]).and_then(|number| number.parse().ok()),
        opened_on: line.text(&["date_ouverture"]).and_then(|day| date(&day)).map(Date),
        uai,
    };
    Ok(Entry { academy, basin_name: line.text(&["libelle_bassin_formation"]), row })
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

/// A coordinate in degrees, with a decimal point or a comma.
fn coordinate(line: &Line<'_>, column: &str, most: f64) -> Option<f64> {
    let degrees: f64 = line.text(&[column])?.replace(',', ".").parse().ok()?;
    (degrees.abs() <= most && degrees != 0.0).then_some(degrees)
}

/// Ten digits, however they are spaced; a spreadsheet drops the first zero.
fn phone(written: &str) -> Option<String> {
    let digits: String = written.chars().filter(char::is_ascii_digit).collect();
    let national = match digits.strip_prefix("33").filter(|_| written.trim_start().starts_with('+')) {
        Some(rest) => format!("0{rest}"),
        None if digits.len() == 9 => format!("0{digits}"),
        None => digits,
    };
    (national.len() == 10 && national.starts_with('0')).then_some(national)
}

/// A day, in ISO form or as a spreadsheet writes it; the filler of 2099 is none.
fn date(written: &str) -> Option<NaiveDate> {
    let day = written.get(..10).and_then(|day| NaiveDate::parse_from_str(day, "%Y-%m-%d").or_else(|_| NaiveDate::parse_from_str(day, "%d/%m/%Y")).ok())?;
    (day < NaiveDate::from_ymd_opt(2099, 1, 1)?).then_some(day)
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
            assert!(matches!(phone(written).as_deref(), Some("0561263305" | "0561266305")), "{written}");
        }
        assert_eq!((phone("12"), phone("2,17003E+13")), (None, None));
        let day = NaiveDate::from_ymd_opt(1967, 2, 1);
        assert_eq!((date("01/02/1967"), date("1967-02-01"), date("2099-01-01"), date("soon")), (day, day, None, None));
    }
}
