//! `fillBlanks`.

use std::collections::{BTreeMap, HashMap};

use async_graphql::InputObject;
use entity::letter::letter_blank;
use kernel::{
    command::Command,
    refusal::{Fault, Refusal},
    resource::Id,
    text::text,
    work::Work,
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition,
};
use serde::Serialize;

use super::{adapted, blanks_of};
use crate::domain::letter::{rules, sheet::ADAPT, states, types::MissionLetter};

/// What a letter fills into its blanks; those that are left out stay.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "FillBlanksInput")]
pub struct FillBlanks {
    /// The letter.
    pub letter: Id<MissionLetter>,
    /// The letter's version as it was read.
    pub version: i64,
    /// The blanks, 1 to 100.
    pub values: Vec<BlankValue>,
}

/// What is filled into a blank.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "BlankValueInput")]
pub struct BlankValue {
    /// Name of a blank of the template.
    pub name: String,
    /// What is filled in, as the blank's kind wants it; left out to empty it.
    pub value: Option<String>,
}

impl Command for FillBlanks {
    const NAME: &'static str = "fillBlanks";
    type Outcome = Id<MissionLetter>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let letter = work.take(ADAPT, self.letter, self.version).await?;
        states::LETTER.after(letter.stage, ADAPT)?;
        if self.values.is_empty() || self.values.len() > 100 {
            return Err(Fault::invalid("values", text("1 to 100 blanks are meant here.", "De 1 à 100 champs sont attendus ici.")).into());
        }
        let kinds: HashMap<String, _> = blanks_of(work, letter.template_id).await?.into_iter().map(|blank| (blank.name, blank.kind)).collect();
        let filled = work.find::<letter_blank::Entity>(Condition::all().add(letter_blank::Column::LetterId.eq(letter.id))).await?;
        let mut values: BTreeMap<String, String> = filled.into_iter().map(|blank| (blank.name, blank.value)).collect();
        let before = values.clone();
        for (at, BlankValue { name, value }) in self.values.into_iter().enumerate() {
            let Some(kind) = kinds.get(&name) else { return Err(Refusal::NotFound { argument: "values" }) };
            match value {
                None => drop(values.remove(&name)),
                Some(value) => drop(values.insert(name, rules::blank_value(&format!("values.{at}.value"), *kind, &value)?)),
            }
        }
        if values == before {
            return Ok(letter.id.into());
        }
        let letter = adapted(work, letter).await?;
        let row = |(name, value)| letter_blank::ActiveModel {
            id: NotSet,
            academy_id: Set(letter.academy_id),
            establishment_id: Set(letter.establishment_id),
            letter_id: Set(letter.id),
            name: Set(name),
            value: Set(value),
        };
        let wanted = vec![(letter.id, values.into_iter().map(row).collect())];
        for row in work.replace_all::<MissionLetter, letter_blank::Entity>("blanks", letter_blank::Column::LetterId, wanted).await? {
            work.announce(crate::domain::letter::events::LETTER_ADAPTED.of::<MissionLetter>(&row));
        }
        Ok(letter.id.into())
    }
}
