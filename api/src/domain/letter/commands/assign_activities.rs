//! `assignActivities`.

use std::collections::HashSet;

use async_graphql::InputObject;
use entity::letter::{
    letter_party,
    mission_assignment::{self, AssignmentPriority},
    mission_letter::LetterStage,
};
use kernel::{
    Uuid,
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

use super::{activity_coded, in_adaptation, parties_of, reset};
use crate::domain::{
    letter::{
        events::ACTIVITIES_ASSIGNED,
        rules,
        sheet::ADAPT,
        states,
        types::{LetterParty, MissionLetter},
    },
    people::rules::short_text,
};

/// How activities are shared out; those that are left out stay as they are.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "AssignActivitiesInput")]
pub struct AssignActivities {
    /// The letter.
    pub letter: Id<MissionLetter>,
    /// The letter's version as it was read.
    pub version: i64,
    /// The activities, 1 to 100, one line for each party who does one.
    pub assignments: Vec<Assignment>,
}

/// An activity and who does it.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "AssignmentInput")]
pub struct Assignment {
    /// Code of the activity, such as `M1.2`, of the template's catalogue.
    pub activity: String,
    /// The party who does it; left out when it is not for this year.
    pub party: Option<Id<LetterParty>>,
    /// How soon it comes; `NOT_THIS_YEAR` without a party, and only then.
    pub priority: AssignmentPriority,
    /// Hours of the year, 0 to 1,607, when that was agreed.
    pub hours: Option<i32>,
    /// By what it will be seen, 500 characters at most.
    pub indicator: Option<String>,
}

impl Command for AssignActivities {
    const NAME: &'static str = "assignActivities";
    type Outcome = Id<MissionLetter>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let letter = work.take(ADAPT, self.letter, self.version).await?;
        let in_force = letter.stage == LetterStage::InForce;
        if !in_force {
            states::LETTER.after(letter.stage, ADAPT)?;
        }
        if self.assignments.is_empty() || self.assignments.len() > 100 {
            return Err(Fault::invalid("assignments", text("1 to 100 lines are meant here.", "De 1 à 100 lignes sont attendues ici.")).into());
        }
        let parties = parties_of(work, letter.id).await?;
        let mut lines = Vec::with_capacity(self.assignments.len());
        for (at, line) in self.assignments.iter().enumerate() {
            if in_force {
                is_joining(line, at, &parties)?;
            }
            lines.push((activity_coded(work, &letter, &line.activity).await?, checked(line, at, &parties)?, line));
        }
        let before = work.find::<mission_assignment::Entity>(Condition::all().add(mission_assignment::Column::LetterId.eq(letter.id))).await?;
        let named: HashSet<Uuid> = lines.iter().map(|(activity, ..)| *activity).collect();
        let row = |activity, party, priority, hours, indicator| mission_assignment::ActiveModel {
            id: NotSet,
            academy_id: Set(letter.academy_id),
            establishment_id: Set(letter.establishment_id),
            letter_id: Set(letter.id),
            activity_id: Set(activity),
            party_id: Set(party),
            priority: Set(priority),
            hours: Set(hours),
            indicator: Set(indicator),
        };
        // While it is in force, what the others signed stays beside the newcomers' annexes.
        let named_party = |old: &mission_assignment::Model| self.assignments.iter().any(|line| line.party.map(|id| id.0) == old.party_id);
        let kept = before.iter().filter(|old| !named.contains(&old.activity_id) || in_force && !named_party(old));
        let mut wanted: Vec<_> = kept.map(|old| row(old.activity_id, old.party_id, old.priority, old.hours, old.indicator.clone())).collect();
        for (activity, party, line) in &lines {
            let indicator = line.indicator.as_ref().map(|written| short_text("indicator", written, 500)).transpose()?;
            wanted.push(row(*activity, *party, line.priority, line.hours, indicator));
        }
        let letter = if in_force { letter } else { in_adaptation(work, letter).await? };
        let replaced =
            work.replace_all::<MissionLetter, mission_assignment::Entity>("assignments", mission_assignment::Column::LetterId, vec![(letter.id, wanted)]);
        for row in replaced.await? {
            work.announce(ACTIVITIES_ASSIGNED.of::<MissionLetter>(&row));
        }
        // An annex changed: its own party is asked again, the others' agreement stands.
        let after = work.find::<mission_assignment::Entity>(Condition::all().add(mission_assignment::Column::LetterId.eq(letter.id))).await?;
        let annex = |rows: &[mission_assignment::Model], party: Uuid| {
            let own = rows.iter().filter(|row| row.party_id == Some(party));
            let mut own: Vec<_> = own.map(|row| (row.activity_id, format!("{:?}", row.priority), row.hours, row.indicator.clone())).collect();
            own.sort();
            own
        };
        let changed = parties.into_iter().filter(|party| annex(&before, party.id) != annex(&after, party.id));
        reset(work, changed.collect()).await?;
        Ok(letter.id.into())
    }
}

/// Refuses to change what a party has signed, or what is for nobody in what was signed.
fn is_joining(line: &Assignment, at: usize, parties: &[letter_party::Model]) -> Result<(), Fault> {
    let party = line.party.and_then(|id| parties.iter().find(|party| party.id == id.0));
    if party.is_none_or(|party| !party.bound) && line.party.is_some() {
        return Ok(());
    }
    let message = text(
        "What was signed stays: only those who join are given activities.",
        "Ce qui a été signé demeure : seuls ceux qui rejoignent la lettre reçoivent des activités.",
    );
    let hint = text("To share out anew, take the letter up again: reviseLetter.", "Pour répartir à nouveau, reprenez la lettre : reviseLetter.");
    Err(Fault::invalid(format!("assignments.{at}.party"), message).coded("ANNEX_SIGNED").hint(hint))
}

/// The party of a line, one of the letter's that counts, as its priority wants it.
fn checked(line: &Assignment, at: usize, parties: &[letter_party::Model]) -> Result<Option<Uuid>, Refusal> {
    let is_out = line.priority == AssignmentPriority::NotThisYear;
    if is_out != line.party.is_none() {
        let message = text("An activity has a party, or the priority NOT_THIS_YEAR.", "Une activité a une partie, ou la priorité NOT_THIS_YEAR.");
        return Err(Fault::invalid(format!("assignments.{at}.party"), message).into());
    }
    if line.hours.is_some_and(|hours| !(0..=1607).contains(&hours)) {
        let message = text("0 to 1,607 hours are meant here.", "De 0 à 1 607 heures sont attendues ici.");
        return Err(Fault::invalid(format!("assignments.{at}.hours"), message).into());
    }
    let Some(id) = line.party else { return Ok(None) };
    let known = parties.iter().find(|party| party.id == id.0 && rules::counts(party.stage));
    known.map(|party| Some(party.id)).ok_or(Refusal::NotFound { argument: "party" })
}
