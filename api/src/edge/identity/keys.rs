//! The keys of an issuer: fetched when they are wanted, kept, and fetched again with restraint.
//!
//! Keys are looked at again after ten minutes, beside the requests, and outlive an outage by a day. A key that is not
//! known is looked for at once, but not twice in half a minute, whatever tokens name: nobody makes us flood an issuer,
//! nor wait where a known key would do. Caches count by a clock that nobody sets.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use jsonwebtoken::{
    Algorithm, DecodingKey, Validation,
    jwk::{AlgorithmParameters, EllipticCurve, Jwk, KeyAlgorithm, KeyOperations, PublicKeyUse},
};
use serde_json::Value as Json;
use tokio_util::task::TaskTracker;

use super::{issuers::Claims, server::Server};

/// How long keys are not looked at again.
const FRESH: Duration = Duration::from_secs(600);
/// How long keys are used while their issuer does not answer.
const KEPT: Duration = Duration::from_secs(24 * 3600);
/// How long nothing is fetched for the same reason.
const PAUSE: Duration = Duration::from_secs(30);

/// The keys of an issuer.
pub struct Keys {
    server: Arc<Server>,
    known: Mutex<Known>,
    /// Held while somebody fetches.
    fetching: tokio::sync::Mutex<()>,
    /// Fetches go on when whoever wanted them has gone.
    tasks: TaskTracker,
}

/// What is known of the keys.
#[derive(Default)]
struct Known {
    keys: Vec<Jwk>,
    fetched: Option<Instant>,
    /// When the keys were last asked for.
    asked: Option<Instant>,
    /// When they were last asked for because of a key that was not known.
    sought: Option<Instant>,
}

impl Known {
    /// A key by its name, as long as the keys may be used.
    fn key(&self, id: &str, algorithm: Algorithm, now: Instant) -> Option<DecodingKey> {
        self.fetched.filter(|fetched| now.duration_since(*fetched) < KEPT)?;
        let named = self.keys.iter().filter(|key| key.common.key_id.as_deref() == Some(id));
        named.filter(|key| fits(key, algorithm)).find_map(|key| DecodingKey::from_jwk(key).ok())
    }

    /// Whether the keys are due to be looked at again; then this is noted as done.
    fn is_due(&mut self, now: Instant) -> bool {
        let due = is_over(self.fetched, FRESH, now) && is_over(self.asked, PAUSE, now);
        if due {
            self.asked = Some(now);
        }
        due
    }

    /// Whether a key that is not known may be looked for; then this is noted as done.
    fn may_seek(&mut self, now: Instant) -> bool {
        let may = is_over(self.sought, PAUSE, now);
        if may {
            (self.asked, self.sought) = (Some(now), Some(now));
        }
        may
    }

    fn learn(&mut self, keys: Vec<Json>, now: Instant) {
        // A key that cannot be read is not ours to use; its neighbours are.
        self.keys = keys.into_iter().filter_map(|key| serde_json::from_value(key).ok()).collect();
        self.fetched = Some(now);
    }
}

impl Keys {
    /// The keys of a server, none of them fetched yet.
    pub fn of(server: Arc<Server>) -> Arc<Self> {
        Arc::new(Self { server, known: Mutex::default(), fetching: tokio::sync::Mutex::default(), tasks: TaskTracker::new() })
    }

    /// The claims of a JWT that one of the keys signed, by an algorithm that is taken, with this type.
    pub async fn verified(self: &Arc<Self>, jwt: &str, token_type: &str, algorithms: &[Algorithm]) -> Option<Claims> {
        let header = jsonwebtoken::decode_header(jwt).ok()?;
        if header.crit.is_some() || !header.typ.is_some_and(|typ| is_type(&typ, token_type)) || !algorithms.contains(&header.alg) {
            return None;
        }
        let key = self.key(&header.kid?, header.alg).await?;
        let mut validation = Validation::new(header.alg);
        // What the claims say is looked at by whoever asked, by our own clock.
        (validation.validate_exp, validation.validate_aud) = (false, false);
        validation.required_spec_claims.clear();
        jsonwebtoken::decode(jwt, &key, &validation).ok().map(|token| token.claims)
    }

    /// Looks at the keys when they are due.
    pub async fn refresh(&self) {
        // Whoever fetches now does it for all.
        let Ok(_fetching) = self.fetching.try_lock() else { return };
        if self.known().is_due(Instant::now()) {
            self.fetch().await;
        }
    }

    async fn key(self: &Arc<Self>, id: &str, algorithm: Algorithm) -> Option<DecodingKey> {
        let (this, id) = (Arc::clone(self), id.to_owned());
        let now = Instant::now();
        let (key, is_fresh) = {
            let known = self.known();
            (known.key(&id, algorithm, now), !is_over(known.fetched, FRESH, now))
        };
        match key {
            Some(key) if is_fresh => Some(key),
            Some(key) => {
                self.tasks.spawn(async move { this.refresh().await });
                Some(key)
            }
            None => self.tasks.spawn(async move { this.sought(&id, algorithm).await }).await.ok()?,
        }
    }

    /// A key that was not known a moment ago.
    async fn sought(&self, id: &str, algorithm: Algorithm) -> Option<DecodingKey> {
        let _fetching = self.fetching.lock().await;
        let now = Instant::now();
        let found = self.known().key(id, algorithm, now);
        if found.is_some() || !(self.known().is_due(now) || self.known().may_seek(now)) {
            return found;
        }
        self.fetch().await;
        self.known().key(id, algorithm, Instant::now())
    }

    async fn fetch(&self) {
        if let Some(keys) = self.server.heard(self.server.keys().await) {
            self.known().learn(keys, Instant::now());
        }
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn is_over(since: Option<Instant>, span: Duration, now: Instant) -> bool {
    since.is_none_or(|since| now.duration_since(since) >= span)
}

/// Whether a type in a header is this one; `application/` may be left out (RFC 7515, section 4.1.9).
fn is_type(typ: &str, wanted: &str) -> bool {
    let short = |typ: &str| typ.to_ascii_lowercase().trim_start_matches("application/").to_owned();
    short(typ) == short(wanted)
}

/// Whether a key is for checking signatures of an algorithm.
fn fits(key: &Jwk, algorithm: Algorithm) -> bool {
    let of_kind = match (&key.algorithm, algorithm) {
        (AlgorithmParameters::RSA(_), Algorithm::RS256 | Algorithm::RS384 | Algorithm::RS512 | Algorithm::PS256 | Algorithm::PS384 | Algorithm::PS512) => true,
        (AlgorithmParameters::EllipticCurve(key), Algorithm::ES256) => key.curve == EllipticCurve::P256,
        (AlgorithmParameters::EllipticCurve(key), Algorithm::ES384) => key.curve == EllipticCurve::P384,
        (AlgorithmParameters::OctetKeyPair(key), Algorithm::EdDSA) => key.curve == EllipticCurve::Ed25519,
        _ => false,
    };
    let common = &key.common;
    of_kind
        && common.key_algorithm.is_none_or(|named| named == KeyAlgorithm::from(algorithm))
        && common.public_key_use.as_ref().is_none_or(|named| *named == PublicKeyUse::Signature)
        && common.key_operations.as_ref().is_none_or(|named| named.contains(&KeyOperations::Verify))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::edge::egress::Egress;

    const X: &str = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";

    fn known(keys: Vec<Json>, now: Instant) -> Known {
        let mut known = Known::default();
        known.learn(keys, now);
        known
    }

    fn ed25519(id: &str, more: &Json) -> Json {
        let mut key = json!({ "kty": "OKP", "crv": "Ed25519", "x": X, "kid": id });
        key.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        key
    }

    #[test]
    fn a_key_is_used_for_what_it_is_made() {
        let now = Instant::now();
        let keys = vec![
            ed25519("plain", &json!({})),
            ed25519("whole", &json!({ "alg": "EdDSA", "use": "sig", "key_ops": ["verify"] })),
            ed25519("enc", &json!({ "use": "enc" })),
            ed25519("other", &json!({ "alg": "ES256" })),
            ed25519("signs", &json!({ "key_ops": ["sign"] })),
            ed25519("unreadable", &json!({ "use": 5 })),
            json!({ "kty": "oct", "k": X, "kid": "oct" }),
            json!({ "kty": "OKP", "crv": "X25519", "x": X, "kid": "x25519" }),
            json!({ "kty": "EC", "crv": "P-384", "x": X, "y": X, "kid": "p384" }),
            json!({ "kty": "RSA", "n": X, "e": "AQAB", "kid": "rsa" }),
            json!(17),
        ];
        let known = known(keys, now);
        let fit = |id: &str, algorithm| known.key(id, algorithm, now).is_some();
        assert!(fit("plain", Algorithm::EdDSA) && fit("whole", Algorithm::EdDSA));
        assert!(fit("p384", Algorithm::ES384) && fit("rsa", Algorithm::RS256) && fit("rsa", Algorithm::PS512));
        for (id, algorithm) in [
            ("enc", Algorithm::EdDSA),
            ("other", Algorithm::EdDSA),
            ("signs", Algorithm::EdDSA),
            ("unreadable", Algorithm::EdDSA),
            ("x25519", Algorithm::EdDSA),
            ("plain", Algorithm::ES256),
            ("p384", Algorithm::ES256),
            ("rsa", Algorithm::EdDSA),
            ("oct", Algorithm::HS256),
            ("plain", Algorithm::HS256),
            ("nobody", Algorithm::EdDSA),
        ] {
            assert!(!fit(id, algorithm), "{id} {algorithm:?}");
        }
    }

    #[test]
    fn keys_outlive_an_outage_by_a_day() {
        let start = Instant::now();
        let mut known = known(vec![ed25519("a", &json!({}))], start);
        let mut after = |seconds: u64| {
            let now = start + Duration::from_secs(seconds);
            (known.key("a", Algorithm::EdDSA, now).is_some(), known.is_due(now))
        };
        assert_eq!(after(599), (true, false), "fresh");
        assert_eq!(after(600), (true, true), "looked at again, and used meanwhile");
        assert_eq!(after(629), (true, false), "in vain, and not twice in half a minute");
        assert_eq!(after(630), (true, true));
        assert_eq!(after(24 * 3600 - 1), (true, true));
        assert_eq!(after(24 * 3600), (false, false), "a day is the end");
    }

    #[test]
    fn a_key_that_is_not_known_is_sought_once_in_half_a_minute() {
        let start = Instant::now();
        let mut known = known(Vec::new(), start);
        let sought = (0..=60).filter(|second| known.may_seek(start + Duration::from_secs(*second))).collect::<Vec<_>>();
        assert_eq!(sought, [0, 30, 60]);
    }

    #[tokio::test]
    async fn keys_are_looked_at_again_beside_the_requests() {
        // Takes connections and never answers.
        let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let name = format!("http://{}", silent.local_addr().expect("an address"));
        let keys = Keys::of(Arc::new(Server::of(&name, Egress::new().expect("a client")).expect("a server")));
        let start = Instant::now();
        keys.known().learn(vec![ed25519("a", &json!({}))], start.checked_sub(FRESH).expect("ten minutes ago"));

        let found = keys.key("a", Algorithm::EdDSA).await;

        assert!(found.is_some() && start.elapsed() < Duration::from_secs(4), "{:?}", start.elapsed());
        silent.accept().await.expect("somebody asks meanwhile");
    }

    #[test]
    fn a_type_is_one_whatever_its_case_and_prefix() {
        assert!(is_type("at+jwt", "at+jwt") && is_type("AT+JWT", "at+jwt") && is_type("application/at+jwt", "at+jwt"));
        assert!(!is_type("JWT", "at+jwt") && !is_type("logout+jwt", "at+jwt") && !is_type("", "at+jwt"));
    }
}
