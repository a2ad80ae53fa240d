//! Logs of the demo: what some of its referents did since September, each for themselves.

use std::sync::Arc;

use chrono::{Datelike, NaiveDate, TimeDelta, Weekday};
use entity::{
    action::support_action::SupportChannel,
    mandate::mandate::{self, MandateDecision},
    territory::establishment,
};
use kernel::{Uuid, command::Command, refusal::Refusal, store::Store, work::Work};
use sea_orm::{ColumnTrait, Condition};
use serde::Serialize;

use super::{
    past::Past,
    personas::{COLLEGE, Persona},
};
use crate::{domain::action::commands::log_support_action::LogSupportAction, import::Stop};

/// Something a referent does: kind, days after the one before, how many it serves, minutes, by which way.
type Done = (&'static str, i64, i32, Option<i32>, Option<SupportChannel>);

/// What a referent does, again and again.
const ROUND: [Done; 8] = [
    ("INFO_RELAY", 7, 24, None, Some(SupportChannel::Mail)),
    ("HELP_PERSON", 3, 1, Some(15), Some(SupportChannel::Talk)),
    ("ACCOUNT_ADMIN", 2, 3, None, None),
    ("WORKSHOP", 9, 8, Some(60), Some(SupportChannel::Coffee)),
    ("HELP_CLASS", 6, 1, Some(55), Some(SupportChannel::Class)),
    ("FAULT_REPORT", 4, 1, None, None),
    ("NEED_LISTEN", 5, 2, Some(20), Some(SupportChannel::Talk)),
    ("ADVICE", 8, 1, Some(30), Some(SupportChannel::Meeting)),
];
/// Establishments of the department of Vienne whose referents keep a log, beside that of the personas.
const NEIGHBOURS: usize = 16;
/// First letters of the unit codes there.
const VIENNE: &str = "086";

/// What one referent did, as one command.
#[derive(Clone, Serialize)]
struct Log(Vec<LogSupportAction>);

impl Command for Log {
    const NAME: &'static str = LogSupportAction::NAME;
    type Outcome = usize;

    async fn apply(self, work: &mut Work<'_>) -> Result<usize, Refusal> {
        let count = self.0.len();
        for line in self.0 {
            work.perform(line).await?;
        }
        Ok(count)
    }
}

/// Loads the logs of this autumn.
pub async fn load(store: &Arc<Store>, personas: &[Persona]) -> Result<(), Stop> {
    let year = super::school_year();
    let held = Condition::all().add(mandate::Column::Decision.eq(MandateDecision::Accepted)).add(mandate::Column::SchoolYear.eq(year.to_string()));
    let mandates = store.rows::<mandate::Entity>(held).await?;
    // Who is a referent of two establishments would have to say which.
    let once = |person: Uuid| mandates.iter().filter(|mandate| mandate.person_id == person).count() == 1;
    let mut places = store.rows::<establishment::Entity>(Condition::all().add(establishment::Column::Uai.starts_with(VIENNE))).await?;
    places.sort_by(|one, other| one.uai.cmp(&other.uai));
    places.retain(|place| place.uai != COLLEGE && mandates.iter().any(|mandate| mandate.establishment_id == place.id));
    places.truncate(NEIGHBOURS);
    let referent = personas.iter().find(|persona| persona.id == "referent").map(|persona| persona.person);
    let keeps = |mandate: &&mandate::Model| Some(mandate.person_id) == referent || places.iter().any(|place| place.id == mandate.establishment_id);

    let today = store.clock.now().date_naive();
    for (number, mandate) in (0..).zip(mandates.iter().filter(keeps).filter(|mandate| once(mandate.person_id))) {
        let first = mandate.starts_on.max(year.first_day()) + TimeDelta::days(3 + number % 5);
        Past { store, at: store.clock.now() }.does(mandate.person_id, Log(lines(first, mandate.ends_on.min(today)))).await?;
    }
    Ok(())
}

/// The lines from a day to another, on days of school.
fn lines(from: NaiveDate, to: NaiveDate) -> Vec<LogSupportAction> {
    let mut day = from;
    let mut lines = Vec::new();
    for (kind, days, beneficiaries, minutes, channel) in ROUND.into_iter().cycle().take(2 * ROUND.len()) {
        day += TimeDelta::days(days);
        while matches!(day.weekday(), Weekday::Sat | Weekday::Sun) {
            day += TimeDelta::days(1);
        }
        if day > to {
            break;
        }
        let kind = kind.to_owned();
        lines.push(LogSupportAction { kind, date: day.into(), beneficiaries, minutes, channel, note: None, establishment: None });
    }
    lines
}
