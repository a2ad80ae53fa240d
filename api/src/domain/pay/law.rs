//! The dated ranges of the hourly pay of trainers: data, with the source of each.

use std::sync::LazyLock;

use async_graphql::SimpleObject;
use chrono::NaiveDate;
use entity::pay::remuneration::RemunerationLevel;
use kernel::{refusal::Fault, scalars::Date, text::Text};
use sea_orm::Iterable;
use serde::Deserialize;

/// Rule of the hourly pay of trainers, in force for some time.
#[derive(Clone, Debug, SimpleObject)]
pub struct TrainerPayRule {
    /// Code, such as `MENF1220270A`: that of the text.
    pub code: &'static str,
    /// First day of its validity: the day of the session decides.
    pub valid_from: Date,
    /// Last day of its validity; null while it holds.
    pub valid_to: Option<Date>,
    /// Least and most an hour, by level.
    pub ranges: Vec<TrainerPayRange>,
    /// How sure it is: `FACT`, and what of it is not.
    pub status: &'static str,
    /// Where it was read.
    pub source: &'static str,
}

/// Range of the hourly pay of a level.
#[derive(Clone, Copy, Debug, SimpleObject)]
pub struct TrainerPayRange {
    /// Level of the training.
    pub level: RemunerationLevel,
    /// Least an hour, in cents of a euro.
    pub least_cents: i32,
    /// Most an hour, in cents of a euro.
    pub most_cents: i32,
}

#[derive(Deserialize)]
struct Written {
    rules: Vec<WrittenRule>,
}

#[derive(Deserialize)]
struct WrittenRule {
    code: String,
    valid_from: NaiveDate,
    valid_to: Option<NaiveDate>,
    ranges: std::collections::HashMap<RemunerationLevel, (i32, i32)>,
    status: String,
    source: String,
}

/// The rules, as the program carries them.
pub static RULES: LazyLock<Vec<TrainerPayRule>> = LazyLock::new(|| {
    let written: Written = serde_json::from_str(include_str!("../../../../data/starting/trainer-pay.json")).expect("the rules are well formed");
    let written: &'static [WrittenRule] = written.rules.leak();
    written.iter().map(rule_of).collect()
});

fn rule_of(written: &'static WrittenRule) -> TrainerPayRule {
    let range = |level: RemunerationLevel| {
        let (least_cents, most_cents) = written.ranges[&level];
        TrainerPayRange { level, least_cents, most_cents }
    };
    TrainerPayRule {
        code: &written.code,
        valid_from: written.valid_from.into(),
        valid_to: written.valid_to.map(Into::into),
        ranges: RemunerationLevel::iter().map(range).collect(),
        status: &written.status,
        source: &written.source,
    }
}

impl TrainerPayRule {
    /// Whether it holds on a day.
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.valid_from.0 <= day && self.valid_to.is_none_or(|last| day <= last.0)
    }
}

/// The rule that allows a rate for a level on the day of a session. Refuses a rate that none allows.
pub fn rule(argument: &str, level: RemunerationLevel, rate_cents: i32, day: NaiveDate) -> Result<&'static TrainerPayRule, Fault> {
    let holding = RULES.iter().filter(|rule| rule.holds_on(day));
    let ranges: Vec<_> = holding.flat_map(|rule| rule.ranges.iter().filter(|range| range.level == level).map(move |range| (rule, range))).collect();
    if let Some((rule, _)) = ranges.iter().find(|(_, range)| (range.least_cents..=range.most_cents).contains(&rate_cents)) {
        return Ok(rule);
    }
    let message = Text::of(format!("No text allows this rate for the level on {day}."), format!("Aucun texte ne permet ce taux pour ce niveau le {day}."));
    let (en, fr) = match ranges.first() {
        Some((rule, range)) => {
            let (least, most, code) = (range.least_cents, range.most_cents, rule.code);
            (format!("In cents an hour, from {least} to {most} ({code})."), format!("En centimes par heure, de {least} à {most} ({code})."))
        }
        None => ("trainerPayRules tells what there is.".into(), "trainerPayRules dit ce qui existe.".into()),
    };
    Err(Fault::invalid(argument, message).coded("RATE_NOT_LEGAL").hint(Text::of(en, fr)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_within_the_range_of_its_level_on_the_day() {
        use RemunerationLevel::{Awareness, Deepening, Expertise};
        for (level, rate, day, fits) in [
            (Awareness, 2_500, "2027-01-12", true),
            (Awareness, 4_000, "2027-01-12", true),
            (Awareness, 2_499, "2027-01-12", false),
            (Awareness, 4_001, "2027-01-12", false),
            (Deepening, 3_000, "2027-01-12", true),
            (Deepening, 8_001, "2027-01-12", false),
            (Expertise, 9_000, "2012-05-11", true),
            (Expertise, 3_499, "2027-01-12", false),
            (Expertise, 9_000, "2012-05-10", false),
        ] {
            let allowed = rule("rateCents", level, rate, day.parse().expect("a day"));
            assert_eq!(allowed.as_ref().map(|rule| rule.code).ok(), fits.then_some("MENF1220270A"), "{level:?} {rate} {day}");
            assert!(allowed.is_ok() || allowed.is_err_and(|fault| fault.code == "RATE_NOT_LEGAL" && fault.argument == "rateCents"));
        }
    }
}
