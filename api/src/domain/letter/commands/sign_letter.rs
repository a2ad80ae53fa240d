//! `signLetter`.

use std::collections::{BTreeSet, HashMap};

use async_graphql::InputObject;
use entity::letter::{
    letter_blank, letter_clause, letter_content,
    letter_party::{self, PartyStage},
    letter_signature::{self, SignatureMethod},
    letter_template::SignatureRule,
    mission_assignment,
    mission_letter::{self, LetterStage},
};
use kernel::{
    Uuid,
    command::Command,
    machine::state_name,
    refusal::{Fault, Refusal},
    resource::Id,
    scalars::Date,
    text::text,
    work::Work,
};
use sea_orm::{
    ActiveValue::{NotSet, Set, Unchanged},
    ColumnTrait, Condition,
};
use serde::Serialize;

use super::{blanks_of, letter_in, parties_of};
use crate::domain::letter::{
    content,
    events::{ACTIVITIES_ASSIGNED, LETTER_IN_FORCE, LETTER_SIGNATURE, LETTER_SIGNED, PARTY_BOUND},
    rules,
    sheet::{COME_INTO_FORCE, SIGN},
    states,
    types::{LetterParty, LetterSignature, MissionLetter},
};

/// A signature under a letter that all parties agree with: the principal's, or one's own as a party.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "SignLetterInput")]
pub struct SignLetter {
    /// The letter.
    pub id: Id<MissionLetter>,
    /// Its version as it was read.
    pub version: i64,
    /// How it is signed.
    pub method: SignatureMethod,
    /// The day on the paper, not in the future; only for `ON_PAPER`, today when left out.
    pub signed_on: Option<Date>,
    /// SHA-256 of the content that is signed, in hex, as `verifyMissionLetter` told it: refused when the letter says something else. Whatever it says when left out.
    pub content_hash: Option<String>,
}

impl Command for SignLetter {
    const NAME: &'static str = "signLetter";
    type Outcome = Id<MissionLetter>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let (at, today) = (work.viewer.actor.at, work.viewer.actor.today);
        let person = work.viewer.actor.person();
        let seen = work.seen(self.id, "id").await?;
        let parties = parties_of(work, seen.id).await?;
        let own =
            parties.iter().find(|party| Some(party.person_id) == person && rules::counts(party.stage) && (seen.stage != LetterStage::InForce || !party.bound));
        // A party signs for itself, anybody else as the principal.
        let letter = match own {
            Some(party) => {
                work.take::<LetterParty>(SIGN, party.id.into(), party.version).await?;
                let letter = letter_in(work, seen.id, SIGN).await?;
                if letter.version != self.version {
                    return Err(Refusal::Conflict { current: letter.version });
                }
                letter
            }
            None => work.take(SIGN, self.id, self.version).await?,
        };
        let stage = states::LETTER.after(letter.stage, SIGN)?;
        let person = person.ok_or(Refusal::NotFound { argument: "id" })?;
        let signed_on = match (self.method, self.signed_on) {
            (SignatureMethod::OnLine, Some(_)) => {
                let message = text("A signature on line has the day of today.", "Une signature en ligne est du jour.");
                return Err(Fault::invalid("signedOn", message).into());
            }
            (_, Some(day)) if day.0 > today => {
                return Err(Fault::invalid("signedOn", text("This day is still to come.", "Ce jour est à venir.")).into());
            }
            (_, day) => day.map_or(today, |day| day.0),
        };
        all_filled(work, &letter).await?;
        // Those who sign now: all who count, or those who join a letter in force.
        let joins = letter.stage == LetterStage::InForce;
        let signing: Vec<&letter_party::Model> =
            parties.iter().filter(|party| if joins { party.stage == PartyStage::Agreed && !party.bound } else { rules::counts(party.stage) }).collect();
        if joins && (signing.is_empty() || own.is_some_and(|own| own.stage != PartyStage::Agreed)) {
            let message = text(
                "Nobody who agreed joins this letter: there is nothing to sign.",
                "Personne ayant donné son accord ne rejoint cette lettre : il n'y a rien à signer.",
            );
            return Err(Fault::invalid("id", message).coded("NOTHING_TO_SIGN").into());
        }
        let joining: Vec<Uuid> = signing.iter().filter(|_| joins).map(|party| party.id).collect();
        let written = content::with(&*work, &letter, &joining).await?;
        let hash = content::hash(&written);
        if self.content_hash.as_ref().is_some_and(|expected| !expected.eq_ignore_ascii_case(&hash)) {
            let message = text("The letter says something else now.", "La lettre dit autre chose à présent.");
            return Err(Fault::invalid("contentHash", message)
                .coded("CONTENT_CHANGED")
                .hint(text("Read it again, then sign.", "Relisez-la, puis signez."))
                .into());
        }
        let on_hash = Condition::all().add(letter_signature::Column::LetterId.eq(letter.id)).add(letter_signature::Column::ContentHash.eq(hash.as_str()));
        let mut given = work.find::<letter_signature::Entity>(on_hash).await?;
        let party = own.map(|party| party.id);
        if given.iter().any(|signature| signature.party_id == party) {
            let message = text("This signature is given.", "Cette signature est donnée.");
            return Err(Fault::invalid("id", message).coded("ALREADY_SIGNED").into());
        }
        keep_content(work, &letter, &hash, written).await?;
        let on_behalf_of = work.on_behalf_of();
        let seal = work.viewer.store.seal.over(content::sealed_words(&hash, letter.id, person, &state_name(self.method), at, signed_on).as_bytes());
        let row = letter_signature::ActiveModel {
            academy_id: Set(letter.academy_id),
            establishment_id: Set(letter.establishment_id),
            letter_id: Set(letter.id),
            party_id: Set(party),
            person_id: Set(person),
            on_behalf_of: Set(on_behalf_of),
            method: Set(self.method),
            signed_at: Set(at),
            signed_on: Set(signed_on),
            content_hash: Set(hash),
            seal: Set(seal),
            ..Default::default()
        };
        let signature = work.create::<LetterSignature>(SIGN, row).await?;
        work.announce(LETTER_SIGNATURE.of::<LetterSignature>(&signature));
        given.push(signature);
        let everybody = given.iter().any(|signature| signature.party_id.is_none())
            && (letter.signature_rule == SignatureRule::PrincipalOnly
                || signing.iter().all(|party| given.iter().any(|signature| signature.party_id == Some(party.id))));
        if !everybody {
            return Ok(letter.id.into());
        }
        bind(work, &signing, &given).await?;
        if joins {
            share_out(work, &letter, &joining).await?;
            return Ok(letter.id.into());
        }
        let begun = letter.starts_on <= today;
        let stage = if begun { states::LETTER.after(stage, COME_INTO_FORCE)? } else { stage };
        let change = mission_letter::ActiveModel { id: Unchanged(letter.id), stage: Set(stage), signed_at: Set(Some(at)), ..Default::default() };
        let row = work.save::<MissionLetter>(change).await?;
        work.announce(LETTER_SIGNED.of::<MissionLetter>(&row));
        if begun {
            work.announce(LETTER_IN_FORCE.of::<MissionLetter>(&row));
        }
        Ok(row.id.into())
    }
}

/// Binds parties by what was signed. By the rule of the letter some do not sign themselves: they agreed.
async fn bind(work: &mut Work<'_>, signing: &[&letter_party::Model], given: &[letter_signature::Model]) -> Result<(), Refusal> {
    let at = work.viewer.actor.at;
    let changes = signing.iter().map(|party| {
        let signed = given.iter().any(|signature| signature.party_id == Some(party.id));
        let (stage, answered_at) = if signed { (PartyStage::Signed, Some(at)) } else { (party.stage, party.answered_at) };
        letter_party::ActiveModel { id: Unchanged(party.id), stage: Set(stage), answered_at: Set(answered_at), bound: Set(true), ..Default::default() }
    });
    work.follow_changes::<LetterParty>(changes.collect()).await
}

/// What those who joined do is no longer for another year.
async fn share_out(work: &mut Work<'_>, letter: &mission_letter::Model, joined: &[Uuid]) -> Result<(), Refusal> {
    use mission_assignment::Column::LetterId;
    let rows = work.find::<mission_assignment::Entity>(Condition::all().add(LetterId.eq(letter.id))).await?;
    let done: BTreeSet<Uuid> = rows.iter().filter(|row| row.party_id.is_some_and(|party| joined.contains(&party))).map(|row| row.activity_id).collect();
    let kept = rows.into_iter().filter(|row| row.party_id.is_some() || !done.contains(&row.activity_id));
    let wanted = kept.map(|row| mission_assignment::ActiveModel { id: NotSet, ..row.into() }).collect();
    for row in work.replace_all::<MissionLetter, mission_assignment::Entity>("assignments", LetterId, vec![(letter.id, wanted)]).await? {
        work.announce(ACTIVITIES_ASSIGNED.of::<MissionLetter>(&row));
    }
    let parties = parties_of(work, letter.id).await?;
    for party in parties.iter().filter(|party| joined.contains(&party.id)) {
        work.touched::<LetterParty>(party).await?;
        work.announce(PARTY_BOUND.of::<LetterParty>(party));
    }
    Ok(())
}

async fn all_filled(work: &Work<'_>, letter: &mission_letter::Model) -> Result<(), Refusal> {
    let kinds: HashMap<String, _> = blanks_of(work, letter.template_id).await?.into_iter().map(|blank| (blank.name, blank.kind)).collect();
    let filled = work.find::<letter_blank::Entity>(Condition::all().add(letter_blank::Column::LetterId.eq(letter.id))).await?;
    let filled: BTreeSet<String> = filled.into_iter().map(|blank| blank.name).collect();
    let mut clauses = work.find::<letter_clause::Entity>(Condition::all().add(letter_clause::Column::LetterId.eq(letter.id))).await?;
    clauses.sort_by_key(|clause| clause.position);
    Ok(rules::all_filled(&clauses, &kinds, &filled)?)
}

/// Keeps a content word for word, once.
async fn keep_content(work: &mut Work<'_>, letter: &mission_letter::Model, hash: &str, content: String) -> Result<(), Refusal> {
    let same = Condition::all().add(letter_content::Column::LetterId.eq(letter.id)).add(letter_content::Column::Hash.eq(hash));
    if !work.find::<letter_content::Entity>(same).await?.is_empty() {
        return Ok(());
    }
    let row = letter_content::ActiveModel {
        id: NotSet,
        academy_id: Set(letter.academy_id),
        establishment_id: Set(letter.establishment_id),
        letter_id: Set(letter.id),
        hash: Set(hash.to_owned()),
        content: Set(content),
        made_at: Set(work.viewer.actor.at),
    };
    work.follow::<letter_content::Entity>(vec![row]).await
}
