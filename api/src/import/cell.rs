//! What a cell of a file says, as a value of ours.

use chrono::{Datelike, NaiveDate};
use entity::{
    mandate::mandate::{EndReason, MandateDecision, MandateShare},
    people::{appointment::AppointmentFunction, person::Civility},
    territory::{
        establishment::{EstablishmentKind, Ministry, Sector},
        zone::ZoneKind,
    },
};
use kernel::{
    resource::{Id, Resource},
    scalars::{Date, Instant, NotUai, PersonKey, SchoolYear, Uai, Url},
    text::Locale,
};
use sea_orm::{ActiveEnum, Iterable};

use crate::domain::people::commands::upsert_people::{Identifiers, Words};

/// Why a cell cannot be read, and what it probably means.
#[derive(Debug, PartialEq, Eq)]
pub struct Unread {
    /// What is wrong.
    pub reason: String,
    /// What it probably means; empty where only its owner knows.
    pub repair: String,
}

impl Unread {
    /// Why a cell cannot be read.
    pub fn of(reason: impl Into<String>, repair: impl Into<String>) -> Self {
        Self { reason: reason.into(), repair: repair.into() }
    }
}

/// A value that a cell can hold.
pub trait Cell: Sized {
    /// Reads a tidied text that is not empty.
    fn read(written: &str) -> Result<Self, Unread>;
}

impl Cell for String {
    fn read(written: &str) -> Result<Self, Unread> {
        Ok(written.to_owned())
    }
}

impl Cell for Uai {
    /// Spaces inside and a first zero that a spreadsheet dropped are put right where the check letter proves it.
    fn read(written: &str) -> Result<Self, Unread> {
        let joined: String = written.split_whitespace().collect();
        let whole = if joined.len() == 7 { format!("0{joined}") } else { joined };
        whole.parse().map_err(|fault: NotUai| {
            let repair = match &fault {
                NotUai::CheckLetter(letter) => format!("{}{letter}", whole.chars().take(7).collect::<String>()),
                NotUai::Shape => String::new(),
            };
            Unread::of(format!("{}: {written}", fault.words().0.in_(Locale::En).trim_end_matches('.').to_lowercase()), repair)
        })
    }
}

impl Cell for Date {
    /// ISO, as a spreadsheet writes it (`1/9/26`, `01.09.2026`), or `rentrée 2026` for 1 September.
    fn read(written: &str) -> Result<Self, Unread> {
        let unread = || Unread::of(format!("no day of the calendar: {written}"), "");
        if let Some(year) = kernel::fold::fold(written).strip_prefix("rentree ") {
            let year = year.parse().ok().filter(|year| (1900..2200).contains(year));
            return year.and_then(|year| NaiveDate::from_ymd_opt(year, 9, 1)).map(Self).ok_or_else(unread);
        }
        let day = written.split(['T', ' ']).next().unwrap_or_default();
        let parts: Vec<u32> = day.split(['/', '.', '-']).map(|part| part.parse().ok()).collect::<Option<_>>().ok_or_else(unread)?;
        let date = match (parts.as_slice(), day.contains('-')) {
            ([year, month, day], true) if *year >= 1000 => NaiveDate::from_ymd_opt(i32::try_from(*year).unwrap_or_default(), *month, *day),
            ([day, month, year], false) => {
                let year = if *year < 100 { year + 2000 } else { *year };
                NaiveDate::from_ymd_opt(i32::try_from(year).unwrap_or_default(), *month, *day)
            }
            _ => None,
        };
        date.filter(|day| (1900..2200).contains(&day.year())).map(Self).ok_or_else(unread)
    }
}

impl Cell for f64 {
    /// A decimal point or a comma.
    fn read(written: &str) -> Result<Self, Unread> {
        written.replace(',', ".").parse().ok().filter(|number: &Self| number.is_finite()).ok_or_else(|| Unread::of(format!("no number: {written}"), ""))
    }
}

impl Cell for Url {
    fn read(written: &str) -> Result<Self, Unread> {
        let parse = |written: &str| <Self as async_graphql::ScalarType>::parse(written.into()).ok();
        parse(written).ok_or_else(|| {
            let whole = format!("https://{written}");
            Unread::of(format!("no address of the web: {written}"), if parse(&whole).is_some() { whole } else { String::new() })
        })
    }
}

impl<R: Resource> Cell for Id<R> {
    fn read(written: &str) -> Result<Self, Unread> {
        written.parse().map_err(|reason: String| Unread::of(reason, ""))
    }
}

/// Values that read themselves.
macro_rules! parsed {
    ($($value:ty: $words:literal),* $(,)?) => {$(
        impl Cell for $value {
            fn read(written: &str) -> Result<Self, Unread> {
                written.parse().map_err(|_| Unread::of(format!("{}: {written}", $words), ""))
            }
        }
    )*};
}
parsed!(
    i32: "no whole number",
    SchoolYear: "a school year is written 2026-2027",
    Instant: "an instant is written 2026-09-01T08:00:00Z",
    PersonKey: "a person is named by id (person_…), by mailbox, or by system and identifier (AAF:123456)",
    Identifiers: "identifiers are written SYSTEM:value, with a bar between two of them",
    Words: "words with spaces between them",
);

/// Enums, by the words that the schema shows.
macro_rules! chosen {
    ($($value:ty),* $(,)?) => {$(
        impl Cell for $value {
            fn read(written: &str) -> Result<Self, Unread> {
                Self::try_from_value(&written.to_uppercase()).map_err(|_| {
                    let words: Vec<String> = Self::iter().map(|value| value.to_value()).collect();
                    Unread::of(format!("{written} is none of {}", words.join(", ")), "")
                })
            }
        }
    )*};
}
chosen!(EstablishmentKind, Sector, Ministry, ZoneKind, AppointmentFunction, MandateDecision, MandateShare, EndReason);

impl Cell for Civility {
    fn read(written: &str) -> Result<Self, Unread> {
        match kernel::fold::fold(written).as_str() {
            "madame" | "mme" | "mlle" => Ok(Self::Madame),
            "monsieur" | "m" | "mr" => Ok(Self::Monsieur),
            _ => Err(Unread::of(format!("{written} is none of MADAME, MONSIEUR"), "")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_offices_write_them() {
        let first = Date("2026-09-01".parse().expect("a day"));
        for written in ["2026-09-01", "01/09/2026", "1/9/26", "01.09.2026", "rentrée 2026", "2026-09-01T00:00:00"] {
            assert_eq!(Date::read(written), Ok(first), "{written}");
        }
        for wrong in ["31/02/2026", "2026-13-01", "soon", "1/9", "0026-09-01", "rentrée"] {
            assert!(Date::read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_uai_is_put_right_only_where_its_letter_proves_it() {
        for written in ["0860001J", "0860001j", "860001J", "086 0001 J", " 0860001J"] {
            assert_eq!(Uai::read(written.trim()).map(|uai| uai.to_string()), Ok("0860001J".to_owned()), "{written}");
        }
        assert_eq!(Uai::read("0860001A").expect_err("a wrong letter").repair, "0860001J");
        assert_eq!(Uai::read("86").expect_err("no code").repair, "");
    }
}
