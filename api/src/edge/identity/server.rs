//! The server of an issuer: where its keys and its answers are, and whether it answers.

use std::sync::atomic::{AtomicU8, Ordering};

use serde::Deserialize;
use serde_json::Value as Json;

use crate::edge::egress::{Egress, Endpoint, Unanswered};

/// Most keys of an issuer.
const MOST_KEYS: usize = 100;
/// What was heard last: nothing yet, an answer, or none.
const UNKNOWN: u8 = 0;
const UP: u8 = 1;
const DOWN: u8 = 2;

/// The server of an issuer.
pub struct Server {
    /// Name of the issuer: the claim `iss`.
    pub issuer: String,
    /// The same as an address.
    address: Endpoint,
    /// The client that asks it.
    pub egress: Egress,
    heard: AtomicU8,
}

/// What OpenID Connect Discovery tells of an issuer, as far as it is used here.
#[derive(Deserialize)]
struct Metadata {
    issuer: String,
    jwks_uri: Option<String>,
    introspection_endpoint: Option<String>,
}

#[derive(Deserialize)]
struct KeySet {
    keys: Vec<Json>,
}

impl Server {
    /// The server of an issuer by its name.
    pub fn of(issuer: &str, egress: Egress) -> Result<Self, String> {
        Ok(Self { issuer: issuer.to_owned(), address: issuer.parse()?, egress, heard: AtomicU8::new(UNKNOWN) })
    }

    /// Its keys, as they are written there.
    pub async fn keys(&self) -> Result<Vec<Json>, Unanswered> {
        let from = self.named(self.metadata().await?.jwks_uri, "jwks_uri")?;
        let KeySet { keys } = self.egress.read(&from).await?;
        if keys.len() > MOST_KEYS { Err(Unanswered::Wrong(format!("there are {} keys, more than {MOST_KEYS}", keys.len()))) } else { Ok(keys) }
    }

    /// Where it is asked about tokens.
    pub async fn introspection(&self) -> Result<Endpoint, Unanswered> {
        self.named(self.metadata().await?.introspection_endpoint, "introspection_endpoint")
    }

    /// What it answered. Whether it does is told in the log when it changes, and in `rupn_issuer_up`.
    pub fn heard<T>(&self, answer: Result<T, Unanswered>) -> Option<T> {
        let state = if answer.is_ok() { UP } else { DOWN };
        let before = self.heard.swap(state, Ordering::Relaxed);
        match &answer {
            Ok(_) if before == DOWN => tracing::warn!(issuer = self.issuer, "the issuer answers again"),
            Err(error) if before != DOWN => tracing::error!(issuer = self.issuer, %error, "the issuer does not answer as it should"),
            _ => {}
        }
        metrics::gauge!("rupn_issuer_up", "issuer" => self.issuer.clone()).set(if state == UP { 1.0 } else { 0.0 });
        answer.ok()
    }

    async fn metadata(&self) -> Result<Metadata, Unanswered> {
        let from = self.address.naming(&format!("{}/.well-known/openid-configuration", self.issuer.trim_end_matches('/'))).map_err(Unanswered::Wrong)?;
        let metadata: Metadata = self.egress.read(&from).await?;
        match metadata.issuer == self.issuer {
            true => Ok(metadata),
            false => Err(Unanswered::Wrong(format!("discovery names another issuer, {:?}", metadata.issuer))),
        }
    }

    fn named(&self, address: Option<String>, member: &str) -> Result<Endpoint, Unanswered> {
        let address = address.ok_or_else(|| Unanswered::Wrong(format!("discovery has no {member}")))?;
        self.address.naming(&address).map_err(Unanswered::Wrong)
    }
}
