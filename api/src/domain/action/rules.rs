//! What a line must be, and what lines sum up to: no database, no clock.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};
use entity::action::support_action_kind::SupportUnit;
use kernel::{
    Uuid,
    refusal::Fault,
    text::{Text, text},
};

/// Most that one action serves.
const MOST_SERVED: i32 = 2000;
/// Most minutes of one action: a day.
const MOST_MINUTES: i32 = 1440;

/// What was done is not still to come.
pub fn is_past(day: NaiveDate, today: NaiveDate) -> Option<Fault> {
    (day > today).then(|| {
        Fault::invalid("date", text("This day is still to come.", "Ce jour est encore à venir."))
            .hint(Text::of(format!("Log what was done, until today, {today}."), format!("Notez ce qui a été fait, jusqu'à aujourd'hui, {today}.")))
    })
}

/// How many an action served, in the unit of its kind.
pub fn served(count: i32, unit: SupportUnit) -> Option<Fault> {
    if !(0..=MOST_SERVED).contains(&count) {
        let message = Text::of(format!("0 to {MOST_SERVED} are meant here."), format!("De 0 à {MOST_SERVED} sont attendus ici."));
        return Some(Fault::invalid("beneficiaries", message));
    }
    (unit == SupportUnit::None && count > 0).then(|| {
        Fault::invalid(
            "beneficiaries",
            text("An action of this kind serves nobody in particular.", "Une action de cette nature ne compte pas de bénéficiaires."),
        )
        .hint(text(
            "Say 0; `supportActionKinds { nodes { code unit } }` tells what each kind counts.",
            "Dites 0 ; `supportActionKinds { nodes { code unit } }` dit ce que compte chaque nature.",
        ))
    })
}

/// How long it took.
pub fn minutes(minutes: Option<i32>) -> Option<Fault> {
    minutes.filter(|minutes| !(1..=MOST_MINUTES).contains(minutes)).map(|_| {
        let message = Text::of(format!("1 to {MOST_MINUTES} minutes are meant here."), format!("De 1 à {MOST_MINUTES} minutes sont attendues ici."));
        Fault::invalid("minutes", message).hint(text("Leave it out when it is not known.", "Omettez-les si elles ne sont pas connues."))
    })
}

/// A line as sums see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted {
    /// Kind.
    pub kind: Uuid,
    /// Day.
    pub day: NaiveDate,
    /// How many it served.
    pub served: i32,
    /// Minutes, where they were said.
    pub minutes: Option<i32>,
}

/// What some lines sum up to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    /// How many lines.
    pub actions: i64,
    /// How many they served.
    pub served: i64,
    /// Minutes, as they were said.
    pub minutes: i64,
    /// The same, with the usual minutes of the kind where none were said.
    pub estimated: i64,
    weeks: BTreeSet<(i32, u32)>,
}

impl Sum {
    /// Weeks in which something was done: how often, whatever the number of lines.
    pub fn weeks(&self) -> usize {
        self.weeks.len()
    }

    fn add(&mut self, line: &Counted, usual: i32) {
        let week = line.day.iso_week();
        self.actions += 1;
        self.served += i64::from(line.served);
        self.minutes += i64::from(line.minutes.unwrap_or_default());
        self.estimated += i64::from(line.minutes.unwrap_or(usual));
        self.weeks.insert((week.year(), week.week()));
    }
}

/// Sums of lines by a key of their kind, and over all. `kinds` gives the key and the usual minutes of each kind.
pub fn sums<K: Ord + Copy>(lines: &[Counted], kinds: impl Fn(Uuid) -> Option<(K, i32)>) -> (Sum, BTreeMap<K, Sum>) {
    let (mut total, mut by) = (Sum::default(), BTreeMap::<K, Sum>::new());
    for line in lines {
        let Some((key, usual)) = kinds(line.kind) else { continue };
        total.add(line, usual);
        by.entry(key).or_default().add(line, usual);
    }
    (total, by)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(written: &str) -> NaiveDate {
        written.parse().expect("a day")
    }

    #[test]
    fn a_line_keeps_to_its_bounds() {
        for (count, unit, fits) in [
            (0, SupportUnit::Persons, true),
            (2000, SupportUnit::Persons, true),
            (2001, SupportUnit::Persons, false),
            (-1, SupportUnit::Meetings, false),
            (0, SupportUnit::None, true),
            (1, SupportUnit::None, false),
        ] {
            assert_eq!(served(count, unit).is_none(), fits, "{count} {unit:?}");
        }
        for (said, fits) in [(None, true), (Some(1), true), (Some(1440), true), (Some(0), false), (Some(-5), false), (Some(1441), false)] {
            assert_eq!(minutes(said).is_none(), fits, "{said:?}");
        }
        for (written, fits) in [("2026-11-24", true), ("2026-11-25", true), ("2026-11-26", false)] {
            assert_eq!(is_past(day(written), day("2026-11-25")).is_none(), fits, "{written}");
        }
    }

    #[test]
    fn lines_are_summed_by_kind_and_weeks_are_counted_once() {
        let [help, watch, unknown] = [1, 2, 3].map(Uuid::from_u128);
        let line = |kind, written, served, minutes| Counted { kind, day: day(written), served, minutes };
        let lines = [
            line(help, "2026-11-23", 3, Some(45)),
            line(help, "2026-11-25", 1, None),
            line(help, "2026-12-31", 1, None),
            line(help, "2027-01-03", 1, None),
            line(watch, "2026-11-24", 0, None),
            line(unknown, "2026-11-24", 9, Some(9)),
        ];
        let (total, by) = sums(&lines, |kind| [(help, ("HELP", 20)), (watch, ("WATCH", 30))].into_iter().find(|(id, _)| *id == kind).map(|(_, of)| of));
        assert_eq!((total.actions, total.served, total.minutes, total.estimated, total.weeks()), (5, 6, 45, 135, 2));
        let help = &by["HELP"];
        // The last day of December and the first Sunday of January are one week.
        assert_eq!((help.actions, help.served, help.minutes, help.estimated, help.weeks()), (4, 6, 45, 105, 2));
        assert_eq!((by["WATCH"].actions, by["WATCH"].estimated), (1, 30));
    }
}
