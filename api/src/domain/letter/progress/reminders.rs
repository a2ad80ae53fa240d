//! Reminders: the night after D+30, and after D+45, the principal of a letter that is not signed is told, once each. The
//! rectorate is not: it has the list of gaps.

use std::collections::HashMap;

use chrono::Days;
use entity::{
    letter::mission_letter::{self, LetterStage},
    territory::academy,
};
use kernel::{
    Uuid,
    clock::local_date,
    job::{Job, Progress},
    refusal::Refusal,
    work::Work,
};
use sea_orm::{
    ActiveValue::{Set, Unchanged},
    ColumnTrait, Condition,
};
use serde::{Deserialize, Serialize};

use super::{
    rules::{Almanac, REMINDED_AFTER},
    situation::almanac,
};
use crate::domain::letter::{
    events::{LETTER_UNSIGNED_D30, LETTER_UNSIGNED_D45},
    sheet::REMIND,
    states::SIGNED,
    types::MissionLetter,
};

/// Letters of a step.
const STEP: u64 = 500;

/// Reminds principals of letters that are not signed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RemindLetters;

/// How far it has come, and how many were reminded.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Reminded {
    /// The last letter that was looked at, while there are others: no part of the result.
    #[serde(skip_serializing_if = "Option::is_none")]
    after: Option<Uuid>,
    /// Letters that were looked at.
    letters: i64,
    /// Principals reminded at D+30.
    after30_days: i64,
    /// Principals reminded at D+45.
    after45_days: i64,
}

impl Job for RemindLetters {
    const NAME: &'static str = "remindMissionLetters";
    type State = Reminded;

    async fn step(&self, work: &mut Work<'_>, state: &mut Reminded) -> Result<Progress, Refusal> {
        use mission_letter::Column::{EndsOn, Id, RemindedDays, SentAt, Stage};
        let (at, today) = (work.viewer.actor.at, work.viewer.actor.today);
        let [first, last] = REMINDED_AFTER;
        let waiting = Condition::all()
            .add(Stage.is_not_in(SIGNED))
            .add(Stage.ne(LetterStage::Void))
            .add(RemindedDays.lt(last))
            .add(EndsOn.gte(today))
            // Holidays make it later, never earlier.
            .add(SentAt.lte(at - Days::new(first.unsigned_abs())))
            .add_option(state.after.map(|after| Id.gt(after)));
        let letters = work.first::<mission_letter::Entity>(waiting, STEP).await?;
        let is_over = (letters.len() as u64) < STEP;
        let almanacs: HashMap<Uuid, Almanac> =
            work.viewer.store.reference::<academy::Entity>().await?.rows().iter().map(|row| (row.id, almanac(Some(row)))).collect();
        state.letters += letters.len() as i64;
        state.after = letters.last().map(|letter| letter.id).filter(|_| !is_over);
        let mut changes = Vec::new();
        for letter in letters {
            let Some(almanac) = almanacs.get(&letter.academy_id) else { continue };
            let days = almanac.holidays.days_from(local_date(letter.sent_at, almanac.zone), local_date(at, almanac.zone));
            // Nobody looked at D+30: the later reminder says it all.
            let due = REMINDED_AFTER.into_iter().rev().find(|due| days > *due).filter(|due| *due > letter.reminded_days);
            let Some(due) = due else { continue };
            changes.push((letter.id.to_string(), mission_letter::ActiveModel { id: Unchanged(letter.id), reminded_days: Set(due), ..Default::default() }));
        }
        for (_, row) in work.save_all::<MissionLetter>(REMIND, changes).await? {
            let Some(row) = row else { continue };
            let is_last = row.reminded_days == last;
            *(if is_last { &mut state.after45_days } else { &mut state.after30_days }) += 1;
            work.announce(if is_last { &LETTER_UNSIGNED_D45 } else { &LETTER_UNSIGNED_D30 }.of::<MissionLetter>(&row));
        }
        Ok(Progress { done: state.letters, total: None, rejects: Vec::new(), is_over })
    }
}
