//! What a mandate needs.

use chrono::NaiveDate;
use entity::{
    mandate::mandate::{self, MandateDecision},
    people::appointment,
    territory::establishment::{self, EstablishmentKind},
};
use kernel::{
    refusal::{Fault, Refusal},
    scalars::SchoolYear,
    text::{Text, text},
};

use crate::domain::territory::rules::holds_referents;

/// Only establishments of the second degree hold mandates (S3), until their last day; a section's parent does in its place.
pub fn can_hold(establishment: &establishment::Model, parent: Option<&establishment::Model>, ends: NaiveDate) -> Result<(), Refusal> {
    if establishment.kind == EstablishmentKind::Section {
        let fault =
            Fault::invalid("establishment", text("A section holds no mandate.", "Une section ne porte pas de mandat.")).coded("SECTION_HOLDS_NO_MANDATE");
        return Err(match parent {
            Some(parent) => fault.hint(Text::of(format!("Its establishment is {}.", parent.uai), format!("Son établissement est {}.", parent.uai))),
            None => fault.hint(text("Name the establishment it belongs to.", "Nommez l'établissement dont elle dépend.")),
        }
        .into());
    }
    if !holds_referents(establishment.kind) {
        let message =
            text("Only establishments of the second degree have digital referents.", "Seuls les établissements du second degré ont des référents numériques.");
        return Err(Fault::invalid("establishment", message).coded("NOT_SECOND_DEGREE").into());
    }
    match establishment.closed_on {
        Some(closed) if closed < ends => {
            let message = Text::of(format!("The establishment closes on {closed}."), format!("L'établissement ferme le {closed}."));
            Err(Fault::invalid("establishment", message).coded("ESTABLISHMENT_CLOSED").into())
        }
        _ => Ok(()),
    }
}

/// The days of a mandate: within its school year, the whole of it unless said otherwise.
pub fn days(year: SchoolYear, starts: Option<NaiveDate>, ends: Option<NaiveDate>) -> Result<(NaiveDate, NaiveDate), Fault> {
    let (starts, ends) = (starts.unwrap_or(year.first_day()), ends.unwrap_or(year.last_day()));
    for (argument, day) in [("startsOn", starts), ("endsOn", ends)] {
        if !year.contains(day) {
            return Err(Fault::invalid(argument, Text::of(format!("This day is not in {year}."), format!("Ce jour n'est pas dans {year}.")))
                .hint(Text::of(format!("From {} to {}.", year.first_day(), year.last_day()), format!("Du {} au {}.", year.first_day(), year.last_day()))));
        }
    }
    crate::domain::people::rules::period(starts, Some(ends))?;
    Ok((starts, ends))
}

/// The person works in the establishment on the first day of the mandate.
pub fn works_there(appointments: &[appointment::Model], starts: NaiveDate) -> Result<(), Refusal> {
    let there = appointments.iter().any(|appointment| appointment.starts_on <= starts && appointment.ends_on.is_none_or(|ends| starts <= ends));
    if there {
        return Ok(());
    }
    let message =
        text("The person has no appointment in the establishment on the first day.", "La personne n'est pas affectée dans l'établissement le premier jour.");
    Err(Fault::invalid("person", message).coded("NOT_APPOINTED_THERE").hint(text("Appoint the person first.", "Affectez d'abord la personne.")).into())
}

/// No other live mandate of the person there meets these days.
pub fn no_other_mandate(others: &[mandate::Model], starts: NaiveDate, ends: NaiveDate) -> Result<(), Refusal> {
    let lives = |other: &&mandate::Model| matches!(other.decision, MandateDecision::Proposed | MandateDecision::Accepted);
    match others.iter().filter(lives).find(|other| other.starts_on <= ends && starts <= other.ends_on) {
        None => Ok(()),
        Some(other) => {
            let message = Text::of(
                format!("The person has a mandate there from {} to {}.", other.starts_on, other.ends_on),
                format!("La personne y a un mandat du {} au {}.", other.starts_on, other.ends_on),
            );
            Err(Fault::invalid("person", message).coded("MANDATE_EXISTS").into())
        }
    }
}

/// The mandate that a new one continues: the person's last accepted one there before it.
pub fn continued(others: &[mandate::Model], starts: NaiveDate) -> Option<&mandate::Model> {
    others.iter().filter(|other| other.decision == MandateDecision::Accepted && other.ends_on < starts).max_by_key(|other| other.ends_on)
}

/// First day of the unbroken chain: a gap of more than the summer breaks it.
pub fn first_day(continued: Option<&mandate::Model>, starts: NaiveDate) -> NaiveDate {
    const SUMMER: i64 = 62;
    match continued {
        Some(before) if (starts - before.ends_on).num_days() <= SUMMER => before.first_mandate_on,
        _ => starts,
    }
}

/// A mandate can be accepted until its last day.
pub fn not_over(mandate: &mandate::Model, today: NaiveDate) -> Result<(), Refusal> {
    if today <= mandate.ends_on {
        return Ok(());
    }
    Err(Fault::invalid("id", text("The last day of the mandate is past.", "Le dernier jour du mandat est passé.")).coded("MANDATE_OVER").into())
}

#[cfg(test)]
mod tests {
    use super::{super::states::accepted, *};

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    #[test]
    fn days_lie_in_their_school_year() {
        let year: SchoolYear = "2026-2027".parse().expect("a year");
        assert_eq!(days(year, None, None), Ok((day("2026-09-01"), day("2027-08-31"))));
        assert!(days(year, Some(day("2026-08-31")), None).is_err_and(|fault| fault.argument == "startsOn"));
        assert!(days(year, Some(day("2027-02-01")), Some(day("2027-01-31"))).is_err_and(|fault| fault.argument == "endsOn"));
    }

    #[test]
    fn a_gap_longer_than_the_summer_starts_a_new_chain() {
        let before = accepted(day("2024-09-01"), day("2025-08-31"));
        assert_eq!(first_day(None, day("2025-09-01")), day("2025-09-01"));
        assert_eq!(first_day(Some(&before), day("2025-09-01")), day("2024-09-01"));
        assert_eq!(first_day(Some(&before), day("2025-11-01")), day("2024-09-01"));
        assert_eq!(first_day(Some(&before), day("2025-11-02")), day("2025-11-02"));
    }

    #[test]
    fn a_live_mandate_keeps_its_days_for_itself() {
        let other = accepted(day("2026-09-01"), day("2026-12-31"));
        let meets = |starts: &str, ends: &str| no_other_mandate(std::slice::from_ref(&other), day(starts), day(ends)).is_err();
        assert!(meets("2026-12-31", "2027-08-31") && meets("2026-08-01", "2026-09-01") && !meets("2027-01-01", "2027-08-31"));
        let declined = mandate::Model { decision: MandateDecision::Declined, ..other.clone() };
        assert!(no_other_mandate(&[declined], day("2026-09-01"), day("2026-09-02")).is_ok());
    }
}
