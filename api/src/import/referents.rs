//! Lists of referents, as academies keep them: clean tables, and spreadsheets with titles, totals, several spellings and
//! two persons in one cell. What is ambiguous is asked for: the reject file proposes lines to be read and given back.

use std::{collections::HashMap, sync::LazyLock};

use chrono::NaiveDate;
use entity::people::person::Civility;
use kernel::{
    fold::fold,
    refusal::Refusal,
    scalars::{Date, SchoolYear, Uai},
    store::Snapshot,
};

use super::{
    Format, Found, Passed,
    cell::Unread,
    report::{Fault, Skip},
    sheet::{Columns, Line},
};
use crate::{
    country,
    domain::{
        mandate::commands::{
            load_referents::{LoadReferents, ReferentRow, key},
            upsert_mandates::MandateRow,
        },
        people::{commands::upsert_people::PersonRow, rules},
    },
    tables::{Living, Row, Scope, Table},
};

const UAI: [&str; 4] = ["uai", "rne", "code_uai", "code_etablissement"];
const FAMILY: [&str; 3] = ["family_name", "nom", "nom_de_famille"];
const GIVEN: [&str; 2] = ["given_name", "prenom"];
const WHOLE: [&str; 3] = ["nom_prenom", "nom_et_prenom", "referent"];
const CIVILITY: [&str; 4] = ["title", "civ", "civilite", "civility"];
const MAIL: [&str; 6] = ["mail", "adresse_mel_academique", "mel", "adresse_mel", "courriel", "email"];
const DISCIPLINE: [&str; 3] = ["discipline_code", "discipline", "matiere"];
const STARTS: [&str; 4] = ["starts_on", "nomme_e_le", "nomme_le", "date_de_nomination"];
const ENDS: [&str; 3] = ["ends_on", "fin", "date_de_fin"];

/// A list of referents.
#[derive(Debug)]
pub struct Referents;

impl Row for ReferentRow {
    type Command = LoadReferents;

    const MAKES_SEVERAL: bool = true;

    fn key(&self) -> String {
        Self::key(self)
    }

    fn command(rows: Vec<Self>, _: NaiveDate) -> LoadReferents {
        LoadReferents { rows }
    }

    fn subject(&self) -> String {
        self.school_year.to_string()
    }

    /// Mandates that live, by establishment and name; what the list does not name ends with the day.
    async fn living(snapshot: &Snapshot, scope: &Scope) -> Result<Vec<Living<Self>>, Refusal> {
        let mandates = MandateRow::living(snapshot, scope).await?;
        let mut people: HashMap<String, PersonRow> = HashMap::new();
        PersonRow::rows(snapshot, &scope.everywhere(), &mut |row: PersonRow| {
            people.extend(row.keys().map(|key| (key.to_string(), row.clone())));
            Ok(())
        })
        .await?;
        let living = mandates.into_iter().filter_map(|living| {
            let person = people.get(&living.ended.person.to_string())?;
            let (family, given) = (person.family_name.clone()?, person.given_name.clone()?);
            let establishment = living.ended.establishment.clone();
            let ended = Self {
                school_year: living.ended.school_year,
                civility: None,
                discipline: None,
                mail: person.mail.value().cloned(),
                starts_on: living.ended.starts_on,
                ends_on: Some(Date(scope.day)),
                family_name: family.clone(),
                given_name: given.clone(),
                establishment: establishment.clone(),
            };
            Some(Living { keys: vec![key(&establishment, &family, &given)], subject: living.subject, ended })
        });
        Ok(living.collect())
    }
}

impl Format for Referents {
    type Row = ReferentRow;

    const LOOKED_FOR: &'static str = "UAI, and family and given name (`Nom`, `Prénom`, or `NOM Prénom`)";

    fn recognise(columns: &Columns) -> Option<Self> {
        let has = |names: &[&str]| names.iter().any(|name| columns.has(name));
        (has(&UAI) && (has(&WHOLE) || (has(&FAMILY) && has(&GIVEN)))).then_some(Self)
    }

    fn name(&self) -> String {
        "list of referents".to_owned()
    }

    fn read(&self, line: &Line<'_>, as_of: NaiveDate) -> Result<Found<ReferentRow>, Passed> {
        let names_nobody = [&FAMILY[..], &GIVEN, &WHOLE].iter().all(|names| line.text(names).is_none());
        if names_nobody && line.text(&MAIL).is_none() {
            return Err(Passed::Skipped(Skip::NoRow));
        }
        let about = line.text(&UAI).unwrap_or_default();
        let mended = |fault: Fault| Passed::Rejected(fault.about(&about));
        let establishment: Uai = line.needed(&UAI).map_err(mended)?;
        let about = establishment.to_string();
        let mended = |fault: Fault| Passed::Rejected(fault.about(&about));
        let unread = |names: &[&str]| {
            let column = line.header(names).to_owned();
            move |unread: Unread| Fault::of("", &column, &unread.reason, &unread.repair)
        };
        if let Some(fault) = two_persons(line) {
            return Err(mended(fault));
        }
        let (family_name, given_name) = name(line).map_err(mended)?;
        let mail = line.text(&MAIL).map(|written| mailbox(&written)).transpose().map_err(unread(&MAIL)).map_err(mended)?.flatten();
        let discipline = line.text(&DISCIPLINE).map(|written| discipline(&written)).transpose().map_err(unread(&DISCIPLINE)).map_err(mended)?;
        let row = ReferentRow {
            school_year: SchoolYear::of(as_of),
            civility: line.value::<Civility>(&CIVILITY).map_err(mended)?,
            starts_on: line.value(&STARTS).map_err(mended)?,
            ends_on: line.value(&ENDS).map_err(mended)?,
            family_name,
            given_name,
            mail,
            discipline,
            establishment,
        };
        Ok(Found { academy: country::academy_of(&row.establishment), ..Found::of(row) })
    }
}

/// Family and given name: in cells of their own, or capitals first, as `DE LA JONQUILLE Jérôme`.
fn name(line: &Line<'_>) -> Result<(String, String), Fault> {
    if let (Some(family), Some(given)) = (line.text(&FAMILY), line.text(&GIVEN)) {
        return Ok((family, given));
    }
    let names = if line.text(&WHOLE).is_some() { &WHOLE[..] } else { &FAMILY };
    let written = line.text(names).unwrap_or_default();
    split(&written).ok_or_else(|| {
        let words: Vec<&str> = written.split(' ').collect();
        // The usual order, for its owner to look at.
        let repair = match words.as_slice() {
            [rest @ .., last] if !rest.is_empty() => format!("{} {}", rest.join(" ").to_uppercase(), capital(last)),
            _ => String::new(),
        };
        Fault::of("", line.header(names), &format!("which is the family name and which the given one: {written}"), &repair)
    })
}

/// Capitals are the family name, the rest the given one.
fn split(written: &str) -> Option<(String, String)> {
    let is_family = |word: &&str| word.chars().filter(|letter| letter.is_alphabetic()).all(char::is_uppercase);
    let words: Vec<&str> = written.split(' ').collect();
    let first = words.iter().take_while(|word| is_family(word)).count();
    let (family, given) = words.split_at(first);
    let is_clear = !family.is_empty() && !given.is_empty() && !given.iter().any(|word| word.chars().count() > 1 && is_family(word));
    is_clear.then(|| (family.join(" "), given.join(" ")))
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters.flat_map(char::to_lowercase)).collect())
}

/// Two persons in one cell are two lines, each with its own mailbox; whose civility and discipline the line tells is for
/// its owner to say.
fn two_persons(line: &Line<'_>) -> Option<Fault> {
    let names = [&WHOLE[..], &FAMILY].into_iter().find(|names| line.text(names).is_some_and(|written| written.contains(" / ")))?;
    let written = line.text(names)?;
    let persons: Vec<&str> = written.split(" / ").map(str::trim).filter(|name| !name.is_empty()).collect();
    let mails = line.text(&MAIL).unwrap_or_default();
    let mails: Vec<&str> = mails.split([';', ',']).map(|mail| mail.trim().trim_start_matches("mailto:").trim()).collect();
    let (name, mail, civility) = (line.header(names), line.header(&MAIL), line.header(&CIVILITY));
    let of_person = |(at, person): (usize, &&str)| {
        let own = if mails.len() == persons.len() { mails[at] } else { "" };
        let mut cells = vec![(name.to_owned(), (*person).to_owned()), (mail.to_owned(), own.to_lowercase())];
        if at > 0 {
            cells.push((civility.to_owned(), String::new()));
        }
        cells
    };
    let instead = persons.iter().enumerate().map(of_person).collect();
    let reason = format!("{} persons in one cell: {written}; the civility of the first is kept, look at mailboxes and disciplines", persons.len());
    Some(Fault { instead, ..Fault::of("", name, &reason, &persons.join(" | ")) })
}

fn mailbox(written: &str) -> Result<Option<String>, Unread> {
    let address = written.trim_start_matches("mailto:").trim();
    if address.is_empty() {
        return Ok(None);
    }
    rules::mail("mail", address).map(Some).map_err(|_| Unread::of(format!("no mail address: {written}"), address.replace(' ', "")))
}

/// Code of a discipline, from the code or the label in any spelling.
fn discipline(written: &str) -> Result<String, Unread> {
    static CODES: LazyLock<HashMap<String, Vec<String>>> = LazyLock::new(|| {
        let mut codes: HashMap<String, Vec<String>> = HashMap::new();
        for (code, label) in country::disciplines() {
            for name in [fold(&code), fold(&label)] {
                let codes = codes.entry(name).or_default();
                if !codes.contains(&code) {
                    codes.push(code.clone());
                }
            }
        }
        codes
    });
    match CODES.get(&fold(written)).map(Vec::as_slice) {
        Some([code]) => Ok(code.clone()),
        Some(codes) => {
            Err(Unread::of(format!("several disciplines have this label, {}: {written}", codes.join(" and ")), codes.first().map_or("", |code| code.as_str())))
        }
        None => Err(Unread::of(format!("no discipline of the nomenclature: {written}"), "")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capitals_are_the_family_name() {
        for (written, family, given) in [
            ("ŒILLET Inès", "ŒILLET", "Inès"),
            ("DE LA JONQUILLE Jérôme", "DE LA JONQUILLE", "Jérôme"),
            ("D'ÉGLANTINE Élodie", "D'ÉGLANTINE", "Élodie"),
            ("COQUELICOT SAINT-ÉLOI Marie Claude", "COQUELICOT SAINT-ÉLOI", "Marie Claude"),
        ] {
            assert_eq!(split(written), Some((family.to_owned(), given.to_owned())), "{written}");
        }
        for written in ["ŒILLET INÈS", "Inès Œillet", "ŒILLET", "Inès ŒILLET"] {
            assert_eq!(split(written), None, "{written}");
        }
    }

    #[test]
    fn a_discipline_is_found_by_code_or_label_and_asked_for_when_two_bear_the_label() {
        assert_eq!(discipline("l1300").ok().as_deref(), Some("L1300"));
        assert_eq!(discipline("Occitan - langue d'oc").ok().as_deref(), Some("L0444"));
        assert!(discipline("Enseignements artistiques et arts appliq").is_err_and(|unread| !unread.repair.is_empty()));
        assert!(discipline("Alchimie").is_err());
    }
}
