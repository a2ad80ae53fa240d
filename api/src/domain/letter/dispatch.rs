//! The job that sends a template to every establishment of its academy. It may be done again: letters that are there
//! stay, with what was changed in them; newer words of the template are offered to them.

use std::collections::{BTreeMap, HashMap, HashSet};

use entity::{
    letter::{
        letter_clause::{self, ClauseOrigin},
        letter_party::{self, PartyStage},
        letter_template,
        mission_letter::{self, LetterStage},
        template_clause,
    },
    mandate::mandate::{self, MandateDecision},
    territory::{
        academy,
        establishment::{self, EstablishmentKind, Ministry},
    },
};
use kernel::{
    Uuid,
    job::{Job, Progress},
    refusal::{Fault, Refusal},
    scalars::SchoolYear,
    text::text,
    work::{RowResult, Work},
};
use sea_orm::{
    ActiveValue::{NotSet, Set, Unchanged},
    ColumnTrait, Condition,
};
use serde::{Deserialize, Serialize};

use super::{
    commands::standing_clauses,
    events::{LETTER_REVISION_OFFERED, LETTER_SENT},
    progress::situation::almanac,
    sheet::DISPATCH,
    types::MissionLetter,
};

/// Establishments of a step.
const STEP: u64 = 250;

/// Sends a template.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DispatchLetters {
    /// The template.
    pub template: Uuid,
    /// The establishments that are meant; all of the academy when none is named.
    #[serde(default)]
    pub only: Vec<Uuid>,
}

/// How far it has come, and in the end what came of it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Dispatched {
    /// The last establishment that was looked at, while there are others: no part of the result.
    #[serde(skip_serializing_if = "Option::is_none")]
    after: Option<Uuid>,
    /// Establishments that are open.
    total: i64,
    /// Establishments that were looked at.
    establishments: i64,
    /// Letters that were made.
    sent: i64,
    /// Letters that were there.
    there_already: i64,
    /// Letters to which newer words were offered.
    offered: i64,
    /// Letters without a referent.
    without_referent: i64,
    /// Establishments that were left out.
    left_out: i64,
}

impl Job for DispatchLetters {
    const NAME: &'static str = "dispatchMissionLetters";
    type State = Dispatched;

    async fn step(&self, work: &mut Work<'_>, state: &mut Dispatched) -> Result<Progress, Refusal> {
        let named = Condition::all().add(letter_template::Column::Id.eq(self.template));
        let template = work.seen_where::<super::MissionLetterTemplate>(named, "template").await?;
        let today = work.viewer.actor.today;
        let open = Condition::all()
            .add(establishment::Column::AcademyId.eq(template.academy_id))
            .add(Condition::any().add(establishment::Column::ClosedOn.is_null()).add(establishment::Column::ClosedOn.gt(today)))
            .add_option((!self.only.is_empty()).then(|| work.among(establishment::Column::Id, &self.only)));
        if state.after.is_none() {
            state.total = work.count::<establishment::Entity>(open.clone()).await?;
        }
        let next = open.add_option(state.after.map(|after| establishment::Column::Id.gt(after)));
        let batch = work.first::<establishment::Entity>(next, STEP).await?;
        let is_over = (batch.len() as u64) < STEP;
        let mut rejects = Vec::new();
        let mut receivers = Vec::new();
        state.establishments += batch.len() as i64;
        state.after = batch.last().map(|row| row.id).or(state.after);
        for row in batch {
            match receives(&row) {
                Ok(()) => receivers.push(row),
                Err(refusal) => rejects.push(RowResult::rejected(row.uai, &refusal)),
            }
        }
        if is_over {
            state.after = None;
        }
        state.left_out += rejects.len() as i64;
        send(work, &template, receivers, state).await?;
        Ok(Progress { done: state.establishments, total: Some(state.total), rejects, is_over })
    }
}

/// Whether an establishment receives a letter of the academy.
pub fn receives(row: &establishment::Model) -> Result<(), Refusal> {
    let (code, message) = match (row.ministry, row.kind) {
        (Ministry::Education, EstablishmentKind::Section) => {
            ("SECTION", text("A section has the letter of its establishment.", "Une section a la lettre de son établissement."))
        }
        (Ministry::Education, EstablishmentKind::Primary | EstablishmentKind::Other) => {
            ("NOT_SECOND_DEGREE", text("Only the second degree has digital referents.", "Seul le second degré a des référents numériques."))
        }
        (Ministry::Education, _) => return Ok(()),
        _ => ("OTHER_MINISTRY", text("Another ministry frames this establishment.", "Un autre ministère encadre cet établissement.")),
    };
    Err(Fault::invalid("establishment", message).coded(code).into())
}

async fn send(work: &mut Work<'_>, template: &letter_template::Model, receivers: Vec<establishment::Model>, state: &mut Dispatched) -> Result<(), Refusal> {
    let year: SchoolYear = template.school_year.parse().map_err(Refusal::internal)?;
    let revision = template.published_revision;
    let clauses = standing_clauses(work, template.id, revision).await?;
    let ids: Vec<Uuid> = receivers.iter().map(|row| row.id).collect();
    let known = work.among(mission_letter::Column::EstablishmentId, &ids).add(mission_letter::Column::TemplateId.eq(template.id));
    let known = work.find::<mission_letter::Entity>(known).await?;
    state.there_already += known.len() as i64;
    let has_letter: HashSet<Uuid> = known.iter().map(|row| row.establishment_id).collect();
    let (at, today) = (work.viewer.actor.at, work.viewer.actor.today);
    let academy = work.viewer.store.reference::<academy::Entity>().await?;
    let due = almanac(academy.get(template.academy_id)).holidays.day_after(today, template.due_days.unsigned_abs());
    let letter = |row: &establishment::Model| mission_letter::ActiveModel {
        academy_id: Set(row.academy_id),
        establishment_id: Set(row.id),
        template_id: Set(template.id),
        revision: Set(revision),
        school_year: Set(template.school_year.clone()),
        starts_on: Set(year.first_day()),
        ends_on: Set(year.last_day()),
        stage: Set(LetterStage::Received),
        signature_rule: Set(template.signature_rule),
        due_on: Set(due),
        sent_at: Set(at),
        reminded_days: Set(0),
        mailbox: Set(row.mail.clone()),
        ..Default::default()
    };
    let new: Vec<_> = receivers.iter().filter(|row| !has_letter.contains(&row.id)).map(|row| (row.uai.clone(), letter(row))).collect();
    let mut letters = Vec::new();
    for (result, row) in work.create_all::<MissionLetter>(DISPATCH, new).await? {
        let row = row.ok_or_else(|| Refusal::internal(format!("a letter was refused: {result:?}")))?;
        work.announce(LETTER_SENT.of::<MissionLetter>(&row));
        letters.push(row);
    }
    state.sent += letters.len() as i64;
    let parties = parties(work, template, &letters).await?;
    let served: HashSet<Uuid> = parties.iter().filter_map(|party| party.letter_id.try_as_ref().copied()).collect();
    state.without_referent += letters.iter().filter(|row| !served.contains(&row.id)).count() as i64;
    let inherited = letters.iter().flat_map(|letter| clauses.iter().map(|clause| inherited(letter, clause)));
    work.follow::<letter_clause::Entity>(inherited.collect()).await?;
    work.follow::<letter_party::Entity>(parties).await?;
    state.offered += offer(work, known, revision, &clauses).await?;
    Ok(())
}

/// A clause of a letter, word for word the template's.
fn inherited(letter: &mission_letter::Model, clause: &template_clause::Model) -> letter_clause::ActiveModel {
    letter_clause::ActiveModel {
        id: NotSet,
        academy_id: Set(letter.academy_id),
        establishment_id: Set(letter.establishment_id),
        letter_id: Set(letter.id),
        template_clause_id: Set(Some(clause.id)),
        code: Set(clause.code.clone()),
        position: Set(clause.position),
        origin: Set(ClauseOrigin::Inherited),
        title: Set(clause.title_fr.clone()),
        body: Set(clause.body.clone()),
        activity_id: Set(clause.activity_id),
        version: Set(1),
        created_at: Set(letter.created_at),
        updated_at: Set(letter.created_at),
        ..Default::default()
    }
}

/// The referents of the letters' establishments in the school year: they have accepted their mandates, and none is over.
async fn parties(work: &Work<'_>, template: &letter_template::Model, letters: &[mission_letter::Model]) -> Result<Vec<letter_party::ActiveModel>, Refusal> {
    use mandate::Column::{Decision, EndsOn, EstablishmentId, SchoolYear};
    let by_place: HashMap<Uuid, &mission_letter::Model> = letters.iter().map(|letter| (letter.establishment_id, letter)).collect();
    let places: Vec<Uuid> = by_place.keys().copied().collect();
    let live = work
        .among(EstablishmentId, &places)
        .add(SchoolYear.eq(template.school_year.as_str()))
        .add(Decision.eq(MandateDecision::Accepted))
        .add(EndsOn.gte(work.viewer.actor.today));
    let mut mandates = work.find::<mandate::Entity>(live).await?;
    mandates.sort_by_key(|row| row.id);
    let party = |row: mandate::Model| {
        let letter = by_place.get(&row.establishment_id)?;
        Some(letter_party::ActiveModel {
            id: NotSet,
            academy_id: Set(letter.academy_id),
            establishment_id: Set(letter.establishment_id),
            letter_id: Set(letter.id),
            mandate_id: Set(row.id),
            person_id: Set(row.person_id),
            stage: Set(PartyStage::Awaited),
            bound: Set(false),
            joined_on: Set(row.starts_on.max(letter.starts_on)),
            version: Set(1),
            created_at: Set(letter.created_at),
            updated_at: Set(letter.created_at),
            ..Default::default()
        })
    };
    Ok(mandates.into_iter().filter_map(party).collect())
}

/// Offers the newer words of a revision to letters that are still to be signed. Gives how many have something to answer.
async fn offer(work: &mut Work<'_>, letters: Vec<mission_letter::Model>, revision: i32, clauses: &[template_clause::Model]) -> Result<i64, Refusal> {
    let open = |stage| !matches!(stage, LetterStage::Signed | LetterStage::InForce | LetterStage::Closed | LetterStage::Void);
    let behind: Vec<mission_letter::Model> = letters.into_iter().filter(|letter| letter.revision < revision && open(letter.stage)).collect();
    if behind.is_empty() {
        return Ok(0);
    }
    let ids: Vec<Uuid> = behind.iter().map(|letter| letter.id).collect();
    let mut there: BTreeMap<Uuid, Vec<letter_clause::Model>> = BTreeMap::new();
    for row in work.find::<letter_clause::Entity>(work.among(letter_clause::Column::LetterId, &ids)).await? {
        there.entry(row.letter_id).or_default().push(row);
    }
    let (mut offered, mut changes, mut added) = (HashSet::new(), Vec::new(), Vec::new());
    for letter in &behind {
        let rows = there.get(&letter.id).map_or(&[][..], Vec::as_slice);
        for clause in clauses {
            match rows.iter().find(|row| row.code == clause.code) {
                Some(row) if row.template_clause_id == Some(clause.id) || row.offered_id == Some(clause.id) => {}
                Some(row) => {
                    offered.insert(letter.id);
                    changes.push(letter_clause::ActiveModel { id: Unchanged(row.id), offered_id: Set(Some(clause.id)), ..Default::default() });
                }
                None => {
                    // A clause that the letter never had: it stands as removed until the principal takes it.
                    offered.insert(letter.id);
                    let row = inherited(letter, clause);
                    added.push(letter_clause::ActiveModel { origin: Set(ClauseOrigin::Removed), offered_id: Set(Some(clause.id)), ..row });
                }
            }
        }
    }
    work.follow_changes::<super::types::LetterClause>(changes).await?;
    work.follow::<letter_clause::Entity>(added).await?;
    let told = behind.iter().map(|letter| {
        let change = mission_letter::ActiveModel { id: Unchanged(letter.id), revision: Set(revision), ..Default::default() };
        (letter.id.to_string(), change)
    });
    for (result, row) in work.save_all::<MissionLetter>(DISPATCH, told.collect()).await? {
        let row = row.ok_or_else(|| Refusal::internal(format!("a letter was refused: {result:?}")))?;
        work.announce(LETTER_REVISION_OFFERED.of::<MissionLetter>(&row));
    }
    Ok(offered.len() as i64)
}
