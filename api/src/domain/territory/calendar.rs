//! School holidays, by zone: time limits of the rectorate leave them out. Weekends and public holidays count. The table
//! goes with the program; for days that it does not cover no holidays are known, and every day counts.

use std::{collections::HashMap, sync::LazyLock};

use chrono::{Days, NaiveDate};
use serde::Deserialize;

#[derive(Deserialize)]
struct Line {
    zone: String,
    first_day_off: NaiveDate,
    last_day_off: NaiveDate,
}

/// The holidays of each zone: periods without overlap, both days included, in their order.
static HOLIDAYS: LazyLock<HashMap<String, Vec<(NaiveDate, NaiveDate)>>> = LazyLock::new(|| {
    let lines = csv::Reader::from_reader(include_str!("../../../../data/school-holidays.csv").as_bytes()).into_deserialize();
    let mut zones: HashMap<String, Vec<(NaiveDate, NaiveDate)>> = HashMap::new();
    for line in lines.map(|line| line.expect("school-holidays.csv is well formed")) {
        let Line { zone, first_day_off, last_day_off } = line;
        zones.entry(zone).or_default().push((first_day_off, last_day_off));
    }
    for periods in zones.values_mut() {
        periods.sort_unstable();
        *periods = periods.drain(..).fold(Vec::new(), joined);
    }
    zones
});

/// A period put behind others; what overlaps becomes one.
fn joined(mut before: Vec<(NaiveDate, NaiveDate)>, next: (NaiveDate, NaiveDate)) -> Vec<(NaiveDate, NaiveDate)> {
    match before.last_mut().filter(|last| next.0 <= last.1) {
        Some(last) => last.1 = last.1.max(next.1),
        None => before.push(next),
    }
    before
}

/// The holidays of one zone.
#[derive(Clone, Copy, Debug)]
pub struct Holidays(&'static [(NaiveDate, NaiveDate)]);

impl Holidays {
    /// Those of a zone: `A`, `B` or `C`. None are known of another one, nor overseas.
    pub fn of(zone: Option<&str>) -> Self {
        Self(zone.and_then(|zone| HOLIDAYS.get(zone)).map_or(&[], Vec::as_slice))
    }

    /// Days after one day, up to another one included, that are no holidays; none when that is not after it.
    pub fn days_from(self, since: NaiveDate, until: NaiveDate) -> i64 {
        let off = self.0.iter().map(|(first, last)| ((*last).min(until) - (*first).pred_opt().unwrap_or_default().max(since)).num_days().max(0));
        ((until - since).num_days() - off.sum::<i64>()).max(0)
    }

    /// The day that is the nth after another one when holidays are left out: the last day of a time limit.
    pub fn day_after(self, since: NaiveDate, nth: u32) -> NaiveDate {
        let mut day = since;
        loop {
            // What is missing is never more than there are days left to it, so that the day is not overshot.
            match u64::try_from(i64::from(nth) - self.days_from(since, day)) {
                Ok(missing @ 1..) => day = day.checked_add_days(Days::new(missing)).unwrap_or(NaiveDate::MAX),
                _ => return day,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(written: &str) -> NaiveDate {
        written.parse().expect("a day")
    }

    #[test]
    fn holidays_of_the_zone_do_not_count() {
        for (zone, since, until, days) in [
            (Some("A"), "2026-09-10", "2026-09-11", 1),
            (Some("A"), "2026-09-10", "2026-09-10", 0),
            (Some("A"), "2026-09-10", "2026-09-01", 0),
            // Toussaint: 17 October to 1 November.
            (Some("A"), "2026-10-16", "2026-11-01", 0),
            (Some("A"), "2026-10-16", "2026-11-02", 1),
            (Some("A"), "2026-10-20", "2026-11-02", 1),
            (Some("A"), "2026-10-01", "2026-10-20", 15),
            (Some("A"), "2026-09-10", "2026-11-30", 81 - 16),
            // Winter comes to each zone at its own time.
            (Some("A"), "2027-02-05", "2027-02-28", 7),
            (Some("B"), "2027-02-05", "2027-02-28", 14),
            (Some("C"), "2027-02-05", "2027-02-28", 7),
            // No zone, or one that the table has not; and a year before and after the table.
            (None, "2026-10-16", "2026-11-02", 17),
            (Some("Z"), "2026-10-16", "2026-11-02", 17),
            (Some("A"), "2018-10-16", "2018-11-16", 31),
            (Some("A"), "2032-12-01", "2033-01-10", 40),
        ] {
            assert_eq!(Holidays::of(zone).days_from(day(since), day(until)), days, "{zone:?} {since} {until}");
        }
    }

    #[test]
    fn a_time_limit_ends_later_by_the_holidays_in_it() {
        for (zone, since, nth, until) in [
            (Some("A"), "2026-09-10", 0, "2026-09-10"),
            (Some("A"), "2026-09-10", 30, "2026-10-10"),
            (Some("A"), "2026-09-10", 45, "2026-11-10"),
            (Some("A"), "2026-11-25", 30, "2027-01-10"),
            (Some("A"), "2026-11-25", 45, "2027-01-25"),
            // From within holidays: the first day that counts is the first behind them.
            (Some("A"), "2026-10-20", 1, "2026-11-02"),
            (None, "2026-11-25", 45, "2027-01-09"),
        ] {
            assert_eq!(Holidays::of(zone).day_after(day(since), nth), day(until), "{zone:?} {since} {nth}");
        }
    }

    #[test]
    fn the_table_has_every_year_and_zone_and_its_periods_are_in_order() {
        for zone in ["A", "B", "C"] {
            let periods = Holidays::of(Some(zone)).0;
            assert!(periods.iter().all(|(first, last)| first <= last), "{zone}");
            assert!(periods.windows(2).all(|two| two[0].1 < two[1].0), "{zone}: no day twice");
            for year in 2020..2028 {
                let december = NaiveDate::from_ymd_opt(year, 12, 27).expect("a day");
                assert_eq!(Holidays::of(Some(zone)).days_from(december, december.succ_opt().expect("a day")), 0, "{zone} {year}");
            }
        }
    }

    proptest! {
        #[test]
        fn both_functions_say_what_counting_day_by_day_says(zone in prop::sample::select(vec![None, Some("A"), Some("B"), Some("C")]), start in 0_u64..2900, nth in 0_u32..300) {
            let holidays = Holidays::of(zone);
            let since = day("2020-09-01").checked_add_days(Days::new(start)).expect("a day");
            let is_off = |day: NaiveDate| holidays.0.iter().any(|(first, last)| (*first..=*last).contains(&day));
            let (mut until, mut counted) = (since, 0_u32);
            while counted < nth {
                until = until.succ_opt().expect("a day");
                counted += u32::from(!is_off(until));
            }
            prop_assert_eq!(holidays.day_after(since, nth), until);
            prop_assert_eq!(holidays.days_from(since, until), i64::from(nth));
        }
    }
}
