use async_graphql::{InputValueResult, Scalar, ScalarType, Value};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::coercion;
use crate::text::text;

/// Day of the calendar in the academy's time zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Date(pub NaiveDate);

impl From<NaiveDate> for Date {
    fn from(day: NaiveDate) -> Self {
        Self(day)
    }
}

/// Day of the calendar in the academy's time zone, `YYYY-MM-DD` (ISO 8601). As the end of a period it is the last day
/// included. Refuses `INVALID_ARGUMENT` for a day that does not exist or lies outside 1900 to 2199.
#[Scalar(name = "Date")]
impl ScalarType for Date {
    fn parse(value: Value) -> InputValueResult<Self> {
        let parsed = match &value {
            Value::String(written) => NaiveDate::parse_from_str(written, "%Y-%m-%d").ok().filter(|day| day.to_string() == *written),
            _ => None,
        };
        parsed.filter(|day| ("1900".."2200").contains(&&day.to_string()[..4])).map(Self).ok_or_else(|| {
            coercion(
                &value,
                &text("Not a day of the calendar.", "Ce n'est pas un jour du calendrier."),
                Some(&text("Write year, month and day, as in 2026-09-01.", "Écrivez année, mois et jour, comme 2026-09-01.")),
            )
        })
    }

    fn is_valid(value: &Value) -> bool {
        Self::parse(value.clone()).is_ok()
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}
