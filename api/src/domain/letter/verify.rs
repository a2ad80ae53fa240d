//! What a letter's signatures are worth: what was signed, by whom, and whether all of it is still so.

use async_graphql::{ID, SimpleObject};
use chrono::{DateTime, Utc};
use entity::letter::{
    letter_content,
    letter_signature::{self, SignatureMethod},
    mission_letter,
};
use kernel::{machine::state_name, refusal::Refusal, resource::Id, seal::is_sealed, store::Store};
use sea_orm::{ColumnTrait, Condition};

use super::{content, states::SIGNED};
use crate::domain::people::Person;

/// What the signatures under a letter are worth.
#[derive(SimpleObject)]
pub struct LetterVerification {
    /// SHA-256 of the letter's canonical content as it is now, in hex.
    pub content_hash: String,
    /// The canonical content as it is now: JSON, as the page on letters defines it.
    pub content: String,
    /// Whether the SHA-256 that was asked about is that of a content that was signed, word for word; null when none was asked about.
    pub was_signed: Option<bool>,
    /// Whether everything holds: contents and their hashes, seals, and that a signed letter still says what was signed.
    pub holds: bool,
    /// What does not hold, in English; empty when everything does.
    pub problems: Vec<String>,
    /// Public key of the server's seal: Ed25519, in base64url.
    pub seal_key: String,
    /// The signatures, in their order.
    pub signatures: Vec<VerifiedSignature>,
    /// The contents that were signed, word for word: what `rupn verify` checks without a server.
    pub contents: Vec<SignedContent>,
}

/// A content that was signed.
#[derive(SimpleObject)]
pub struct SignedContent {
    /// SHA-256, in hex.
    pub hash: String,
    /// The content: JSON, as the page on letters defines it.
    pub content: String,
    /// Instant it was first signed, UTC.
    pub made_at: DateTime<Utc>,
}

/// A signature and whether it holds.
#[derive(SimpleObject)]
pub struct VerifiedSignature {
    /// Id of the person who signed.
    pub person: ID,
    /// How.
    pub method: SignatureMethod,
    /// Instant it was given, UTC.
    pub signed_at: DateTime<Utc>,
    /// SHA-256 of the content that was signed, in hex.
    pub content_hash: String,
    /// The words that the server sealed.
    pub sealed: String,
    /// The seal, in base64url.
    pub seal: String,
    /// Whether the seal is the server's over these words, and the content is there word for word.
    pub holds: bool,
    /// Whether it stands under what the letter says now.
    pub is_current: bool,
}

/// Looks at everything that was signed of a letter.
pub async fn verified(store: &Store, letter: &mission_letter::Model, asked: Option<&str>) -> Result<LetterVerification, Refusal> {
    let now = content::of(store, letter).await?;
    let content_hash = content::hash(&now);
    let mut contents = store.rows::<letter_content::Entity>(Condition::all().add(letter_content::Column::LetterId.eq(letter.id))).await?;
    contents.sort_by_key(|kept| kept.id);
    let mut signatures = store.rows::<letter_signature::Entity>(Condition::all().add(letter_signature::Column::LetterId.eq(letter.id))).await?;
    signatures.sort_by_key(|signature| signature.id);
    let mut problems = Vec::new();
    for kept in contents.iter().filter(|kept| content::hash(&kept.content) != kept.hash) {
        problems.push(format!("the content that was signed as {} is not word for word what it was", kept.hash));
    }
    let seal_key = store.seal.public_key();
    let mut checked = Vec::with_capacity(signatures.len());
    for row in signatures {
        let sealed = content::sealed_words(&row.content_hash, row.letter_id, row.person_id, &state_name(row.method), row.signed_at, row.signed_on);
        let is_there = contents.iter().any(|kept| kept.hash == row.content_hash && content::hash(&kept.content) == kept.hash);
        let fits = is_sealed(&seal_key, sealed.as_bytes(), &row.seal);
        let person = Id::<Person>::from(row.person_id);
        if !fits {
            problems.push(format!("the seal of the signature of {person} does not fit"));
        }
        if !is_there {
            problems.push(format!("the content that {person} signed is not there word for word"));
        }
        checked.push(VerifiedSignature {
            person: person.into(),
            method: row.method,
            signed_at: row.signed_at,
            is_current: row.content_hash == content_hash,
            content_hash: row.content_hash,
            sealed,
            seal: row.seal,
            holds: fits && is_there,
        });
    }
    if SIGNED.contains(&letter.stage) && !checked.iter().any(|signature| signature.is_current) {
        problems.push("the letter does not say any more what was signed".to_owned());
    }
    let was_signed = asked.map(|hash| contents.iter().any(|kept| kept.hash.eq_ignore_ascii_case(hash) && content::hash(&kept.content) == kept.hash));
    let contents = contents.into_iter().map(|kept| SignedContent { hash: kept.hash, content: kept.content, made_at: kept.made_at }).collect();
    Ok(LetterVerification { content_hash, content: now, was_signed, holds: problems.is_empty(), problems, seal_key, signatures: checked, contents })
}
