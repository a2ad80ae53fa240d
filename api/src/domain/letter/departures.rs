//! Parties who leave: by an act, or because their mandate is over. What they signed stays; of a letter that is still to be
//! signed, the others are asked again.

use chrono::NaiveDate;
use entity::{
    letter::{
        letter_party::{self, PartyStage},
        mission_letter::{self, LetterStage},
    },
    mandate::mandate,
};
use kernel::{
    filter::chosen,
    filter::values_of,
    job::{Job, Progress},
    machine::state_name,
    refusal::Refusal,
    work::Work,
};
use sea_orm::{
    ActiveValue::{Set, Unchanged},
    ColumnTrait, Condition,
};
use serde::{Deserialize, Serialize};

use super::{
    commands::adapted,
    events::PARTY_LEFT,
    rules,
    sheet::{ADAPT, LEAVE},
    states,
    types::LetterParty,
};

/// Parties of a step.
const STEP: u64 = 200;

/// Ends a party.
pub async fn depart(
    work: &mut Work<'_>,
    letter: mission_letter::Model,
    party: letter_party::Model,
    last_day: NaiveDate,
    reason: Option<String>,
) -> Result<(), Refusal> {
    let is_over = matches!(letter.stage, LetterStage::Closed | LetterStage::Void);
    if is_over || !rules::counts(party.stage) {
        let from = if is_over { state_name(letter.stage) } else { state_name(party.stage) };
        return Err(Refusal::InvalidTransition { from, attempted: LEAVE.0, allowed: Vec::new() });
    }
    let change = letter_party::ActiveModel {
        id: Unchanged(party.id),
        stage: Set(PartyStage::Ended),
        left_on: Set(Some(last_day)),
        reason: Set(reason),
        ..Default::default()
    };
    let row = work.save::<LetterParty>(change).await?;
    work.announce(PARTY_LEFT.of::<LetterParty>(&row));
    let is_drafted = !matches!(letter.stage, LetterStage::Received | LetterStage::InAdaptation);
    if is_drafted && states::LETTER.after(letter.stage, ADAPT).is_ok() {
        adapted(work, letter).await?;
    }
    Ok(())
}

/// Ends the parties whose mandate is over before the letter is. The product looks each night.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EndLetterParties;

impl Job for EndLetterParties {
    const NAME: &'static str = "endLetterParties";
    /// Parties that left.
    type State = i64;

    async fn step(&self, work: &mut Work<'_>, left: &mut i64) -> Result<Progress, Refusal> {
        use letter_party::Column::{LetterId, MandateId, Stage};
        let today = work.viewer.actor.today;
        let over = values_of::<mandate::Entity>(mandate::Column::Id, Condition::all().add(mandate::Column::EndsOn.lt(today)));
        let stages = [LetterStage::Closed, LetterStage::Void];
        let open = Condition::all().add(mission_letter::Column::Stage.is_not_in(stages)).add(mission_letter::Column::EndsOn.gte(today));
        let open = values_of::<mission_letter::Entity>(mission_letter::Column::Id, open);
        let counting = Stage.is_in([PartyStage::Awaited, PartyStage::Agreed, PartyStage::Signed]);
        let due = Condition::all().add(counting).add(chosen(MandateId, over)).add(chosen(LetterId, open));
        let parties = work.first::<letter_party::Entity>(due, STEP).await?;
        let is_over = (parties.len() as u64) < STEP;
        for party in parties {
            let mandate = work.find::<mandate::Entity>(Condition::all().add(mandate::Column::Id.eq(party.mandate_id))).await?.pop();
            let letter = work.find_locked::<mission_letter::Entity>(Condition::all().add(mission_letter::Column::Id.eq(party.letter_id))).await?.pop();
            let (Some(mandate), Some(letter)) = (mandate, letter) else { continue };
            depart(work, letter, party, mandate.ends_on, None).await?;
            *left += 1;
        }
        Ok(Progress { done: *left, total: None, rejects: Vec::new(), is_over })
    }
}
