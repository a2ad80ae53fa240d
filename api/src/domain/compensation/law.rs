//! The dated rules of the mission's compensation: data, with the source of each.

use std::sync::LazyLock;

use async_graphql::{Enum, SimpleObject};
use chrono::NaiveDate;
use entity::{
    compensation::{
        compensation::CompensationForm,
        council_opinion::{CouncilBody, OpinionKind},
    },
    territory::establishment::Sector,
};
use kernel::{
    refusal::{Fault, Refusal},
    scalars::SchoolYear,
    text::{Text, text},
};
use serde::Deserialize;

use crate::domain::amounts::euros;

/// A step on the way to a compensation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Enum)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CompensationStep {
    /// The pedagogical council was heard.
    PedagogicalCouncilHeard,
    /// The board was heard.
    BoardHeard,
    /// The board was told.
    BoardInformed,
    /// The board proposes it: it is in favour.
    ProposedByBoard,
    /// The head consulted the teachers.
    TeachersConsulted,
    /// The principal proposes it.
    ProposedByPrincipal,
    /// The rector grants it.
    GrantedByRector,
}

impl CompensationStep {
    /// Whose opinion the step is; none where it is an act of the product's users.
    pub const fn body(self) -> Option<CouncilBody> {
        match self {
            Self::PedagogicalCouncilHeard => Some(CouncilBody::PedagogicalCouncil),
            Self::BoardHeard | Self::BoardInformed | Self::ProposedByBoard => Some(CouncilBody::Board),
            Self::TeachersConsulted => Some(CouncilBody::Teachers),
            Self::ProposedByPrincipal | Self::GrantedByRector => None,
        }
    }

    /// Whether an opinion is enough for it.
    pub fn is_met(self, opinion: OpinionKind) -> bool {
        self != Self::ProposedByBoard || opinion == OpinionKind::Favourable
    }
}

/// How an allowance is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Enum)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PaymentPlan {
    /// In nine parts, one a month, from the academy's first month on; a quarter of the full rate at once.
    Ninths,
    /// At once, after the year's service.
    OnceAfterService,
}

/// Rule of the compensation of the mission, in force for some time in some sectors.
#[derive(Clone, Debug, SimpleObject)]
pub struct CompensationRule {
    /// Code, such as `IMP`.
    pub code: &'static str,
    /// Form.
    pub form: CompensationForm,
    /// First day of its validity.
    pub valid_from: kernel::scalars::Date,
    /// Last day of its validity; null while it holds.
    pub valid_to: Option<kernel::scalars::Date>,
    /// Sectors that it holds for.
    pub sectors: Vec<Sector>,
    /// Whether the mission may be compensated so.
    pub is_allowed: bool,
    /// Why it may not; null where it may.
    pub why: Option<&'static str>,
    /// The amounts of a year that a person may have, in cents; empty where it is not a choice of rates.
    pub rates_cents: Vec<i32>,
    /// Least amount of a year for a person, in cents; null where there are rates.
    pub least_cents: Option<i32>,
    /// Most amount of a year for a person, in cents; null where there are rates.
    pub most_cents: Option<i32>,
    /// Sums over the referents of an establishment that the text names for this mission, in cents. Another sum is possible, once the principal acknowledges it.
    pub reference_totals_cents: Vec<i32>,
    /// How it is paid; null where nothing is paid.
    pub payment: Option<PaymentPlan>,
    /// What comes before it is granted, in this order.
    pub steps: Vec<CompensationStep>,
    /// How sure it is: `FACT`, and what of it is not.
    pub status: &'static str,
    /// Where it was read.
    pub source: &'static str,
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
    #[serde(default)]
    sectors: Vec<Sector>,
    #[serde(default)]
    rates_per_person: Vec<i32>,
    range_per_person: Option<(i32, i32)>,
    #[serde(default)]
    reference_total_for_the_mission: Vec<i32>,
    same_amounts_as: Option<String>,
    paid: Option<PaymentPlan>,
    unit: Option<String>,
    #[serde(default)]
    steps: Vec<CompensationStep>,
    allowed_for_this_mission: Option<bool>,
    why: Option<String>,
    status: String,
    source: String,
}

/// The rules, as the program carries them.
pub static RULES: LazyLock<Vec<CompensationRule>> = LazyLock::new(|| {
    let written: Written = serde_json::from_str(include_str!("../../../../data/starting/compensation-rules.json")).expect("the rules are well formed");
    let written: &'static [WrittenRule] = written.rules.leak();
    written.iter().map(|rule| rule_of(rule, written)).collect()
});

fn rule_of(rule: &'static WrittenRule, all: &'static [WrittenRule]) -> CompensationRule {
    let amounts = rule.same_amounts_as.as_ref().and_then(|code| all.iter().find(|other| other.code == *code)).unwrap_or(rule);
    let form = match (rule.code.as_str(), &rule.unit) {
        ("PACT_SHARE", _) => CompensationForm::PactShare,
        (_, Some(_)) => CompensationForm::LoadReduction,
        _ => CompensationForm::Allowance,
    };
    CompensationRule {
        code: &rule.code,
        form,
        valid_from: rule.valid_from.into(),
        valid_to: rule.valid_to.map(Into::into),
        sectors: rule.sectors.clone(),
        is_allowed: rule.allowed_for_this_mission != Some(false),
        why: rule.why.as_deref(),
        rates_cents: amounts.rates_per_person.clone(),
        least_cents: amounts.range_per_person.map(|(least, _)| least),
        most_cents: amounts.range_per_person.map(|(_, most)| most),
        reference_totals_cents: amounts.reference_total_for_the_mission.clone(),
        payment: amounts.paid,
        steps: rule.steps.clone(),
        status: &rule.status,
        source: &rule.source,
    }
}

impl CompensationRule {
    /// Whether it holds on a day.
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.valid_from.0 <= day && self.valid_to.is_none_or(|last| day <= last.0)
    }

    /// Refuses an amount that no text allows.
    pub fn check_amount(&self, argument: String, cents: i32) -> Result<(), Fault> {
        let within = |cents: i32| self.least_cents.is_none_or(|least| least <= cents) && self.most_cents.is_none_or(|most| cents <= most);
        let fits = if self.rates_cents.is_empty() { within(cents) } else { self.rates_cents.contains(&cents) };
        if fits {
            return Ok(());
        }
        let list = self.rates_cents.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let hint = match (self.least_cents, self.most_cents) {
            (Some(least), Some(most)) => Text::of(format!("In cents, from {least} to {most}."), format!("En centimes, de {least} à {most}.")),
            _ => Text::of(format!("In cents, one of {list}."), format!("En centimes, l'un de {list}.")),
        };
        let message = text("No text allows this amount for a person.", "Aucun texte ne permet ce montant pour une personne.");
        Err(Fault::invalid(argument, message).coded("AMOUNT_NOT_LEGAL").hint(hint))
    }

    /// What is written of a sum, in euros.
    fn is_reference(&self, sum: i32) -> bool {
        self.reference_totals_cents.is_empty() || sum == 0 || self.reference_totals_cents.contains(&sum)
    }

    /// Refuses a sum over the referents that is no reference total, unless the principal knows it.
    pub fn check_sum(&self, sum: i32, acknowledged: bool) -> Result<bool, Fault> {
        if self.is_reference(sum) || acknowledged {
            return Ok(!self.is_reference(sum));
        }
        let list = self.reference_totals_cents.iter().map(|cents| euros(*cents)).collect::<Vec<_>>().join(", ");
        let message = Text::of(
            format!("Together the referents would have {} €, which is no reference total of this mission.", euros(sum)),
            format!("Ensemble, les référents auraient {} €, ce qui n'est pas un total de référence de cette mission.", euros(sum)),
        );
        let hint = Text::of(
            format!("The reference totals are {list} €. It is possible all the same: send acknowledge: true."),
            format!("Les totaux de référence sont {list} €. C'est possible malgré tout : envoyez acknowledge: true."),
        );
        Err(Fault::invalid("acknowledge", message).coded("SUM_OUTSIDE_REFERENCE").hint(hint))
    }
}

/// The rule of a form in a sector, for a school year.
pub fn rule(form: CompensationForm, sector: Sector, year: SchoolYear) -> Result<&'static CompensationRule, Fault> {
    let day = year.first_day();
    let of_form = || RULES.iter().filter(move |rule| rule.form == form && rule.holds_on(day));
    if let Some(refused) = of_form().find(|rule| !rule.is_allowed) {
        let message = text("A share of the pact of 2023 does not pay this mission.", "Une part du pacte de 2023 ne rémunère pas cette mission.");
        let why = refused.why.unwrap_or_default();
        return Err(Fault::invalid("form", message).coded("PACT_SHARE_REFUSED").hint(Text::of(format!("Why: {why}."), format!("Pourquoi : {why}."))));
    }
    of_form().find(|rule| rule.sectors.contains(&sector)).ok_or_else(|| {
        let (message, hint) = match sector {
            Sector::Unknown => (
                text("The sector of the establishment is not known.", "Le secteur de l'établissement n'est pas connu."),
                text("Let the rectorate complete it: updateEstablishment.", "Faites-le compléter par le rectorat : updateEstablishment."),
            ),
            _ => (
                text("No text compensates the mission so in this sector and year.", "Aucun texte ne compense ainsi la mission dans ce secteur et cette année."),
                text("compensationRules tells what there is.", "compensationRules dit ce qui existe."),
            ),
        };
        Fault::invalid("form", message).coded("NO_COMPENSATION_RULE").hint(hint)
    })
}

/// The rule with a code.
pub fn coded(code: &str) -> Result<&'static CompensationRule, Refusal> {
    RULES.iter().find(|rule| rule.code == code).ok_or_else(|| Refusal::internal(format!("no rule is named {code}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn year(written: &str) -> SchoolYear {
        written.parse().expect("a year")
    }

    #[test]
    fn each_form_has_its_rule_in_its_sector_and_time() {
        use CompensationForm::{Allowance, LoadReduction, PactShare};
        use Sector::{PrivateUnderContract, PrivateWithoutContract, Public, Unknown};
        for (form, sector, at, expected) in [
            (Allowance, Public, "2026-2027", Ok("IMP")),
            (Allowance, Public, "2012-2013", Ok("IFIC")),
            (Allowance, PrivateUnderContract, "2026-2027", Ok("IMP_PRIVATE")),
            (Allowance, PrivateUnderContract, "2012-2013", Err("NO_COMPENSATION_RULE")),
            (Allowance, PrivateWithoutContract, "2026-2027", Err("NO_COMPENSATION_RULE")),
            (Allowance, Unknown, "2026-2027", Err("NO_COMPENSATION_RULE")),
            (LoadReduction, Public, "2026-2027", Ok("LOAD_REDUCTION")),
            (LoadReduction, PrivateUnderContract, "2026-2027", Err("NO_COMPENSATION_RULE")),
            (PactShare, Public, "2026-2027", Err("PACT_SHARE_REFUSED")),
        ] {
            let found = rule(form, sector, year(at)).map(|rule| rule.code).map_err(|fault| fault.code);
            assert_eq!(found, expected, "{form:?} {sector:?} {at}");
        }
    }

    #[test]
    fn amounts_are_the_five_rates_or_within_the_range_of_their_time() {
        let (imp, ific, private) = (coded("IMP").expect("a rule"), coded("IFIC").expect("a rule"), coded("IMP_PRIVATE").expect("a rule"));
        for cents in [31_250, 62_500, 125_000, 250_000, 375_000] {
            assert!(imp.check_amount("a".into(), cents).is_ok() && private.check_amount("a".into(), cents).is_ok(), "{cents}");
        }
        for cents in [0, -31_250, 31_251, 100_000, 375_001, 500_000] {
            assert_eq!(imp.check_amount("a".into(), cents).map_err(|fault| fault.code), Err("AMOUNT_NOT_LEGAL"), "{cents}");
        }
        for (cents, fits) in [(39_999, false), (40_000, true), (100_000, true), (240_000, true), (240_001, false)] {
            assert_eq!(ific.check_amount("a".into(), cents).is_ok(), fits, "{cents}");
        }
    }

    #[test]
    fn a_sum_that_is_no_reference_total_is_to_be_acknowledged() {
        let imp = coded("IMP").expect("a rule");
        for (sum, acknowledged, expected) in [
            (125_000, false, Ok(false)),
            (250_000, true, Ok(false)),
            (0, false, Ok(false)),
            (156_250, false, Err("SUM_OUTSIDE_REFERENCE")),
            (156_250, true, Ok(true)),
        ] {
            assert_eq!(imp.check_sum(sum, acknowledged).map_err(|fault| fault.code), expected, "{sum}");
        }
    }
}
