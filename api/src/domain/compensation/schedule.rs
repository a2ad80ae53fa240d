//! The schedule of an allowance: nine parts, one a month, to the cent. What is decided later is spread over the months
//! that are left; what was paid stays.

use chrono::{Datelike, Months, NaiveDate};
use entity::compensation::compensation_change::CompensationChangeKind;
use kernel::scalars::SchoolYear;

use super::law::PaymentPlan;

/// Parts of a year.
const PARTS: usize = 9;

/// A decision, from a month on.
#[derive(Clone, Copy, Debug)]
pub struct Decision {
    /// What was decided.
    pub kind: CompensationChangeKind,
    /// First day of the first month that it holds for.
    pub from: NaiveDate,
    /// Amount of the year in cents, where it is granted or revised.
    pub cents: Option<i32>,
}

/// What is paid in which month.
pub type Payments = Vec<(NaiveDate, i32)>;

/// A schedule.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Schedule {
    /// Months in which something is paid, in their order.
    pub payments: Payments,
    /// Cents that were paid beyond what is due.
    pub overpaid: i32,
}

/// First day of a month.
pub fn month_of(day: NaiveDate) -> NaiveDate {
    day.with_day(1).expect("every month has a first day")
}

/// First day of the month after.
pub fn month_after(day: NaiveDate) -> NaiveDate {
    month_of(day) + Months::new(1)
}

/// The nine months of a school year whose first is one of its autumn.
pub fn months(year: SchoolYear, first: i32) -> Vec<NaiveDate> {
    let autumn = year.first_day();
    let offset = u32::try_from(first - 9).unwrap_or_default();
    (0..PARTS as u32).map(|part| autumn + Months::new(offset + part)).collect()
}

/// What is due for each month: a ninth of the amount that holds in it, nothing while it is suspended or closed. The ninths of one amount
/// sum up to it.
fn due(months: &[NaiveDate], decisions: &[Decision]) -> Vec<i64> {
    let part = |amount: i64, at: usize| amount * (at as i64 + 1) / PARTS as i64 - amount * at as i64 / PARTS as i64;
    let amount_in = |month: NaiveDate| {
        let mut amount = 0;
        let mut is_due = true;
        for decision in decisions.iter().filter(|decision| decision.from <= month) {
            amount = decision.cents.map_or(amount, i64::from);
            is_due = match decision.kind {
                CompensationChangeKind::Suspended | CompensationChangeKind::Closed => false,
                CompensationChangeKind::Resumed | CompensationChangeKind::Granted => true,
                CompensationChangeKind::Revised => is_due,
            };
        }
        if is_due { amount } else { 0 }
    };
    months.iter().enumerate().map(|(at, month)| part(amount_in(*month), at)).collect()
}

/// The schedule as of a month that is not paid yet: what was paid before stays, what is due and not paid is spread over the
/// months that are left, each by its part. Decisions come in the order they were made.
pub fn schedule(months: &[NaiveDate], decisions: &[Decision], plan: PaymentPlan, quarter: i32, now: NaiveDate, paid: &[(NaiveDate, i32)]) -> Schedule {
    let due = due(months, decisions);
    let before: Payments = paid.iter().copied().filter(|(month, _)| *month < now).collect();
    let left: Vec<(NaiveDate, i64)> = months.iter().copied().zip(due.iter().copied()).filter(|(month, _)| *month >= now).collect();
    let open: i64 = due.iter().sum::<i64>() - before.iter().map(|(_, cents)| i64::from(*cents)).sum::<i64>();
    if open <= 0 {
        return Schedule { payments: before, overpaid: i32::try_from(-open).unwrap_or(i32::MAX) };
    }
    let weight: i64 = left.iter().map(|(_, part)| part).sum();
    let at_once = match plan {
        PaymentPlan::OnceAfterService => Some(months.last().map_or(now, |last| month_after(*last)).max(now)),
        PaymentPlan::Ninths if weight == 0 => Some(left.first().map_or(now, |(month, _)| *month)),
        PaymentPlan::Ninths if decisions.iter().rev().find_map(|decision| decision.cents) == Some(quarter) => {
            left.iter().find(|(_, part)| *part > 0).map(|(month, _)| *month)
        }
        PaymentPlan::Ninths => None,
    };
    let mut payments = before;
    match at_once {
        Some(month) => payments.push((month, i32::try_from(open).unwrap_or(i32::MAX))),
        None => {
            let mut reached = 0;
            for (month, part) in left {
                let cents = open * (reached + part) / weight - open * reached / weight;
                reached += part;
                payments.push((month, i32::try_from(cents).unwrap_or(i32::MAX)));
            }
        }
    }
    payments.retain(|(_, cents)| *cents != 0);
    Schedule { payments, overpaid: 0 }
}

#[cfg(test)]
mod tests {
    use CompensationChangeKind::{Closed, Granted, Resumed, Revised, Suspended};
    use proptest::prelude::*;

    use super::*;

    const QUARTER: i32 = 31_250;

    fn autumn() -> Vec<NaiveDate> {
        months("2026-2027".parse().expect("a year"), 10)
    }

    fn decided(kind: CompensationChangeKind, from: &str, cents: Option<i32>) -> Decision {
        Decision { kind, from: from.parse().expect("a day"), cents }
    }

    fn plan(decisions: &[Decision], now: &str, paid: &[(NaiveDate, i32)]) -> Schedule {
        schedule(&autumn(), decisions, PaymentPlan::Ninths, QUARTER, now.parse().expect("a day"), paid)
    }

    fn cents(schedule: &Schedule) -> Vec<i32> {
        schedule.payments.iter().map(|(_, cents)| *cents).collect()
    }

    #[test]
    fn nine_months_begin_where_the_academy_says() {
        let days = |first| months("2026-2027".parse().expect("a year"), first);
        assert_eq!((days(10)[0].to_string(), days(10)[8].to_string()), ("2026-10-01".into(), "2027-06-01".into()));
        assert_eq!((days(11)[0].to_string(), days(11)[8].to_string()), ("2026-11-01".into(), "2027-07-01".into()));
    }

    #[test]
    fn a_years_allowance_is_paid_in_ninths_and_a_quarter_at_once() {
        let year = plan(&[decided(Granted, "2026-10-01", Some(125_000))], "2026-10-01", &[]);
        assert_eq!(cents(&year), [13_888, 13_889, 13_889, 13_889, 13_889, 13_889, 13_889, 13_889, 13_889]);
        let quarter = plan(&[decided(Granted, "2026-10-01", Some(QUARTER))], "2026-10-01", &[]);
        assert_eq!(quarter.payments, [("2026-10-01".parse().expect("a day"), QUARTER)]);
    }

    #[test]
    fn what_is_granted_late_is_spread_over_the_months_left() {
        let late = plan(&[decided(Granted, "2026-10-01", Some(125_000))], "2027-01-01", &[]);
        assert_eq!((cents(&late).len(), cents(&late).iter().sum::<i32>()), (6, 125_000));
        let after = plan(&[decided(Granted, "2026-10-01", Some(125_000))], "2027-07-01", &[]);
        assert_eq!(after.payments, [("2027-07-01".parse().expect("a day"), 125_000)]);
    }

    #[test]
    fn months_that_begin_while_it_is_suspended_are_not_due() {
        let granted = decided(Granted, "2026-10-01", Some(125_000));
        let first = plan(&[granted], "2026-10-01", &[]);
        let suspended = plan(&[granted, decided(Suspended, "2027-01-01", None)], "2027-01-01", &first.payments);
        assert_eq!(cents(&suspended).iter().sum::<i32>(), 125_000 * 3 / 9);
        let resumed = plan(&[granted, decided(Suspended, "2027-01-01", None), decided(Resumed, "2027-03-01", None)], "2027-03-01", &suspended.payments);
        assert_eq!(cents(&resumed).len(), 7);
        assert_eq!(cents(&resumed).iter().sum::<i32>(), 125_000 - (13_889 * 2));
    }

    #[test]
    fn a_revision_counts_from_its_month_and_what_was_paid_stays() {
        let granted = decided(Granted, "2026-10-01", Some(125_000));
        let first = plan(&[granted], "2026-10-01", &[]);
        let more = plan(&[granted, decided(Revised, "2027-01-01", Some(250_000))], "2027-03-01", &first.payments);
        assert_eq!(cents(&more)[..5], [13_888, 13_889, 13_889, 13_889, 13_889]);
        let expected = 125_000 * 3 / 9 + (250_000 - 250_000 * 3 / 9);
        assert_eq!(cents(&more).iter().sum::<i32>(), expected);
        let less = plan(&[granted, decided(Revised, "2026-10-01", Some(62_500))], "2027-05-01", &first.payments);
        assert_eq!((less.overpaid, cents(&less).len()), (34_722, 7), "what is due was paid before");
    }

    #[test]
    fn before_2015_it_was_paid_once_after_the_service() {
        let paid = schedule(
            &autumn(),
            &[decided(Granted, "2026-10-01", Some(100_000))],
            PaymentPlan::OnceAfterService,
            QUARTER,
            "2026-10-01".parse().expect("a day"),
            &[],
        );
        assert_eq!(paid.payments, [("2027-07-01".parse().expect("a day"), 100_000)]);
    }

    proptest! {
        #[test]
        fn every_cent_is_paid_once(amount in 1_i32..500_000, revised in prop::option::of((0_usize..9, 1_i32..500_000)), suspended in prop::option::of((0_usize..9, 0_usize..9)), closed in prop::option::of(0_usize..9), turns in prop::collection::vec(0_usize..11, 0..4)) {
            let months = autumn();
            let month = |at: usize| months.get(at).copied().unwrap_or_else(|| months[8] + Months::new(at as u32 - 8));
            let mut decisions = vec![Decision { kind: Granted, from: months[0], cents: Some(amount) }];
            decisions.extend(revised.map(|(at, cents)| Decision { kind: Revised, from: months[at], cents: Some(cents) }));
            if let Some((from, to)) = suspended.filter(|(from, to)| from < to) {
                decisions.push(Decision { kind: Suspended, from: months[from], cents: None });
                decisions.push(Decision { kind: Resumed, from: months[to], cents: None });
            }
            decisions.extend(closed.map(|at| Decision { kind: Closed, from: months[at], cents: None }));
            let whole: i64 = due(&months, &decisions).iter().sum();
            let mut turns = turns;
            turns.sort_unstable();
            // Decisions come to be known one after another, at later and later months.
            let mut paid = Payments::new();
            for (known, now) in turns.iter().enumerate() {
                paid = schedule(&months, &decisions[..(known + 1).min(decisions.len())], PaymentPlan::Ninths, QUARTER, month(*now), &paid).payments;
            }
            let now = month(turns.last().copied().unwrap_or(0));
            let last = schedule(&months, &decisions, PaymentPlan::Ninths, QUARTER, now, &paid);
            let sum: i64 = last.payments.iter().map(|(_, cents)| i64::from(*cents)).sum();
            prop_assert_eq!(sum - i64::from(last.overpaid), whole);
            prop_assert!(last.payments.iter().all(|(_, cents)| *cents > 0));
            prop_assert!(last.payments.windows(2).all(|pair| pair[0].0 < pair[1].0));
            prop_assert!(last.payments.iter().filter(|(month, _)| *month < now).all(|line| paid.contains(line)), "what was paid stays");
            prop_assert_eq!(schedule(&months, &decisions, PaymentPlan::Ninths, QUARTER, now, &last.payments), last, "the same again changes nothing");
        }
    }
}
