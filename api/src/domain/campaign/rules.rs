//! What campaigns must be: no database, no clock.

use chrono::{DateTime, TimeDelta, Utc};
use entity::campaign::survey_campaign::{self, CampaignStage};
use kernel::{
    refusal::Fault,
    text::{Text, text},
};

/// Fewest respondents of a figure when nothing is said, or what is said is no use.
pub const USUAL_LEAST: i32 = 5;
/// The fewest that may be said.
pub const FLOOR: i32 = 3;
/// Longest a campaign lasts.
const LONGEST: TimeDelta = TimeDelta::days(120);

/// A first instant before a last, within four months.
pub fn times(opens: DateTime<Utc>, closes: DateTime<Utc>) -> Result<(), Fault> {
    if closes <= opens {
        return Err(Fault::invalid("closesAt", text("The campaign closes before it opens.", "La campagne ferme avant d'ouvrir.")));
    }
    match closes - opens > LONGEST {
        true => Err(Fault::invalid("closesAt", text("A campaign lasts 120 days at most.", "Une campagne dure 120 jours au plus."))),
        false => Ok(()),
    }
}

/// Fewest respondents of a figure.
pub fn least(least: Option<i32>) -> Result<i32, Fault> {
    match least {
        None => Ok(USUAL_LEAST),
        Some(least) if (FLOOR..=50).contains(&least) => Ok(least),
        Some(_) => {
            let message = text("3 to 50 respondents are meant here.", "De 3 à 50 répondants sont attendus ici.");
            let hint = text("5 is usual; it cannot be turned off.", "5 est l'usage ; on ne peut pas s'en passer.");
            Err(Fault::invalid("leastRespondents", message).coded("BELOW_FLOOR").hint(hint))
        }
    }
}

/// Days before the close on which to remind, from the first to come, as they are kept.
pub fn remind_days(days: &[i32]) -> Result<String, Fault> {
    let mut days = days.to_vec();
    days.sort_unstable_by(|one, other| other.cmp(one));
    days.dedup();
    if days.len() > 5 || days.iter().any(|days| !(1..=60).contains(days)) {
        let message = text(
            "Five days at most are meant here, each 1 to 60 days before the close.",
            "Cinq jours au plus sont attendus ici, chacun de 1 à 60 jours avant la fermeture.",
        );
        return Err(Fault::invalid("remindDays", message));
    }
    Ok(days.iter().map(ToString::to_string).collect::<Vec<_>>().join(","))
}

/// The days as numbers.
pub fn days_of(written: &str) -> Vec<i32> {
    written.split(',').filter_map(|days| days.parse().ok()).collect()
}

/// The reminder that is due at an instant, in days before the close: the nearest to it that was not done.
pub fn due_reminder(campaign: &survey_campaign::Model, now: DateTime<Utc>) -> Option<i32> {
    let passed = |days: &i32| campaign.closes_at - TimeDelta::days(i64::from(*days)) <= now;
    let open = |days: &i32| campaign.reminded_days.is_none_or(|done| *days < done);
    days_of(&campaign.remind_days).into_iter().filter(passed).min().filter(open)
}

/// Refuses answers to a campaign that does not take them.
pub fn takes_answers(campaign: &survey_campaign::Model, now: DateTime<Utc>) -> Result<(), Fault> {
    if campaign.stage == CampaignStage::Open && now < campaign.closes_at {
        return Ok(());
    }
    let closed = Text::of(format!("The survey closed at {}.", campaign.closes_at), format!("L'enquête a fermé à {}.", campaign.closes_at));
    let (message, hint) = match campaign.stage {
        CampaignStage::Draft | CampaignStage::Scheduled => (
            Text::of(format!("The survey opens at {}.", campaign.opens_at), format!("L'enquête ouvre à {}.", campaign.opens_at)),
            text("Answer it from then on.", "Répondez à partir de là."),
        ),
        CampaignStage::Open | CampaignStage::Closed => {
            (closed, text("The academy's desk SURVEY may open it again.", "Le bureau SURVEY de l'académie peut la rouvrir."))
        }
        CampaignStage::Analysed | CampaignStage::Published => {
            (closed, text("Its figures are made: it stays closed.", "Ses chiffres sont établis : elle reste fermée."))
        }
    };
    Err(Fault::invalid("campaign", message).coded("CAMPAIGN_CLOSED").hint(hint))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(days: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::days(days)
    }

    #[test]
    fn a_bad_setting_never_turns_protection_off() {
        assert_eq!(least(None), Ok(5));
        for (said, holds) in [(3, true), (50, true), (2, false), (0, false), (-1, false), (51, false)] {
            assert_eq!(least(Some(said)).is_ok(), holds, "{said}");
        }
    }

    #[test]
    fn reminders_come_once_each_and_the_nearest_stands_for_those_missed() {
        let campaign = |reminded: Option<i32>| survey_campaign::Model {
            closes_at: at(30),
            remind_days: "14,7,3".into(),
            reminded_days: reminded,
            ..survey_campaign::Model::default()
        };
        for (reminded, day, due) in
            [(None, 10, None), (None, 16, Some(14)), (Some(14), 17, None), (Some(14), 23, Some(7)), (None, 28, Some(3)), (Some(3), 29, None)]
        {
            assert_eq!(due_reminder(&campaign(reminded), at(day)), due, "{reminded:?} {day}");
        }
        assert_eq!(remind_days(&[3, 14, 7, 7]).as_deref(), Ok("14,7,3"));
        assert!(remind_days(&[0]).is_err() && remind_days(&[61]).is_err() && remind_days(&[1, 2, 3, 4, 5, 6]).is_err());
        assert_eq!((remind_days(&[]).as_deref(), days_of("")), (Ok(""), vec![]));
    }

    #[test]
    fn answers_are_taken_while_it_is_open_and_not_a_moment_longer() {
        let campaign = |stage| survey_campaign::Model { stage, opens_at: at(1), closes_at: at(30), ..survey_campaign::Model::default() };
        for (stage, day, takes) in [
            (CampaignStage::Open, 29, true),
            (CampaignStage::Open, 30, false),
            (CampaignStage::Scheduled, 2, false),
            (CampaignStage::Closed, 2, false),
            (CampaignStage::Published, 2, false),
        ] {
            assert_eq!(takes_answers(&campaign(stage), at(day)).map_err(|fault| fault.code).err(), (!takes).then_some("CAMPAIGN_CLOSED"), "{stage:?} {day}");
        }
    }
}
