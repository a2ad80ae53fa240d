//! Who is told what happens to a letter: the establishment first, then the parties. The academy follows by figures.

use std::collections::HashMap;

use entity::{
    letter::{letter_amendment, letter_comment, letter_party, letter_signature, mission_letter},
    people::appointment,
};
use kernel::{Uuid, refusal::Refusal, resource::Table, tables::event, work::Work};

use super::{
    events::{
        AMENDMENT_ANSWERED, AMENDMENT_ASKED, COMMENTED, LETTER_AGREED, LETTER_PROPOSED, LETTER_REVISED, LETTER_REVISION_OFFERED, LETTER_SENT, LETTER_SIGNATURE,
        LETTER_SIGNED, LETTER_UNSIGNED_D30, LETTER_UNSIGNED_D45, LETTER_VOID, PARTY_AGREED, PARTY_ASKED_AGAIN, PARTY_BOUND, PARTY_DECLINED, PARTY_JOINED,
        PARTY_LEFT,
    },
    rules,
};
use crate::{delivery::notices::Rule, domain::people::lookups::principals};

/// Whom each event concerns.
pub const LETTERS: Rule = Rule {
    kinds: &[
        LETTER_SENT.0,
        LETTER_REVISION_OFFERED.0,
        LETTER_PROPOSED.0,
        LETTER_AGREED.0,
        LETTER_REVISED.0,
        LETTER_SIGNATURE.0,
        LETTER_SIGNED.0,
        LETTER_UNSIGNED_D30.0,
        LETTER_UNSIGNED_D45.0,
        LETTER_VOID.0,
        COMMENTED.0,
        AMENDMENT_ASKED.0,
        AMENDMENT_ANSWERED.0,
        PARTY_AGREED.0,
        PARTY_DECLINED.0,
        PARTY_JOINED.0,
        PARTY_BOUND.0,
        PARTY_LEFT.0,
        PARTY_ASKED_AGAIN.0,
    ],
    told: |work, events| Box::pin(told(work, events)),
};

/// The letters of events, by the object that each event is about.
async fn letters_of<E: Table>(work: &Work<'_>, events: &[&event::Model], kind: &str, letter: E::Column, id: E::Column) -> Result<HashMap<Uuid, Uuid>, Refusal> {
    let ids: Vec<Uuid> = events.iter().filter(|event| event.object_type == kind).map(|event| event.object_id).collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let uuid = |row: &E::Model, column| kernel::resource::uuid(row, column);
    let rows = work.find::<E>(work.among(id, &ids)).await?;
    Ok(rows.iter().filter_map(|row| Some((uuid(row, id)?, uuid(row, letter)?))).collect())
}

async fn told(work: &Work<'_>, events: &[&event::Model]) -> Result<Vec<(Uuid, i64)>, Refusal> {
    let mut letters = letters_of::<mission_letter::Entity>(work, events, "MissionLetter", mission_letter::Column::Id, mission_letter::Column::Id).await?;
    letters.extend(letters_of::<letter_party::Entity>(work, events, "LetterParty", letter_party::Column::LetterId, letter_party::Column::Id).await?);
    letters.extend(letters_of::<letter_comment::Entity>(work, events, "LetterComment", letter_comment::Column::LetterId, letter_comment::Column::Id).await?);
    letters.extend(
        letters_of::<letter_amendment::Entity>(work, events, "LetterAmendment", letter_amendment::Column::LetterId, letter_amendment::Column::Id).await?,
    );
    letters.extend(
        letters_of::<letter_signature::Entity>(work, events, "LetterSignature", letter_signature::Column::LetterId, letter_signature::Column::Id).await?,
    );
    let mut ids: Vec<Uuid> = letters.values().copied().collect();
    ids.sort_unstable();
    ids.dedup();
    let rows = work.find::<mission_letter::Entity>(work.among(mission_letter::Column::Id, &ids)).await?;
    let places: HashMap<Uuid, Uuid> = rows.into_iter().map(|letter| (letter.id, letter.establishment_id)).collect();
    let principals: Vec<appointment::Model> = principals(work, &places.values().copied().collect::<Vec<_>>()).await?;
    let mut parties: HashMap<Uuid, Vec<letter_party::Model>> = HashMap::new();
    for party in work.find::<letter_party::Entity>(work.among(letter_party::Column::LetterId, &ids)).await? {
        parties.entry(party.letter_id).or_default().push(party);
    }
    let mut told = Vec::new();
    for event in events {
        let Some(letter) = letters.get(&event.object_id) else { continue };
        // The last signature is told as the letter that is signed with it.
        let is_last = |other: &&event::Model| other.kind == LETTER_SIGNED.0 && other.audit_id == event.audit_id;
        if event.kind == LETTER_SIGNATURE.0 && events.iter().any(is_last) {
            continue;
        }
        let to = concerns(&event.kind);
        if to.principal {
            let here = principals.iter().filter(|principal| places.get(letter) == Some(&principal.establishment_id));
            told.extend(here.map(|principal| (principal.person_id, event.seq)));
        }
        let of_letter = parties.get(letter).into_iter().flatten().filter(|party| rules::counts(party.stage));
        let them = of_letter.filter(|party| to.parties || (to.party && party.id == event.object_id));
        told.extend(them.map(|party| (party.person_id, event.seq)));
    }
    Ok(told)
}

/// Whom an event concerns.
#[derive(Default)]
struct To {
    principal: bool,
    /// Every party.
    parties: bool,
    /// The party that the event is about.
    party: bool,
}

fn concerns(kind: &str) -> To {
    match kind {
        kind if [LETTER_SENT.0, LETTER_REVISION_OFFERED.0, COMMENTED.0, LETTER_AGREED.0, LETTER_VOID.0].contains(&kind) => {
            To { principal: true, parties: true, ..To::default() }
        }
        kind if kind == LETTER_REVISED.0 => To { parties: true, ..To::default() },
        kind if [LETTER_SIGNATURE.0, LETTER_SIGNED.0].contains(&kind) => To { principal: true, parties: true, ..To::default() },
        kind if [AMENDMENT_ASKED.0, PARTY_AGREED.0, PARTY_DECLINED.0, PARTY_BOUND.0, PARTY_LEFT.0, LETTER_UNSIGNED_D30.0, LETTER_UNSIGNED_D45.0]
            .contains(&kind) =>
        {
            To { principal: true, ..To::default() }
        }
        kind if [LETTER_PROPOSED.0, AMENDMENT_ANSWERED.0].contains(&kind) => To { parties: true, ..To::default() },
        _ => To { party: true, ..To::default() },
    }
}
