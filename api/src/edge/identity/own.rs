//! Our own issuer: an Ed25519 key made at the first start and kept beside the database. Tokens follow RFC 9068
//! (`typ: at+jwt`); nothing of them is believed but who they name.

use std::{
    collections::HashMap,
    fs,
    io::Write,
    os::unix::fs::OpenOptionsExt,
    path::Path,
    sync::{Mutex, PoisonError},
};

use aws_lc_rs::{
    digest, hmac,
    signature::{Ed25519KeyPair, KeyPair},
};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use kernel::{
    Uuid,
    actor::{Scope, Scopes},
    refusal::Refusal,
};
use serde::{Deserialize, Serialize};

use super::{LEEWAY, LONGEST};

const ISSUER: &str = "rupn";
const AUDIENCE: &str = "rupn";
const TYPE: &str = "at+jwt";
/// Seconds that a token is good at most: a leap year.
const LIFE: i64 = 366 * 24 * 3600;
/// Most checked tokens remembered.
const REMEMBERED: usize = 10_000;

#[derive(Debug, Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: Uuid,
    iat: i64,
    exp: i64,
    /// What the token was given, of a service account's scopes; a person's token has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    scope: Option<String>,
}

/// Whom a token names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named {
    /// A person of the directory.
    Person(Uuid),
    /// A service account, with scopes.
    Service(Uuid, Scopes),
}

/// Our own issuer: signs tokens and checks them.
pub struct Issuer {
    key_id: String,
    sign: EncodingKey,
    check: DecodingKey,
    secret: Vec<u8>,
    checked: Mutex<HashMap<Vec<u8>, Claims>>,
}

impl Issuer {
    /// The issuer whose key lies in a folder; makes the key at the first start, readable by its owner alone.
    pub fn open(folder: &Path) -> Result<Self, Refusal> {
        fs::create_dir_all(folder).map_err(Refusal::internal)?;
        let file = folder.join("issuer.key");
        if !file.exists() {
            let key = Ed25519KeyPair::generate().and_then(|pair| pair.to_pkcs8v1()).map_err(|_| Refusal::internal("no key could be made"))?;
            let mut made = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&file).map_err(Refusal::internal)?;
            made.write_all(key.as_ref()).and_then(|()| made.sync_all()).map_err(Refusal::internal)?;
        }
        Self::of(&fs::read(&file).map_err(Refusal::internal)?)
    }

    fn of(pkcs8: &[u8]) -> Result<Self, Refusal> {
        let pair = Ed25519KeyPair::from_pkcs8(pkcs8).map_err(|error| Refusal::internal(error.to_string()))?;
        let public = pair.public_key().as_ref();
        let key_id = hex::encode(&digest::digest(&digest::SHA256, public).as_ref()[..8]);
        let secret = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, pkcs8), b"cursors");
        Ok(Self {
            key_id,
            sign: EncodingKey::from_ed_der(pkcs8),
            check: DecodingKey::from_ed_der(public),
            secret: secret.as_ref().to_vec(),
            checked: Mutex::default(),
        })
    }

    /// The server's secret, the same on every node that has the key: cursors are not forged without it, nor what is sealed opened.
    pub fn secret(&self) -> &[u8] {
        &self.secret
    }

    /// A token for a person, good for some hours from `now` (seconds since 1970).
    pub fn token(&self, person: Uuid, now: i64, hours: i64) -> Result<String, Refusal> {
        self.signed(person, now, hours * 3600, None)
    }

    /// A token for a service account, good for some seconds from `now`.
    pub fn service_token(&self, account: Uuid, scopes: Scopes, now: i64, seconds: i64) -> Result<String, Refusal> {
        self.signed(account, now, seconds, Some(written(scopes)))
    }

    fn signed(&self, subject: Uuid, now: i64, seconds: i64, scope: Option<String>) -> Result<String, Refusal> {
        let header = Header { typ: Some(TYPE.into()), kid: Some(self.key_id.clone()), ..Header::new(Algorithm::EdDSA) };
        let claims = Claims { iss: ISSUER.into(), aud: AUDIENCE.into(), sub: subject, iat: now, exp: now + seconds, scope };
        jsonwebtoken::encode(&header, &claims, &self.sign).map_err(Refusal::internal)
    }

    /// Whom a token names, when it is ours and good at `now`.
    pub fn named(&self, token: &str, now: i64) -> Result<Named, Refusal> {
        if token.len() > LONGEST {
            return Err(Refusal::Unauthenticated);
        }
        let key = digest::digest(&digest::SHA256, token.as_bytes()).as_ref().to_vec();
        let mut checked = self.checked.lock().unwrap_or_else(PoisonError::into_inner);
        if !checked.contains_key(&key) {
            let claims = self.verify(token).ok_or(Refusal::Unauthenticated)?;
            if checked.len() >= REMEMBERED {
                checked.clear();
            }
            checked.insert(key.clone(), claims);
        }
        let claims = checked.get(&key).ok_or(Refusal::Unauthenticated)?;
        let in_time = claims.iat <= now + LEEWAY && now < claims.exp.saturating_add(LEEWAY) && claims.exp.saturating_sub(claims.iat) <= LIFE;
        if !in_time {
            return Err(Refusal::Unauthenticated);
        }
        Ok(match &claims.scope {
            Some(scope) => Named::Service(claims.sub, scope.split(' ').filter_map(Scope::read).collect()),
            None => Named::Person(claims.sub),
        })
    }

    fn verify(&self, token: &str) -> Option<Claims> {
        let header = jsonwebtoken::decode_header(token).ok()?;
        // What `crit` names must be understood (RFC 7515, 4.1.11): nothing is.
        if header.typ.as_deref() != Some(TYPE) || header.kid.as_deref() != Some(&self.key_id) || header.crit.is_some() {
            return None;
        }
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.set_issuer(&[ISSUER]);
        validation.set_audience(&[AUDIENCE]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        // Time is told by our own clock, in `person`.
        validation.validate_exp = false;
        jsonwebtoken::decode::<Claims>(token, &self.check, &validation).ok().map(|token| token.claims)
    }
}

/// Scopes as OAuth writes them: separated by spaces.
pub fn written(scopes: Scopes) -> String {
    scopes.list().into_iter().map(Scope::written).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_tokens_in_their_time_name_a_person() {
        let folder = std::env::temp_dir().join(format!("rupn-issuer-{}", std::process::id()));
        let (issuer, person) = (Issuer::open(&folder).expect("an issuer"), Uuid::from_u128(7));
        let token = issuer.token(person, 1_000_000, 1).expect("a token");
        assert_eq!(issuer.named(&token, 1_000_000).ok(), Some(Named::Person(person)));
        assert_eq!(Issuer::open(&folder).expect("the same key").named(&token, 1_003_600).ok(), Some(Named::Person(person)));
        assert!(issuer.named(&token, 1_003_661).is_err(), "over");
        assert!(issuer.named(&token, 999_000).is_err(), "not yet");
        assert!(issuer.named(&format!("{token}A"), 1_000_000).is_err(), "changed");
        let scopes: Scopes = [Scope::DirectoryRead, Scope::MandateWrite].into_iter().collect();
        let short = issuer.service_token(person, scopes, 1_000_000, 900).expect("a token");
        assert_eq!(issuer.named(&short, 1_000_900).ok(), Some(Named::Service(person, scopes)));
        assert!(issuer.named(&short, 1_000_961).is_err(), "over");
        let other = Ed25519KeyPair::generate().and_then(|pair| pair.to_pkcs8v1()).expect("a key");
        let foreign = Issuer::of(other.as_ref()).and_then(|other| other.token(person, 1_000_000, 1)).expect("a foreign token");
        assert!(issuer.named(&foreign, 1_000_000).is_err(), "foreign");
        let sign = |typ: &str, iss: &str, aud: &str| {
            let header = Header { typ: Some(typ.into()), kid: Some(issuer.key_id.clone()), ..Header::new(Algorithm::EdDSA) };
            let claims = Claims { iss: iss.into(), aud: aud.into(), sub: person, iat: 1_000_000, exp: 1_003_600, scope: None };
            jsonwebtoken::encode(&header, &claims, &issuer.sign).expect("a token")
        };
        assert!(issuer.named(&sign(TYPE, ISSUER, AUDIENCE), 1_000_000).is_ok());
        for (typ, iss, aud) in [("JWT", ISSUER, AUDIENCE), ("logout+jwt", ISSUER, AUDIENCE), (TYPE, "other", AUDIENCE), (TYPE, ISSUER, "other")] {
            assert!(issuer.named(&sign(typ, iss, aud), 1_000_000).is_err(), "{typ} {iss} {aud}");
        }
        let mode = std::os::unix::fs::PermissionsExt::mode(&fs::metadata(folder.join("issuer.key")).expect("the key").permissions());
        assert_eq!(mode & 0o777, 0o600, "only its owner reads the key");
        fs::remove_dir_all(folder).expect("the folder of this test");
    }
}
