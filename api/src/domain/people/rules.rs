//! What names and appointments must be.

use chrono::NaiveDate;
use entity::people::appointment;
use kernel::{
    refusal::{Fault, Refusal},
    text::{Text, text},
};

/// A name or another short text, without what no name has.
pub fn short_text(argument: &str, written: &str, most: usize) -> Result<String, Fault> {
    let trimmed = written.split_whitespace().collect::<Vec<_>>().join(" ");
    if trimmed.is_empty() || trimmed.chars().count() > most || trimmed.chars().any(char::is_control) {
        let message = Text::of(format!("1 to {most} characters are meant here."), format!("De 1 à {most} caractères sont attendus ici."));
        return Err(Fault::invalid(argument, message));
    }
    Ok(trimmed)
}

/// An identifier in another system. Files write it as `SYSTEM:value`, with a bar between two of them.
pub fn identifier(system: &str, value: &str) -> Result<(String, String), Fault> {
    let (system, value) = (short_text("identifiers.system", system, 50)?, short_text("identifiers.value", value, 100)?);
    match (system.contains([':', '|', '@']), value.contains('|')) {
        (false, false) => Ok((system, value)),
        (in_system, _) => {
            let argument = if in_system { "identifiers.system" } else { "identifiers.value" };
            Err(Fault::invalid(argument, text("No bar, and in a system no colon or at sign.", "Ni barre, ni, dans un système, deux-points ou arobase.")))
        }
    }
}

/// A mail address, in small letters.
pub fn mail(argument: &str, written: &str) -> Result<String, Fault> {
    let address = written.trim().to_lowercase();
    let well_formed = address.split_once('@').is_some_and(|(name, host)| {
        let (name_fits, host_fits) = ((1..=64).contains(&name.len()), host.contains('.') && !host.starts_with('.') && !host.ends_with('.'));
        name_fits
            && host_fits
            && !host.contains('@')
            && address.chars().all(|letter| !letter.is_whitespace() && !letter.is_control() && !"<>,;\"".contains(letter))
    });
    match well_formed && address.len() <= 254 {
        true => Ok(address),
        false => Err(Fault::invalid(argument, text("Not a mail address.", "Ce n'est pas une adresse mél."))),
    }
}

/// First and last day in order.
pub fn period(starts: NaiveDate, ends: Option<NaiveDate>) -> Result<(), Fault> {
    match ends {
        Some(ends) if ends < starts => Err(Fault::invalid("endsOn", text("The last day lies before the first.", "Le dernier jour précède le premier.")).hint(
            Text::of(format!("The first day is {starts}; the last day is included."), format!("Le premier jour est le {starts} ; le dernier jour est inclus.")),
        )),
        _ => Ok(()),
    }
}

/// One acting principal at a date: none of the others' periods may meet this one.
pub fn no_second_principal(argument: &str, others: &[appointment::Model], starts: NaiveDate, ends: Option<NaiveDate>) -> Result<(), Refusal> {
    let meets = |other: &&appointment::Model| ends.is_none_or(|ends| other.starts_on <= ends) && other.ends_on.is_none_or(|last| starts <= last);
    match others.iter().find(meets) {
        None => Ok(()),
        Some(other) => {
            Err(Fault::invalid(argument, text("The establishment has a principal at that time.", "L'établissement a un chef d'établissement à cette période."))
                .coded("SECOND_PRINCIPAL")
                .hint(match other.ends_on {
                    Some(last) => Text::of(format!("It ends on {last}."), format!("Cette fonction finit le {last}.")),
                    None => text("End that appointment first.", "Mettez d'abord fin à cette fonction."),
                })
                .into())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_no_mailbox_has_are_refused() {
        for (written, expected) in
            [(" Ines.OEILLET@ac-x.fr ", true), ("a@b", false), ("a b@c.fr", false), ("@c.fr", false), ("a@b@c.fr", false), ("a@.fr", false)]
        {
            assert_eq!(mail("mail", written).is_ok(), expected, "{written}");
        }
    }

    #[test]
    fn names_keep_their_letters_and_lose_their_spaces() {
        assert_eq!(short_text("name", "  Inès   ŒILLET ", 50).ok().as_deref(), Some("Inès ŒILLET"));
        assert!(short_text("name", "  ", 50).is_err() && short_text("name", "abc", 2).is_err());
    }

    #[test]
    fn the_last_day_is_included() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
        assert!(period(day("2026-09-01"), Some(day("2026-09-01"))).is_ok());
        assert!(period(day("2026-09-01"), Some(day("2026-08-31"))).is_err());
    }
}
