//! Tokens that their issuer is asked about: RFC 7662, and signed answers by RFC 9701.
//!
//! An answer is remembered for half a minute, and a good one never beyond its token's end. Of many requests with one
//! token one asks; of many tokens a few are asked about at once.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, OnceLock, PoisonError},
    time::{Duration, Instant},
};

use aws_lc_rs::digest;
use jsonwebtoken::Algorithm;
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value as Json;
use tokio::sync::{OnceCell, Semaphore};

use super::{
    issuers::{Claims, has_begun},
    keys::Keys,
    server::Server,
};
use crate::{
    config::{ClientAuthentication, IntrospectionConfig},
    edge::egress::{Endpoint, Unanswered, json},
};

/// How long an answer is remembered.
const REMEMBERED: Duration = Duration::from_secs(30);
/// How long it is remembered that there was none.
const SILENCE: Duration = Duration::from_secs(1);
/// Most tokens whose answers are remembered.
const MOST: usize = 10_000;
/// Most tokens asked about at once.
const AT_ONCE: usize = 16;
/// How long a token waits to be asked about.
const PATIENCE: Duration = Duration::from_secs(5);
/// Type of signed answers.
const SIGNED: &str = "token-introspection+jwt";

/// Asks an issuer about tokens.
pub struct Introspection {
    server: Arc<Server>,
    endpoint: OnceLock<Endpoint>,
    client_id: String,
    secret: SecretString,
    authentication: ClientAuthentication,
    /// How answers are signed, when they are.
    signed: Option<Signed>,
    answers: Mutex<HashMap<[u8; digest::SHA256_OUTPUT_LEN], Arc<OnceCell<Answer>>>>,
    places: Semaphore,
}

/// The keys that check answers, and the algorithms that are taken.
pub struct Signed {
    pub keys: Arc<Keys>,
    pub algorithms: Vec<Algorithm>,
}

/// What was answered about a token.
struct Answer {
    /// The claims of a token that is active.
    claims: Option<Arc<Claims>>,
    until: Instant,
}

impl Answer {
    fn is_over(&self, now: i64) -> bool {
        Instant::now() >= self.until || self.claims.as_ref().is_some_and(|claims| claims.seconds("exp").is_none_or(|end| end <= now))
    }
}

impl Introspection {
    /// Asks a server as the operator set it, with the secret.
    pub fn of(server: Arc<Server>, config: &IntrospectionConfig, secret: SecretString, signed: Option<Signed>) -> Result<Self, String> {
        let given = config.endpoint.as_deref().map(str::parse::<Endpoint>).transpose()?;
        Ok(Self {
            server,
            endpoint: given.map_or_else(OnceLock::new, OnceLock::from),
            client_id: config.client_id.clone(),
            secret,
            authentication: config.authentication,
            signed,
            answers: Mutex::default(),
            places: Semaphore::new(AT_ONCE),
        })
    }

    /// Looks where it is asked, and at the keys of its answers.
    pub async fn look(&self) {
        if self.endpoint.get().is_none()
            && let Some(found) = self.server.heard(self.server.introspection().await)
        {
            self.endpoint.get_or_init(|| found);
        }
        if let Some(signed) = &self.signed {
            signed.keys.refresh().await;
        }
    }

    /// The claims of a token, when its issuer says that it is active.
    pub async fn claims(&self, token: &str, now: i64) -> Option<Arc<Claims>> {
        let answer = self.place(token, now);
        answer.get_or_init(|| self.answer(token, now)).await.claims.clone()
    }

    /// Where the answer about a token is or will be.
    fn place(&self, token: &str, now: i64) -> Arc<OnceCell<Answer>> {
        let mut name = [0; digest::SHA256_OUTPUT_LEN];
        name.copy_from_slice(digest::digest(&digest::SHA256, token.as_bytes()).as_ref());
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = answers.get(&name).filter(|known| known.get().is_none_or(|answer| !answer.is_over(now))) {
            return Arc::clone(known);
        }
        if answers.len() >= MOST {
            answers.clear();
        }
        let place = Arc::default();
        answers.insert(name, Arc::clone(&place));
        place
    }

    async fn answer(&self, token: &str, now: i64) -> Answer {
        let asked = match tokio::time::timeout(PATIENCE, self.places.acquire()).await {
            Ok(Ok(_place)) => self.server.heard(self.ask(token, now).await),
            _ => None,
        };
        let until = Instant::now() + if asked.is_some() { REMEMBERED } else { SILENCE };
        Answer { claims: asked.flatten().map(Arc::new), until }
    }

    /// The claims of a token that is active; none of one that is not.
    async fn ask(&self, token: &str, now: i64) -> Result<Option<Claims>, Unanswered> {
        let endpoint = match self.endpoint.get() {
            Some(endpoint) => endpoint,
            None => {
                let found = self.server.introspection().await?;
                self.endpoint.get_or_init(|| found)
            }
        };
        let mut form = vec![("token", token), ("token_type_hint", "access_token")];
        let basic = match self.authentication {
            ClientAuthentication::ClientSecretBasic => Some((self.client_id.as_str(), &self.secret)),
            ClientAuthentication::ClientSecretPost => {
                form.extend([("client_id", self.client_id.as_str()), ("client_secret", self.secret.expose_secret())]);
                None
            }
        };
        let media = if self.signed.is_some() { "application/token-introspection+jwt" } else { "application/json" };
        let answer = self.server.egress.send(endpoint, &form, basic, media).await?;
        let claims: Claims = match &self.signed {
            Some(signed) => self.opened(&answer, signed, now).await.ok_or_else(|| Unanswered::Wrong("the answer is not signed as it should".into()))?,
            None => json(&answer)?,
        };
        Ok((claims.0.get("active") == Some(&Json::Bool(true))).then_some(claims))
    }

    /// What a signed answer says, when it is one of this issuer to us.
    async fn opened(&self, answer: &[u8], signed: &Signed, now: i64) -> Option<Claims> {
        let jwt = std::str::from_utf8(answer).ok()?.trim();
        let mut outer = signed.keys.verified(jwt, SIGNED, &signed.algorithms).await?;
        let is_ours = outer.text("iss") == Some(&self.server.issuer) && outer.is_for(&self.client_id);
        match outer.0.remove("token_introspection") {
            Some(Json::Object(inner)) if is_ours && has_begun(&outer, now) => Some(Claims(inner)),
            _ => None,
        }
    }
}
