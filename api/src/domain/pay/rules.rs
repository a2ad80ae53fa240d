//! What remunerations must be, who may certify and approve them, and what a plan can bear.

use chrono::{DateTime, Utc};
use entity::{
    pay::remuneration::{self, RemunerationKind},
    training::training_session::{self, SessionStage},
};
use kernel::{
    Uuid,
    refusal::Fault,
    text::{Text, text},
};

use crate::domain::amounts::euros;

/// Most that a flat rate is, in cents: a mistyped amount is more likely than a larger one.
const MOST_FLAT: i32 = 1_000_000;

/// Amount of some quarters of an hour at a rate by the hour, in whole cents: half a cent and more count as one.
pub const fn amount(rate_cents: i32, quarters: i32) -> i32 {
    (rate_cents * quarters + 2) / 4
}

/// Hours as quarters of an hour, no more than a session lasts.
pub fn quarters(hours: f64, session: &training_session::Model) -> Result<i32, Fault> {
    let most = (session.ends_at - session.starts_at).num_minutes() / 15;
    let quarters = hours * 4.0;
    #[expect(clippy::cast_precision_loss, reason = "the quarters of 31 days")]
    if quarters > most as f64 {
        #[expect(clippy::cast_precision_loss, reason = "the quarters of 31 days")]
        let lasts = most as f64 / 4.0;
        let message = Text::of(format!("The session lasts {lasts} hours."), format!("La session dure {lasts} heures."));
        return Err(Fault::invalid("hours", message).coded("HOURS_OVER_SESSION").hint(text("Send no more than that.", "N'en envoyez pas davantage.")));
    }
    if quarters >= 1.0 && quarters.fract() == 0.0 {
        #[expect(clippy::cast_possible_truncation, reason = "a whole number of quarters, fewer than those of 31 days")]
        return Ok(quarters as i32);
    }
    Err(Fault::invalid("hours", text("Quarters of an hour are meant here, 0.25 at least.", "Des quarts d'heure sont attendus ici, 0,25 au moins.")))
}

/// A flat rate.
pub fn flat(cents: i32) -> Result<i32, Fault> {
    if (1..=MOST_FLAT).contains(&cents) {
        return Ok(cents);
    }
    let message = text("0.01 to 10,000 € in cents are meant here.", "De 0,01 à 10 000 € en centimes sont attendus ici.");
    Err(Fault::invalid("amountCents", message).hint(text("Nothing is said as kind: NONE.", "Rien se dit kind: NONE.")))
}

/// Refuses what a kind does not have, and asks for what it has.
pub fn belongs(argument: &'static str, given: bool, kind: RemunerationKind, of: RemunerationKind) -> Result<(), Fault> {
    let wanted = kind == of;
    match (given, wanted) {
        (true, false) => {
            let (en, fr) = (format!("Only {} has this.", written(of)), format!("Seul {} en a un.", written(of)));
            Err(Fault::invalid(argument, Text::of(en, fr)).hint(text("Leave it out.", "Omettez-le.")))
        }
        (false, true) => Err(Fault::invalid(argument, Text::of(format!("{} has one.", written(of)), format!("{} en a un.", written(of))))),
        _ => Ok(()),
    }
}

fn written(kind: RemunerationKind) -> String {
    kernel::machine::state_name(kind)
}

/// Refuses to certify what was not done yet.
pub fn was_done(session: &training_session::Model, now: DateTime<Utc>) -> Result<(), Fault> {
    if !matches!(session.stage, SessionStage::Held | SessionStage::Reported) {
        let message = text("The session was not held, or nobody has said so.", "La session n'a pas eu lieu, ou personne ne l'a dit.");
        let hint = text("Once it is over, say so first: holdSession.", "Une fois passée, dites-le d'abord : holdSession.");
        return Err(Fault::invalid("id", message).coded("SESSION_NOT_HELD").hint(hint));
    }
    if session.ends_at > now {
        let message = Text::of(format!("The session ends at {}.", session.ends_at), format!("La session finit à {}.", session.ends_at));
        return Err(Fault::invalid("id", message).coded("SESSION_NOT_OVER"));
    }
    Ok(())
}

/// Refuses a decision on one's own pay.
pub fn not_own(argument: String, line: &remuneration::Model, who: Option<Uuid>) -> Result<(), Fault> {
    if who != Some(line.person_id) {
        return Ok(());
    }
    let message = text("This is your own pay.", "C'est votre propre rémunération.");
    let hint =
        text("Somebody else decides: a deputy by a delegation, another officer.", "Quelqu'un d'autre décide : un adjoint par délégation, un autre agent.");
    Err(Fault::invalid(argument, message).coded("OWN_PAY").hint(hint))
}

/// Refuses to approve what one certified oneself.
pub fn by_another(argument: String, line: &remuneration::Model, who: Option<Uuid>) -> Result<(), Fault> {
    if who.is_none() || who != line.certified_by_id {
        return Ok(());
    }
    let message = text("You certified this service yourself.", "Vous avez vous-même certifié ce service.");
    Err(Fault::invalid(argument, message)
        .coded("OWN_CERTIFICATE")
        .hint(text("Let another officer of the desk PAY approve it.", "Faites-le approuver par un autre agent du bureau PAY.")))
}

/// Refuses an amount that the budget of the plan does not bear beside what is taken from it.
pub fn within_budget(argument: String, cents: i32, taken: i64, budget: Option<i32>) -> Result<(), Fault> {
    let Some(left) = budget.map(|budget| i64::from(budget) - taken) else { return Ok(()) };
    if i64::from(cents) <= left {
        return Ok(());
    }
    let (cents, left) = (euros(cents), euros(left.max(0)));
    let message = Text::of(format!("The line is of {cents} €; the budget of the plan has {left} € left."), {
        format!("La ligne est de {cents} € ; il reste {left} € au budget du plan.")
    });
    let hint = text("payTotals of the plan tells what is taken.", "payTotals du plan dit ce qui est pris.");
    Err(Fault::invalid(argument, message).coded("PAY_OVER_BUDGET").hint(hint))
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use proptest::prelude::*;

    use super::*;

    fn session(minutes: i64) -> training_session::Model {
        let starts_at = DateTime::UNIX_EPOCH;
        training_session::Model { starts_at, ends_at: starts_at + TimeDelta::minutes(minutes), stage: SessionStage::Held, ..Default::default() }
    }

    #[test]
    fn half_a_cent_counts_as_one() {
        for (rate, quarters, cents) in [(2_500, 4, 2_500), (2_501, 1, 625), (2_502, 1, 626), (2_503, 1, 626), (4_000, 14, 14_000), (9_000, 2_976, 6_696_000)] {
            assert_eq!(amount(rate, quarters), cents, "{rate} {quarters}");
        }
    }

    #[test]
    fn hours_are_quarters_within_the_session() {
        for (hours, minutes, expected) in [
            (3.0, 180, Ok(12)),
            (0.25, 180, Ok(1)),
            (3.25, 180, Err("HOURS_OVER_SESSION")),
            (3.0, 179, Err("HOURS_OVER_SESSION")),
            (0.3, 180, Err("INVALID_ARGUMENT")),
            (0.0, 180, Err("INVALID_ARGUMENT")),
            (-1.0, 180, Err("INVALID_ARGUMENT")),
            (f64::NAN, 180, Err("INVALID_ARGUMENT")),
            (f64::INFINITY, 180, Err("HOURS_OVER_SESSION")),
        ] {
            assert_eq!(quarters(hours, &session(minutes)).map_err(|fault| fault.code), expected, "{hours} {minutes}");
        }
    }

    #[test]
    fn nothing_is_certified_before_it_was_done() {
        let over = DateTime::UNIX_EPOCH + TimeDelta::minutes(180);
        for (stage, now, code) in [
            (SessionStage::Held, over, None),
            (SessionStage::Reported, over, None),
            (SessionStage::Confirmed, over, Some("SESSION_NOT_HELD")),
            (SessionStage::Cancelled, over, Some("SESSION_NOT_HELD")),
            (SessionStage::Held, over - TimeDelta::seconds(1), Some("SESSION_NOT_OVER")),
        ] {
            let session = training_session::Model { stage, ..session(180) };
            assert_eq!(was_done(&session, now).err().map(|fault| fault.code), code, "{stage:?} {now}");
        }
    }

    #[test]
    fn a_budget_bears_its_last_cent() {
        assert!(within_budget("id".into(), 100, 200, Some(300)).is_ok());
        assert!(within_budget("id".into(), i32::MAX, i64::MAX / 2, None).is_ok());
        for (cents, taken, budget) in [(101, 200, 300), (1, 300, 300), (1, 400, 300)] {
            assert_eq!(within_budget("id".into(), cents, taken, Some(budget)).map_err(|fault| fault.code), Err("PAY_OVER_BUDGET"));
        }
    }

    proptest! {
        #[test]
        fn an_amount_is_the_nearest_cent_and_more_hours_are_never_less(rate in 2_500_i32..=9_000, quarters in 1_i32..=2_976) {
            let exact = i64::from(rate) * i64::from(quarters);
            let off = i64::from(amount(rate, quarters)) * 4 - exact;
            prop_assert!((-1..=2).contains(&off), "{off} quarters of a cent off");
            prop_assert!(amount(rate, quarters + 1) > amount(rate, quarters));
            prop_assert_eq!(amount(rate, 4 * quarters), rate * quarters, "whole hours are exact");
        }
    }
}
