//! `proposeLetter`.

use async_graphql::InputObject;
use entity::{
    framing::activity,
    letter::{letter_party::PartyStage, letter_template, mission_assignment, mission_letter},
};
use kernel::{
    command::Command,
    refusal::{Fault, Refusal},
    resource::Id,
    text::text,
    work::Work,
};
use sea_orm::{
    ActiveValue::{Set, Unchanged},
    ColumnTrait, Condition,
};
use serde::Serialize;

use super::parties_of;
use crate::domain::letter::{
    events::{LETTER_AGREED, LETTER_PROPOSED},
    rules,
    sheet::{AGREE, PROPOSE},
    states,
    types::MissionLetter,
};

/// A letter to propose to its parties.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "ProposeLetterInput")]
pub struct ProposeLetter {
    /// The letter.
    pub id: Id<MissionLetter>,
    /// Its version as it was read.
    pub version: i64,
}

impl Command for ProposeLetter {
    const NAME: &'static str = "proposeLetter";
    type Outcome = Id<MissionLetter>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let letter = work.take(PROPOSE, self.id, self.version).await?;
        let mut stage = states::LETTER.after(letter.stage, PROPOSE)?;
        let parties: Vec<_> = parties_of(work, letter.id).await?.into_iter().filter(|party| rules::counts(party.stage)).collect();
        if parties.is_empty() {
            let message = text("The letter has no party: nobody to agree with.", "La lettre n'a pas de partie : personne avec qui s'accorder.");
            let hint = text("Propose a mandate to a referent, then add the party.", "Proposez un mandat à un référent, puis ajoutez la partie.");
            return Err(Fault::invalid("id", message).coded("NO_PARTY").hint(hint).into());
        }
        let template = Condition::all().add(letter_template::Column::Id.eq(letter.template_id));
        let template = work.find::<letter_template::Entity>(template).await?.pop().ok_or(Refusal::NotFound { argument: "id" })?;
        let mut activities = work.find::<activity::Entity>(Condition::all().add(activity::Column::CatalogueId.eq(template.catalogue_id))).await?;
        activities.sort_by_key(|activity| activity.position);
        let mut assignments = work.find::<mission_assignment::Entity>(Condition::all().add(mission_assignment::Column::LetterId.eq(letter.id))).await?;
        // What a party had who declined or left is nobody's.
        assignments.retain(|row| row.party_id.is_none_or(|party| parties.iter().any(|other| other.id == party)));
        rules::all_shared(&activities, &assignments)?;
        // Those whose agreement still stands are not asked again.
        let agreed = parties.iter().all(|party| party.stage == PartyStage::Agreed);
        if agreed {
            stage = states::LETTER.after(stage, AGREE)?;
        }
        let change =
            mission_letter::ActiveModel { id: Unchanged(letter.id), stage: Set(stage), proposed_at: Set(Some(work.viewer.actor.at)), ..Default::default() };
        let row = work.save::<MissionLetter>(change).await?;
        work.announce(if agreed { &LETTER_AGREED } else { &LETTER_PROPOSED }.of::<MissionLetter>(&row));
        Ok(row.id.into())
    }
}
