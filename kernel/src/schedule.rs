//! What the product does by itself at certain times: its next runs are rows, so that a run is neither lost nor done twice
//! when nodes stop and start. A run is a job of the system.

#![expect(clippy::disallowed_methods, reason = "one of the homes of statements")]

use std::{str::FromStr, sync::Arc};

use chrono::{DateTime, Utc};
use croner::Cron;
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{Set, Unchanged},
    ColumnTrait, Condition, EntityTrait,
    prelude::Json,
    sea_query::OnConflict,
};
use serde::Serialize;

use crate::{
    clock::DEFAULT_ZONE,
    command::{Command, CommandOptions},
    job::Job,
    refusal::Refusal,
    store::Store,
    tables::schedule,
    viewer::Viewer,
    work::Work,
};

/// A job that the product starts by itself at times that a pattern tells.
#[derive(Clone, Debug)]
pub struct Schedule {
    operation: &'static str,
    input: Json,
    pattern: &'static str,
}

impl Schedule {
    /// A job at times that a pattern of `cron` tells, in the zone of Paris.
    pub fn of<J: Job>(job: &J, pattern: &'static str) -> Self {
        Self { operation: J::NAME, input: serde_json::to_value(job).unwrap_or_default(), pattern }
    }

    /// The first time after an instant.
    fn after(&self, instant: DateTime<Utc>) -> Result<DateTime<Utc>, Refusal> {
        let cron = Cron::from_str(self.pattern).map_err(|error| Refusal::internal(error.to_string()))?;
        let next = cron.find_next_occurrence(&instant.with_timezone(&DEFAULT_ZONE), false).map_err(|error| Refusal::internal(error.to_string()))?;
        Ok(next.with_timezone(&Utc))
    }
}

/// Starts what is due, once however long nobody looked.
#[derive(Clone, Serialize)]
struct RunSchedule {
    operation: &'static str,
    input: Json,
    pattern: &'static str,
}

impl Command for RunSchedule {
    const NAME: &'static str = "runSchedule";
    type Outcome = bool;

    async fn apply(self, work: &mut Work<'_>) -> Result<bool, Refusal> {
        let Self { operation, input, pattern } = self;
        let now = work.viewer.actor.at;
        let next = Schedule { operation, input: Json::Null, pattern }.after(now)?;
        let known = work.find_locked::<schedule::Entity>(Condition::all().add(schedule::Column::Name.eq(operation))).await?.pop();
        let row =
            |last_at| schedule::ActiveModel { name: Set(operation.to_owned()), pattern: Set(pattern.to_owned()), next_at: Set(next), last_at: Set(last_at) };
        match known {
            // Two nodes that start together note it once.
            None => {
                let once = OnConflict::column(schedule::Column::Name).do_nothing().to_owned();
                schedule::Entity::insert(row(None)).on_conflict(once).exec_without_returning(work.connection()).await?;
            }
            Some(known) if known.pattern != pattern => {
                drop(schedule::ActiveModel { name: Unchanged(known.name), ..row(known.last_at) }.update(work.connection()).await?)
            }
            Some(known) if known.next_at <= now => {
                schedule::ActiveModel { name: Unchanged(known.name), ..row(Some(now)) }.update(work.connection()).await?;
                work.start_named(work.viewer.actor.at, operation, input, None).await?;
                return Ok(true);
            }
            Some(_) => {}
        }
        Ok(false)
    }
}

impl Store {
    /// Starts the jobs of the schedules that are due; says whether there were any. New schedules wait for their first time.
    pub async fn run_schedules(self: &Arc<Self>, schedules: &[Schedule]) -> Result<bool, Refusal> {
        if schedules.is_empty() {
            return Ok(false);
        }
        let rows = self.rows::<schedule::Entity>(Condition::all()).await?;
        let (mut started, now) = (false, self.clock.now());
        for Schedule { operation, input, pattern } in schedules.iter().cloned() {
            let waits = rows.iter().any(|row| row.name == operation && row.pattern == pattern && row.next_at > now);
            if !waits {
                let (ran, _) = Viewer::system(self, "scheduler").perform(RunSchedule { operation, input, pattern }, &CommandOptions::default()).await?;
                started |= ran;
            }
        }
        Ok(started)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_those_of_paris_also_when_clocks_change() {
        let daily = Schedule { operation: "close", input: Json::Null, pattern: "30 2 * * *" };
        let after = |instant: &str| daily.after(instant.parse().expect("an instant")).expect("a time").to_rfc3339();
        assert_eq!(after("2026-11-25T09:00:00Z"), "2026-11-26T01:30:00+00:00");
        assert_eq!(after("2026-06-25T09:00:00Z"), "2026-06-26T00:30:00+00:00");
        // 29 March 2026 has no half past two: the first instant after the gap.
        assert_eq!(after("2026-03-28T12:00:00Z"), "2026-03-29T01:00:00+00:00");
    }
}
