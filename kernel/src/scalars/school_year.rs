use std::{fmt, str::FromStr};

use async_graphql::{InputValueResult, Scalar, ScalarType, Value};
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::coercion;
use crate::text::text;

/// School year (*année scolaire*), from 1 September to 31 August: `2026-2027`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SchoolYear(i32);

impl SchoolYear {
    /// The year that a date falls in.
    pub fn of(date: NaiveDate) -> Self {
        Self(if date.month() >= 9 { date.year() } else { date.year() - 1 })
    }

    /// First day, 1 September.
    pub fn first_day(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.0, 9, 1).expect("years are of four digits")
    }

    /// Last day, 31 August.
    pub fn last_day(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.0 + 1, 8, 31).expect("years are of four digits")
    }

    /// The year after.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0 + 1)
    }

    /// Whether a date falls in it.
    pub fn contains(self, date: NaiveDate) -> bool {
        (self.first_day()..=self.last_day()).contains(&date)
    }
}

impl FromStr for SchoolYear {
    type Err = &'static str;

    fn from_str(written: &str) -> Result<Self, Self::Err> {
        const SHAPE: &str = "a school year is written 2026-2027";
        let (first, second) = written.split_once('-').ok_or(SHAPE)?;
        let years = [first, second].map(|year| if year.len() == 4 && year.bytes().all(|digit| digit.is_ascii_digit()) { year.parse().ok() } else { None });
        match years {
            [Some(first), Some(second)] if second == first + 1 && first >= 1900 => Ok(Self(first)),
            _ => Err(SHAPE),
        }
    }
}

impl TryFrom<String> for SchoolYear {
    type Error = &'static str;

    fn try_from(written: String) -> Result<Self, Self::Error> {
        written.parse()
    }
}

impl From<SchoolYear> for String {
    fn from(year: SchoolYear) -> Self {
        year.to_string()
    }
}

impl fmt::Display for SchoolYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.0, self.0 + 1)
    }
}

/// School year (*année scolaire*), from 1 September to 31 August, written `2026-2027`.
/// Refuses `INVALID_ARGUMENT` when the second year does not follow the first.
#[Scalar(name = "SchoolYear")]
impl ScalarType for SchoolYear {
    fn parse(value: Value) -> InputValueResult<Self> {
        let parsed = match &value {
            Value::String(written) => written.parse().ok(),
            _ => None,
        };
        parsed.ok_or_else(|| {
            coercion(
                &value,
                &text("Not a school year.", "Ce n'est pas une année scolaire."),
                Some(&text("Two years that follow, as in 2026-2027.", "Deux années qui se suivent, comme 2026-2027.")),
            )
        })
    }

    fn is_valid(value: &Value) -> bool {
        Self::parse(value.clone()).is_ok()
    }

    fn to_value(&self) -> Value {
        Value::String(self.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_year_turns_on_the_first_of_september() {
        let of = |date: &str| SchoolYear::of(date.parse().expect("a date")).to_string();
        assert_eq!((of("2026-08-31"), of("2026-09-01"), of("2028-02-29")), ("2025-2026".into(), "2026-2027".into(), "2027-2028".into()));
    }

    #[test]
    fn only_years_that_follow_are_taken() {
        for wrong in ["2026-2028", "2026", "26-27", "2026-2027 ", "+026-0027", ""] {
            assert!(wrong.parse::<SchoolYear>().is_err(), "{wrong}");
        }
    }
}
