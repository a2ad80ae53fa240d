//! `leaveLetter`.

use async_graphql::InputObject;
use entity::letter::mission_letter;
use kernel::{
    command::Command,
    refusal::{Fault, Refusal},
    resource::Id,
    scalars::Date,
    text::text,
    work::Work,
};
use sea_orm::{ColumnTrait, Condition};
use serde::Serialize;

use crate::domain::{
    letter::{departures::depart, sheet::LEAVE, types::LetterParty},
    people::rules::short_text,
};

/// A party who leaves a letter. What it signed stays.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "LeaveLetterInput")]
pub struct LeaveLetter {
    /// The party.
    pub id: Id<LetterParty>,
    /// Its version as it was read.
    pub version: i64,
    /// Its last day, from its first to today; today when left out.
    pub last_day: Option<Date>,
    /// Why, 1 to 500 characters.
    pub reason: String,
}

impl Command for LeaveLetter {
    const NAME: &'static str = "leaveLetter";
    type Outcome = Id<LetterParty>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let party = work.take(LEAVE, self.id, self.version).await?;
        let letter = Condition::all().add(mission_letter::Column::Id.eq(party.letter_id));
        let letter = work.find_locked::<mission_letter::Entity>(letter).await?.pop().ok_or(Refusal::NotFound { argument: "id" })?;
        let reason = short_text("reason", &self.reason, 500)?;
        let today = work.viewer.actor.today;
        let last_day = self.last_day.map_or(today, |day| day.0);
        if last_day > today || last_day < party.joined_on.min(today) {
            let message = text("A day from the party's first to today is meant here.", "Un jour, du premier de la partie à aujourd'hui, est attendu ici.");
            return Err(Fault::invalid("lastDay", message).into());
        }

        depart(work, letter, party, last_day, Some(reason)).await?;
        Ok(self.id)
    }
}
