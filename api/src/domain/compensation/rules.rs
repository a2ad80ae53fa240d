//! What opinions and proposals must be.

use chrono::{Datelike, NaiveDate};
use entity::{
    compensation::council_opinion::{self, CouncilBody},
    territory::establishment::Sector,
};
use kernel::{
    refusal::Fault,
    scalars::SchoolYear,
    text::{Text, text},
};

use super::law::CompensationRule;

/// Whether a council was heard outside the time that the circular names: from 1 February to 30 June before the year.
pub fn is_late(heard_on: NaiveDate, year: SchoolYear) -> bool {
    let before = year.first_day().year();
    heard_on.year() != before || !(2..=6).contains(&heard_on.month())
}

/// Refuses a body that an establishment of the sector has not.
pub fn has_body(sector: Sector, body: CouncilBody) -> Result<(), Fault> {
    let private = matches!(sector, Sector::PrivateUnderContract | Sector::PrivateWithoutContract);
    match (private, body) {
        (true, CouncilBody::Teachers) => Ok(()),
        (false, CouncilBody::PedagogicalCouncil | CouncilBody::Board) if sector == Sector::Public => Ok(()),
        (false, _) if sector == Sector::Unknown => {
            Err(Fault::invalid("body", text("The sector of the establishment is not known.", "Le secteur de l'établissement n'est pas connu."))
                .coded("NO_COMPENSATION_RULE")
                .hint(text("Let the rectorate complete it: updateEstablishment.", "Faites-le compléter par le rectorat : updateEstablishment.")))
        }
        (true, _) => Err(Fault::invalid(
            "body",
            text(
                "A private establishment has no board: its head consults the teachers.",
                "Un établissement privé n'a pas de conseil d'administration : son chef consulte les enseignants.",
            ),
        )
        .coded("NO_SUCH_BODY")
        .hint(text("Send TEACHERS.", "Envoyez TEACHERS."))),
        (false, _) => Err(Fault::invalid(
            "body",
            text(
                "A public establishment hears its pedagogical council and its board.",
                "Un établissement public entend son conseil pédagogique et son conseil d'administration.",
            ),
        )
        .coded("NO_SUCH_BODY")
        .hint(text("Send PEDAGOGICAL_COUNCIL or BOARD.", "Envoyez PEDAGOGICAL_COUNCIL ou BOARD."))),
    }
}

/// Refuses a day on which no council can have been heard about a year.
pub fn heard_in_time(heard_on: NaiveDate, year: SchoolYear, today: NaiveDate) -> Result<(), Fault> {
    if heard_on > today {
        return Err(Fault::invalid("heardOn", text("This day is still to come.", "Ce jour est à venir.")));
    }
    let first = year.first_day().with_year(year.first_day().year() - 1).unwrap_or(NaiveDate::MIN);
    if (first..=year.last_day()).contains(&heard_on) {
        return Ok(());
    }
    let message = Text::of(
        format!("A share-out of {year} is heard from {first} to {}.", year.last_day()),
        format!("Une répartition de {year} est entendue du {first} au {}.", year.last_day()),
    );
    Err(Fault::invalid("heardOn", message))
}

/// Refuses a board that is heard before the pedagogical council.
pub fn in_order(body: CouncilBody, heard_on: NaiveDate, others: &[council_opinion::Model]) -> Result<(), Fault> {
    let days = |of: CouncilBody| others.iter().filter(move |other| other.body == of).map(|other| other.heard_on);
    match body {
        CouncilBody::Board => match days(CouncilBody::PedagogicalCouncil).min() {
            Some(council) if council <= heard_on => Ok(()),
            Some(council) => Err(before_council(council)),
            None => Err(Fault::invalid(
                "body",
                text("The pedagogical council is heard before the board.", "Le conseil pédagogique est entendu avant le conseil d'administration."),
            )
            .coded("COUNCIL_NOT_HEARD")
            .hint(text("Record the opinion of the PEDAGOGICAL_COUNCIL first.", "Notez d'abord l'avis du PEDAGOGICAL_COUNCIL."))),
        },
        CouncilBody::PedagogicalCouncil => match (days(CouncilBody::Board).min(), days(CouncilBody::PedagogicalCouncil).min()) {
            // The first council moves behind a board that was heard.
            (Some(board), None) if board < heard_on => Err(before_council(heard_on)),
            _ => Ok(()),
        },
        CouncilBody::Teachers => Ok(()),
    }
}

fn before_council(council: NaiveDate) -> Fault {
    let message = Text::of(
        format!("The board is heard after the pedagogical council, which is that of {council}."),
        format!("Le conseil d'administration est entendu après le conseil pédagogique, qui est celui du {council}."),
    );
    Fault::invalid("heardOn", message).coded("BOARD_BEFORE_COUNCIL")
}

/// Refuses a proposal before those who must be heard were heard; names who is missing.
pub fn all_heard(argument: String, rule: &CompensationRule, opinions: &[council_opinion::Model]) -> Result<(), Fault> {
    for step in &rule.steps {
        let Some(body) = step.body() else { continue };
        let latest = opinions.iter().filter(|opinion| opinion.body == body).max_by_key(|opinion| opinion.heard_on);
        match latest {
            Some(latest) if step.is_met(latest.opinion) => {}
            latest => {
                let name = kernel::machine::state_name(body);
                let message = match latest {
                    Some(_) => text(
                        "The board must propose fewer hours: its opinion is not favourable.",
                        "Le conseil d'administration doit proposer l'allègement : son avis n'est pas favorable.",
                    ),
                    None => Text::of(format!("{name} was not heard yet."), format!("{name} n'a pas encore été entendu.")),
                };
                let hint = Text::of(format!("Record it first: recordOpinion(body: {name})."), format!("Notez-le d'abord : recordOpinion(body: {name})."));
                return Err(Fault::invalid(argument, message).coded("COUNCIL_NOT_HEARD").hint(hint));
            }
        }
    }
    Ok(())
}

/// Hours a week as quarters of an hour.
pub fn quarters(argument: String, hours: f64) -> Result<i32, Fault> {
    let quarters = hours * 4.0;
    if (1.0..=40.0).contains(&quarters) && quarters.fract() == 0.0 {
        #[expect(clippy::cast_possible_truncation, reason = "a whole number from 1 to 40")]
        return Ok(quarters as i32);
    }
    let message =
        text("0.25 to 10 hours a week, in quarters of an hour, are meant here.", "De 0,25 à 10 heures par semaine, par quarts d'heure, sont attendues ici.");
    Err(Fault::invalid(argument, message))
}

#[cfg(test)]
mod tests {
    use entity::compensation::{compensation::CompensationForm, council_opinion::OpinionKind};

    use super::*;
    use crate::domain::compensation::law;

    fn day(written: &str) -> NaiveDate {
        written.parse().expect("a day")
    }

    fn heard(body: CouncilBody, on: &str, opinion: OpinionKind) -> council_opinion::Model {
        council_opinion::Model { body, heard_on: day(on), opinion, ..Default::default() }
    }

    #[test]
    fn councils_are_heard_in_spring_before_the_year() {
        let year: SchoolYear = "2026-2027".parse().expect("a year");
        for (on, late) in [("2026-02-01", false), ("2026-06-30", false), ("2026-01-31", true), ("2026-07-01", true), ("2027-03-01", true)] {
            assert_eq!(is_late(day(on), year), late, "{on}");
        }
        for (on, fits) in [("2025-09-01", true), ("2025-08-31", false), ("2026-11-25", true), ("2026-11-26", false)] {
            assert_eq!(heard_in_time(day(on), year, day("2026-11-25")).is_ok(), fits, "{on}");
        }
    }

    #[test]
    fn the_board_comes_after_the_pedagogical_council() {
        use CouncilBody::{Board, PedagogicalCouncil};
        let council = [heard(PedagogicalCouncil, "2026-03-10", OpinionKind::Favourable)];
        let both = [council[0].clone(), heard(Board, "2026-04-10", OpinionKind::Favourable)];
        let code = |result: Result<(), Fault>| result.map_err(|fault| fault.code);
        assert_eq!(code(in_order(Board, day("2026-03-10"), &council)), Ok(()));
        assert_eq!(code(in_order(Board, day("2026-03-09"), &council)), Err("BOARD_BEFORE_COUNCIL"));
        assert_eq!(code(in_order(Board, day("2026-03-09"), &[])), Err("COUNCIL_NOT_HEARD"));
        assert_eq!(code(in_order(PedagogicalCouncil, day("2026-05-01"), &both)), Ok(()), "heard again, for another share-out");
        assert_eq!(code(in_order(PedagogicalCouncil, day("2026-05-01"), &both[1..])), Err("BOARD_BEFORE_COUNCIL"));
    }

    #[test]
    fn who_must_be_heard_follows_from_form_and_sector() {
        use CouncilBody::{Board, PedagogicalCouncil, Teachers};
        let year = "2026-2027".parse().expect("a year");
        let rule = |form, sector| law::rule(form, sector, year).expect("a rule");
        let (council, teachers) = (heard(PedagogicalCouncil, "2026-03-10", OpinionKind::Heard), heard(Teachers, "2026-03-10", OpinionKind::Heard));
        let (board, against) = (heard(Board, "2026-04-10", OpinionKind::Favourable), heard(Board, "2026-05-10", OpinionKind::Unfavourable));
        for (form, sector, opinions, fits) in [
            (CompensationForm::Allowance, Sector::Public, vec![council.clone(), board.clone()], true),
            (CompensationForm::Allowance, Sector::Public, vec![council.clone(), against.clone()], true),
            (CompensationForm::Allowance, Sector::Public, vec![council.clone()], false),
            (CompensationForm::LoadReduction, Sector::Public, vec![council.clone(), board.clone()], true),
            (CompensationForm::LoadReduction, Sector::Public, vec![council, board, against], false),
            (CompensationForm::Allowance, Sector::PrivateUnderContract, vec![teachers], true),
            (CompensationForm::Allowance, Sector::PrivateUnderContract, vec![], false),
        ] {
            assert_eq!(all_heard("a".into(), rule(form, sector), &opinions).is_ok(), fits, "{form:?} {sector:?} {opinions:?}");
        }
    }

    #[test]
    fn hours_are_quarters() {
        for (hours, quarters_of) in [(0.25, Some(1)), (1.5, Some(6)), (10.0, Some(40)), (0.0, None), (0.3, None), (10.25, None), (f64::NAN, None)] {
            assert_eq!(quarters("a".into(), hours).ok(), quarters_of, "{hours}");
        }
    }
}
