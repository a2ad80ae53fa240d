//! What plans, actions, sessions and enrolments must be, and who gets a place.

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use entity::{
    territory::academy_settings,
    training::{
        enrolment::{self, EnrolmentStage},
        training_session::{self, SessionStage},
    },
};
use kernel::{
    refusal::Fault,
    text::{Text, text},
};

use super::states::PLACED;
use crate::domain::amounts::euros;

/// Days before a session in which who withdraws does it late, where enrolment has no end of its own.
pub const LATE_DAYS: i64 = 7;
/// Most participants of a session.
pub const MOST_PARTICIPANTS: i32 = 2000;
/// Most addresses of a calendar that a person has.
pub const MOST_ADDRESSES: i64 = 10;
/// Longest that a session lasts.
const LONGEST: TimeDelta = TimeDelta::days(31);

/// An instant as it is kept: in whole seconds.
pub fn whole(instant: DateTime<Utc>) -> DateTime<Utc> {
    instant.trunc_subsecs(0)
}

/// Cents of a euro, not below nothing.
pub fn cents(argument: &str, cents: i32) -> Result<i32, Fault> {
    match (0..=100_000_000).contains(&cents) {
        true => Ok(cents),
        false => Err(Fault::invalid(argument, text("0 to 1,000,000 € in cents are meant here.", "De 0 à 1 000 000 € en centimes sont attendus ici."))),
    }
}

/// Refuses actions that together cost more than the plan may.
pub fn within_budget(argument: &str, costs: impl Iterator<Item = i32>, budget: Option<i32>) -> Result<(), Fault> {
    let (sum, Some(budget)) = (costs.map(i64::from).sum::<i64>(), budget) else { return Ok(()) };
    if sum <= i64::from(budget) {
        return Ok(());
    }
    let (sum, budget) = (euros(sum), euros(budget));
    let message = Text::of(
        format!("The actions of the plan would cost {sum} €; its budget is {budget} €."),
        format!("Les actions du plan coûteraient {sum} € ; son budget est de {budget} €."),
    );
    Err(Fault::invalid(argument, message)
        .coded("OVER_BUDGET")
        .hint(text("Lower a cost, or raise the budget: updateTrainingPlan.", "Baissez un coût, ou relevez le budget : updateTrainingPlan.")))
}

/// Hours as quarters of an hour.
pub fn quarters(hours: f64) -> Result<i32, Fault> {
    let quarters = hours * 4.0;
    if (1.0..=800.0).contains(&quarters) && quarters.fract() == 0.0 {
        #[expect(clippy::cast_possible_truncation, reason = "a whole number from 1 to 800")]
        return Ok(quarters as i32);
    }
    let message = text("0.25 to 200 hours, in quarters of an hour, are meant here.", "De 0,25 à 200 heures, par quarts d'heure, sont attendues ici.");
    Err(Fault::invalid("hours", message))
}

/// Fewest and most participants, in order.
pub fn participants(least: Option<i32>, most: i32) -> Result<(), Fault> {
    if !(1..=MOST_PARTICIPANTS).contains(&most) {
        let message =
            Text::of(format!("1 to {MOST_PARTICIPANTS} participants are meant here."), format!("De 1 à {MOST_PARTICIPANTS} participants sont attendus ici."));
        return Err(Fault::invalid("capacity", message));
    }
    match least {
        Some(least) if !(1..=most).contains(&least) => {
            Err(Fault::invalid("leastParticipants", text("At least one, and not more than the capacity.", "Au moins un, et pas plus que la capacité.")))
        }
        _ => Ok(()),
    }
}

/// First and last instant in order, and enrolment before the session ends.
pub fn times(starts: DateTime<Utc>, ends: DateTime<Utc>, opens: Option<DateTime<Utc>>, closes: Option<DateTime<Utc>>) -> Result<(), Fault> {
    if ends <= starts {
        let hint = text("Send an instant after `startsAt`.", "Envoyez un instant après `startsAt`.");
        return Err(Fault::invalid("endsAt", text("The session ends before it begins.", "La session finit avant de commencer.")).hint(hint));
    }
    if ends - starts > LONGEST {
        return Err(Fault::invalid("endsAt", text("A session lasts 31 days at most.", "Une session dure 31 jours au plus.")));
    }
    if closes.is_some_and(|closes| closes > starts) {
        return Err(Fault::invalid(
            "enrolmentClosesAt",
            text("Enrolment closes before the session begins.", "Les inscriptions ferment avant le début de la session."),
        ));
    }
    match (opens, closes) {
        (Some(opens), _) if opens >= closes.unwrap_or(starts) => {
            Err(Fault::invalid("enrolmentOpensAt", text("Enrolment opens before it closes.", "Les inscriptions ouvrent avant de fermer.")))
        }
        _ => Ok(()),
    }
}

/// Refuses to enrol in a session that is not open at an instant.
pub fn takes_enrolments(session: &training_session::Model, now: DateTime<Utc>) -> Result<(), Fault> {
    let message = match session.stage {
        SessionStage::Open | SessionStage::Confirmed if session.starts_at <= now => text("The session has begun.", "La session a commencé."),
        SessionStage::Open | SessionStage::Confirmed if session.enrolment_closes_at.is_some_and(|closes| closes <= now) => {
            text("Enrolment has closed.", "Les inscriptions sont closes.")
        }
        SessionStage::Open | SessionStage::Confirmed => match session.enrolment_opens_at.filter(|opens| now < *opens) {
            None => return Ok(()),
            Some(opens) => Text::of(format!("Enrolment opens at {opens}."), format!("Les inscriptions ouvrent à {opens}.")),
        },
        SessionStage::Scheduled => text("Enrolment is not open yet.", "Les inscriptions ne sont pas encore ouvertes."),
        SessionStage::Cancelled => text("The session is cancelled.", "La session est annulée."),
        SessionStage::Postponed => text("The session waits for another date.", "La session attend une autre date."),
        SessionStage::Held | SessionStage::Reported => text("The session is over.", "La session est passée."),
    };
    Err(Fault::invalid("session", message).coded("SESSION_NOT_OPEN").hint(text(
        "Look for others: trainingSessions(filter: { stages: [OPEN, CONFIRMED] }).",
        "Cherchez-en d'autres : trainingSessions(filter: { stages: [OPEN, CONFIRMED] }).",
    )))
}

/// Refuses to give a place in a session that has begun or does not take place; the window of enrolment is for asking.
pub fn takes_places(session: &training_session::Model, now: DateTime<Utc>) -> Result<(), Fault> {
    let asked = training_session::Model { enrolment_opens_at: None, enrolment_closes_at: None, ..session.clone() };
    takes_enrolments(&asked, now).map_err(|fault| Fault { argument: "id".into(), ..fault })
}

/// Refuses what comes after a session before it.
pub fn has_begun(argument: &str, session: &training_session::Model, now: DateTime<Utc>) -> Result<(), Fault> {
    if matches!(session.stage, SessionStage::Confirmed | SessionStage::Held | SessionStage::Reported) && session.starts_at <= now {
        return Ok(());
    }
    let message = Text::of(
        format!("The session is not confirmed, or begins at {} only.", session.starts_at),
        format!("La session n'est pas confirmée, ou ne commence qu'à {}.", session.starts_at),
    );
    Err(Fault::invalid(argument, message).coded("SESSION_NOT_BEGUN"))
}

/// Whether somebody who withdraws does it late.
pub fn is_late(session: &training_session::Model, now: DateTime<Utc>) -> bool {
    now >= session.enrolment_closes_at.unwrap_or(session.starts_at - TimeDelta::days(LATE_DAYS))
}

/// Number of places that are taken.
pub fn taken(enrolments: &[enrolment::Model]) -> usize {
    enrolments.iter().filter(|row| PLACED.contains(&row.stage)).count()
}

/// Number of places that are free.
pub fn free(capacity: i32, enrolments: &[enrolment::Model]) -> usize {
    usize::try_from(capacity).unwrap_or_default().saturating_sub(taken(enrolments))
}

/// Those who wait and get a place now, strictly in the order of asking.
pub fn next_in_line(capacity: i32, enrolments: &[enrolment::Model]) -> Vec<&enrolment::Model> {
    let mut waiting: Vec<&enrolment::Model> = enrolments.iter().filter(|row| row.stage == EnrolmentStage::Waiting).collect();
    waiting.sort_by_key(|row| row.rank);
    waiting.truncate(free(capacity, enrolments));
    waiting
}

/// What somebody gets who asks, or was approved: a place when one is free and nobody waits.
pub fn placed(capacity: i32, enrolments: &[enrolment::Model]) -> EnrolmentStage {
    let waits = enrolments.iter().any(|row| row.stage == EnrolmentStage::Waiting);
    if free(capacity, enrolments) > 0 && !waits { EnrolmentStage::Confirmed } else { EnrolmentStage::Waiting }
}

/// Place in the order of asking of who asks now.
pub fn next_rank(enrolments: &[enrolment::Model]) -> i32 {
    enrolments.iter().map(|row| row.rank).max().unwrap_or_default() + 1
}

/// Refuses to confirm a session that nobody leads, or that does not meet the academy's rules, unless that is known. Says
/// whether one is not met.
pub fn may_be_confirmed(
    session: &training_session::Model,
    settings: &academy_settings::Model,
    placed: usize,
    trainers: usize,
    acknowledged: bool,
) -> Result<bool, Fault> {
    if trainers == 0 {
        return Err(Fault::invalid("id", text("Nobody has accepted to lead the session.", "Personne n'a accepté d'animer la session."))
            .coded("NO_TRAINER")
            .hint(text("Ask somebody: proposeTrainer.", "Proposez-le à quelqu'un : proposeTrainer.")));
    }
    let least = session.least_participants.unwrap_or(settings.least_participants);
    let above = |number: i32| placed > usize::try_from(number).unwrap_or_default();
    let rule = if !above(least - 1) {
        let message = Text::of(format!("{placed} are enrolled; the least is {least}."), format!("Il y a {placed} inscrits ; le minimum est de {least}."));
        Some(("BELOW_LEAST", message))
    } else if above(settings.second_trainer_above) && trainers < 2 {
        let rule = settings.second_trainer_above;
        let message = Text::of(
            format!("Above {rule} participants a session has a second trainer."),
            format!("Au-dessus de {rule} participants, une session a un second formateur."),
        );
        Some(("SECOND_TRAINER_MISSING", message))
    } else {
        None
    };
    match rule {
        Some((code, message)) if !acknowledged => Err(Fault::invalid("acknowledge", message)
            .coded(code)
            .hint(text("Send acknowledge: true to confirm it so.", "Envoyez acknowledge: true pour la confirmer ainsi."))),
        rule => Ok(rule.is_some()),
    }
}

#[cfg(test)]
mod tests {
    use EnrolmentStage::{Absent, Confirmed, Requested, Waiting, Withdrawn};

    use super::*;

    fn rows(stages: &[(EnrolmentStage, i32)]) -> Vec<enrolment::Model> {
        stages.iter().map(|(stage, rank)| enrolment::Model { stage: *stage, rank: *rank, ..Default::default() }).collect()
    }

    fn at(hours: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::hours(hours)
    }

    #[test]
    fn places_go_to_those_who_wait_in_the_order_of_asking() {
        for (capacity, stages, line) in [
            (2, vec![(Confirmed, 1), (Withdrawn, 2), (Waiting, 4), (Waiting, 3)], vec![3]),
            (3, vec![(Confirmed, 1), (Waiting, 4), (Waiting, 3), (Waiting, 5)], vec![3, 4]),
            (1, vec![(Absent, 1), (Waiting, 2)], vec![]),
            (1, vec![(Requested, 1), (Waiting, 2)], vec![2]),
            (0, vec![(Confirmed, 1), (Waiting, 2)], vec![]),
        ] {
            let rows = rows(&stages);
            assert_eq!(next_in_line(capacity, &rows).iter().map(|row| row.rank).collect::<Vec<_>>(), line, "{stages:?}");
        }
    }

    #[test]
    fn nobody_passes_those_who_wait() {
        for (stages, stage, rank) in [
            (vec![], Confirmed, 1),
            (vec![(Confirmed, 1)], Confirmed, 2),
            (vec![(Confirmed, 1), (Confirmed, 2)], Waiting, 3),
            (vec![(Confirmed, 1), (Waiting, 2)], Waiting, 3),
            (vec![(Withdrawn, 7)], Confirmed, 8),
        ] {
            let rows = rows(&stages);
            assert_eq!((placed(2, &rows), next_rank(&rows)), (stage, rank), "{stages:?}");
        }
    }

    #[test]
    fn a_session_ends_after_it_begins_and_enrolment_closes_before() {
        for (starts, ends, opens, closes, at_fault) in [
            (10, 12, None, None, None),
            (10, 12, Some(1), Some(9), None),
            (10, 10, None, None, Some("endsAt")),
            (10, 10 + 24 * 32, None, None, Some("endsAt")),
            (10, 12, None, Some(11), Some("enrolmentClosesAt")),
            (10, 12, Some(9), Some(9), Some("enrolmentOpensAt")),
            (10, 12, Some(10), None, Some("enrolmentOpensAt")),
        ] {
            let checked = times(at(starts), at(ends), opens.map(at), closes.map(at));
            assert_eq!(checked.err().map(|fault| fault.argument).as_deref(), at_fault, "{starts} {ends} {opens:?} {closes:?}");
        }
    }

    #[test]
    fn enrolment_is_open_between_its_instants() {
        let session = training_session::Model {
            stage: SessionStage::Open,
            starts_at: at(20),
            enrolment_opens_at: Some(at(5)),
            enrolment_closes_at: Some(at(10)),
            ..Default::default()
        };
        for (stage, now, open) in [
            (SessionStage::Open, 4, false),
            (SessionStage::Open, 5, true),
            (SessionStage::Confirmed, 9, true),
            (SessionStage::Open, 10, false),
            (SessionStage::Scheduled, 6, false),
            (SessionStage::Cancelled, 6, false),
            (SessionStage::Postponed, 6, false),
        ] {
            let session = training_session::Model { stage, ..session.clone() };
            assert_eq!(takes_enrolments(&session, at(now)).is_ok(), open, "{stage:?} {now}");
        }
        assert!(!is_late(&session, at(9)) && is_late(&session, at(10)));
    }

    #[test]
    fn the_rules_of_the_academy_are_met_or_known() {
        let settings = academy_settings::Model { least_participants: 12, second_trainer_above: 15, ..Default::default() };
        for (least, placed, trainers, code) in [
            (None, 12, 1, None),
            (None, 11, 1, Some("BELOW_LEAST")),
            (Some(5), 5, 1, None),
            (None, 15, 1, None),
            (None, 16, 1, Some("SECOND_TRAINER_MISSING")),
            (None, 16, 2, None),
            (None, 12, 0, Some("NO_TRAINER")),
        ] {
            let session = training_session::Model { least_participants: least, ..Default::default() };
            let checked = may_be_confirmed(&session, &settings, placed, trainers, false);
            assert_eq!(checked.err().map(|fault| fault.code), code, "{least:?} {placed} {trainers}");
            assert_eq!(may_be_confirmed(&session, &settings, placed, trainers, true).is_ok(), trainers > 0);
        }
    }

    #[test]
    fn costs_stay_within_the_budget() {
        assert!(within_budget("costCents", [100, 200].into_iter(), Some(300)).is_ok());
        assert_eq!(
            within_budget("costCents", [100, 201].into_iter(), Some(300)).map_err(|fault| (fault.code, fault.argument)),
            Err(("OVER_BUDGET", "costCents".into()))
        );
        assert!(within_budget("costCents", [i32::MAX, i32::MAX].into_iter(), None).is_ok());
    }
}
