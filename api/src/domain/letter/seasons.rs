//! What dates bring to letters: a signed one comes into force on its first day, and is closed after its last. The product
//! looks each night.

use entity::letter::mission_letter::{self, LetterStage};
use kernel::{
    job::{Job, Progress},
    refusal::Refusal,
    work::Work,
};
use sea_orm::{
    ActiveValue::{NotSet, Set, Unchanged},
    ColumnTrait, Condition,
};
use serde::{Deserialize, Serialize};

use super::{
    events::{LETTER_CLOSED, LETTER_IN_FORCE},
    sheet::{CLOSE, COME_INTO_FORCE},
    states,
    types::MissionLetter,
};

/// Letters of a step.
const STEP: u64 = 500;

/// Brings letters to where their dates say they are.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TurnLetters;

impl Job for TurnLetters {
    const NAME: &'static str = "turnMissionLetters";
    /// Letters that came into force, and that were closed.
    type State = (i64, i64);

    async fn step(&self, work: &mut Work<'_>, (begun, closed): &mut (i64, i64)) -> Result<Progress, Refusal> {
        use mission_letter::Column::{EndsOn, Stage, StartsOn};
        let (at, today) = (work.viewer.actor.at, work.viewer.actor.today);
        let over = Condition::all().add(Stage.is_in([LetterStage::Signed, LetterStage::InForce])).add(EndsOn.lt(today));
        let due = Condition::all().add(Stage.eq(LetterStage::Signed)).add(StartsOn.lte(today));
        let letters = work.first::<mission_letter::Entity>(Condition::any().add(over).add(due), STEP).await?;
        let is_over = (letters.len() as u64) < STEP;
        let mut changes = Vec::with_capacity(letters.len());
        for letter in letters {
            let closes = letter.ends_on < today;
            let stage = states::LETTER.after(letter.stage, if closes { CLOSE } else { COME_INTO_FORCE })?;
            let closed_at = if closes { Set(Some(at)) } else { NotSet };
            changes.push((letter.id.to_string(), mission_letter::ActiveModel { id: Unchanged(letter.id), stage: Set(stage), closed_at, ..Default::default() }));
        }
        for (_, row) in work.save_all::<MissionLetter>(CLOSE, changes).await? {
            let Some(row) = row else { continue };
            let closes = row.stage == LetterStage::Closed;
            *(if closes { &mut *closed } else { &mut *begun }) += 1;
            work.announce(if closes { &LETTER_CLOSED } else { &LETTER_IN_FORCE }.of::<MissionLetter>(&row));
        }
        Ok(Progress { done: *begun + *closed, total: None, rejects: Vec::new(), is_over })
    }
}
