use std::str::FromStr;

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Serialize, Serializer};

/// An instant in a file: ISO 8601 in UTC, as exact as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Instant(pub DateTime<Utc>);

impl FromStr for Instant {
    type Err = &'static str;

    fn from_str(written: &str) -> Result<Self, Self::Err> {
        DateTime::parse_from_rfc3339(written).map(|instant| Self(instant.to_utc())).map_err(|_| "an instant is written 2026-09-01T08:00:00Z")
    }
}

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0.to_rfc3339_opts(SecondsFormat::AutoSi, true))
    }
}
