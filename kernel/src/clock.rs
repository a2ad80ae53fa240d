//! The only source of time: UTC instants in whole microseconds (PostgreSQL keeps no more), local dates by academy.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;

/// Time zone of an actor who belongs to no academy.
pub const DEFAULT_ZONE: Tz = chrono_tz::Europe::Paris;

/// Tells the time; tests and the demo set it.
#[derive(Clone, Debug)]
pub enum Clock {
    /// The machine's clock, moved by a fixed distance.
    System(TimeDelta),
    /// Stands still until it is moved: microseconds since 1970.
    Manual(Arc<AtomicI64>),
}

impl Clock {
    /// The machine's own time.
    pub const fn system() -> Self {
        Self::System(TimeDelta::zero())
    }

    /// Runs like the machine's clock, from `start`.
    pub fn starting_at(start: DateTime<Utc>) -> Self {
        Self::System(start - system_time())
    }

    /// Stands at `instant`.
    pub fn standing_at(instant: DateTime<Utc>) -> Self {
        Self::Manual(Arc::new(AtomicI64::new(instant.timestamp_micros())))
    }

    /// This instant, in whole microseconds.
    pub fn now(&self) -> DateTime<Utc> {
        match self {
            Self::System(shift) => whole_micros(system_time() + *shift),
            Self::Manual(micros) => from_micros(micros.load(Ordering::Relaxed)),
        }
    }

    /// Moves a clock that stands still; a running one is left alone.
    pub fn advance(&self, by: TimeDelta) {
        if let (Self::Manual(micros), Some(by)) = (self, by.num_microseconds()) {
            micros.fetch_add(by, Ordering::Relaxed);
        }
    }
}

/// The date on which `instant` falls in a time zone.
pub fn local_date(instant: DateTime<Utc>, zone: Tz) -> NaiveDate {
    instant.with_timezone(&zone).date_naive()
}

#[expect(clippy::disallowed_methods, reason = "the one home of the system clock")]
fn system_time() -> DateTime<Utc> {
    Utc::now()
}

fn whole_micros(instant: DateTime<Utc>) -> DateTime<Utc> {
    from_micros(instant.timestamp_micros())
}

fn from_micros(micros: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(micros).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_standing_clock_moves_only_when_told() {
        let clock = Clock::standing_at(from_micros(1_000_000));
        clock.advance(TimeDelta::days(1));
        assert_eq!(clock.now(), from_micros(86_401_000_000));
    }

    #[test]
    fn the_school_year_starts_at_local_midnight() {
        let instant = "2026-08-31T22:30:00Z".parse().expect("an instant");
        assert_eq!(local_date(instant, DEFAULT_ZONE).to_string(), "2026-09-01");
        assert_eq!(local_date(instant, chrono_tz::America::Guadeloupe).to_string(), "2026-08-31");
    }
}
