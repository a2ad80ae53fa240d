//! Issuers of the operator's file: which of them made a token, whether it is good, and whom it names.

use std::{fs, sync::Arc};

use jsonwebtoken::{Algorithm, dangerous::insecure_decode_claims};
use secrecy::SecretString;
use serde::Deserialize;
use serde_json::{Map, Value as Json};

use super::{
    LEEWAY, LONGEST,
    introspection::{Introspection, Signed},
    keys::Keys,
    server::Server,
};
use crate::{
    config::{IntrospectionConfig, IssuerConfig},
    edge::egress::Egress,
};

/// Longest name in another system, in characters.
const LONGEST_NAME: usize = 100;

/// Every issuer of the operator's file.
pub struct Issuers(Vec<OpenIdIssuer>);

/// A person that an issuer vouches for.
pub struct Vouched<'i> {
    /// System in which the directory holds the identifier.
    pub system: &'i str,
    /// The identifier.
    pub value: String,
    /// Code of the academy, when the issuer names one.
    pub academy: Option<&'i str>,
    /// The program that the token was given to.
    pub client: Option<String>,
}

/// An issuer, and how its tokens are checked.
struct OpenIdIssuer {
    config: IssuerConfig,
    check: Check,
}

enum Check {
    Keys(Arc<Keys>, Vec<Algorithm>),
    Introspection(Box<Introspection>),
}

/// What a token says, or its issuer says of it.
#[derive(Deserialize)]
#[serde(transparent)]
pub struct Claims(pub Map<String, Json>);

impl Claims {
    /// A claim that is a text.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_str()
    }

    /// A claim that is a number of whole seconds.
    pub fn seconds(&self, name: &str) -> Option<i64> {
        self.0.get(name)?.as_i64()
    }

    /// Whether an audience is among those of the token.
    pub fn is_for(&self, audience: &str) -> bool {
        self.0.get("aud").is_some_and(|aud| members(aud).any(|member| member.as_str() == Some(audience)))
    }

    /// The program that the token was given to, as issuers name it (RFC 9068; OpenID Connect).
    fn client(&self) -> impl Iterator<Item = &str> {
        ["client_id", "azp"].into_iter().filter_map(|name| self.text(name))
    }

    /// Whether a claim is there with one of the values; with any, when there are none.
    fn has(&self, name: &str, values: &[Json]) -> bool {
        self.0.get(name).is_some_and(|claim| (values.is_empty() && !claim.is_null()) || members(claim).any(|member| values.contains(member)))
    }
}

impl Issuers {
    /// The issuers as the operator set them; says what cannot be so.
    pub fn open(configs: &[IssuerConfig]) -> Result<Self, String> {
        let mut issuers: Vec<OpenIdIssuer> = Vec::new();
        if configs.is_empty() {
            return Ok(Self(issuers));
        }
        let egress = Egress::new()?;
        for config in configs {
            if issuers.iter().any(|known| known.config.issuer == config.issuer) {
                return Err(format!("the issuer {} stands twice in the file", config.issuer));
            }
            issuers.push(OpenIdIssuer::open(config, &egress).map_err(|error| format!("the issuer {}: {error}", config.issuer))?);
        }
        Ok(Self(issuers))
    }

    /// Looks at the keys of every issuer, so that the first who come need not wait and a slip is told at the start.
    pub async fn look(&self) {
        for issuer in &self.0 {
            match &issuer.check {
                Check::Keys(keys, _) => keys.refresh().await,
                Check::Introspection(introspection) => introspection.look().await,
            }
        }
    }

    /// The person that a token names, when one of the issuers made it and it is good at `now`.
    pub async fn vouched(&self, token: &str, now: i64) -> Option<Vouched<'_>> {
        if token.len() > LONGEST || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
            return None;
        }
        if token.split('.').count() == 3 {
            // Not verified: it only says whom to ask whether it is true.
            let claims: Claims = insecure_decode_claims(token).ok()?;
            return self.0.iter().find(|issuer| Some(issuer.config.issuer.as_str()) == claims.text("iss"))?.vouched(token, now).await;
        }
        for issuer in self.0.iter().filter(|issuer| matches!(issuer.check, Check::Introspection(_))) {
            if let Some(vouched) = issuer.vouched(token, now).await {
                return Some(vouched);
            }
        }
        None
    }
}

impl OpenIdIssuer {
    fn open(config: &IssuerConfig, egress: &Egress) -> Result<Self, String> {
        let server = Arc::new(Server::of(&config.issuer, egress.clone())?);
        let algorithms: Vec<Algorithm> = config.algorithms.iter().map(|algorithm| algorithm.0).collect();
        if config.audience.is_none() && !config.introspection.as_ref().is_some_and(|_| names_clients(config)) {
            return Err("`audience` is missing; an issuer that is asked about its tokens may name clients in `claims.client_id` instead".into());
        }
        let check = match &config.introspection {
            None if algorithms.is_empty() => return Err("`algorithms` is missing".into()),
            None => Check::Keys(Keys::of(server), algorithms),
            Some(introspection) => {
                let signed = (!algorithms.is_empty()).then(|| Signed { keys: Keys::of(Arc::clone(&server)), algorithms });
                Check::Introspection(Box::new(Introspection::of(server, introspection, secret(introspection)?, signed)?))
            }
        };
        Ok(Self { config: config.clone(), check })
    }

    async fn vouched(&self, token: &str, now: i64) -> Option<Vouched<'_>> {
        let claims = match &self.check {
            Check::Keys(keys, algorithms) => Arc::new(keys.verified(token, &self.config.token_type, algorithms).await?),
            Check::Introspection(introspection) => introspection.claims(token, now).await?,
        };
        let value = person(&self.config, &claims, now)?;
        let client = claims.client().find(|client| is_name(client)).map(str::to_owned);
        Some(Vouched { system: &self.config.system, value, academy: self.config.academy.as_deref(), client })
    }
}

/// Whether what makes the claims was made, and is good from, no later than now.
pub fn has_begun(claims: &Claims, now: i64) -> bool {
    let is_past = |at: i64| at <= now + LEEWAY;
    claims.seconds("iat").is_some_and(is_past) && claims.0.get("nbf").is_none_or(|begin| begin.as_i64().is_some_and(is_past))
}

/// The person that claims name, when they are those of a good token of the issuer.
fn person(config: &IssuerConfig, claims: &Claims, now: i64) -> Option<String> {
    let lasts = claims.seconds("exp").is_some_and(|end| now < end.saturating_add(LEEWAY));
    let subject = claims.text("sub").filter(|subject| !subject.is_empty())?;
    let is_ours = claims.text("iss") == Some(&config.issuer) && config.audience.as_deref().is_none_or(|audience| claims.is_for(audience));
    let person = claims.text(&config.person_claim).filter(|person| is_name(person))?;
    // A client that acts for itself is the subject of its token (RFC 9068, section 5); it is no person.
    let is_client = claims.client().any(|client| client == subject || client == person);
    let holds = config.claims.iter().all(|(name, values)| claims.has(name, values));
    (has_begun(claims, now) && lasts && is_ours && holds && !is_client).then(|| person.to_owned())
}

/// Whether a text can be a name in another system.
fn is_name(text: &str) -> bool {
    (1..=LONGEST_NAME).contains(&text.chars().count()) && !text.contains(char::is_control)
}

/// The members of a list, or the one value that is none.
fn members(value: &Json) -> impl Iterator<Item = &Json> {
    value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice).iter()
}

/// Whether the file says for which clients tokens were made.
fn names_clients(config: &IssuerConfig) -> bool {
    config.claims.get("client_id").is_some_and(|clients| !clients.is_empty())
}

#[expect(clippy::disallowed_methods, reason = "the operator's file names the variable")]
fn secret(config: &IntrospectionConfig) -> Result<SecretString, String> {
    let secret = match (&config.secret_file, &config.secret_env) {
        (Some(file), None) => fs::read_to_string(file).map_err(|error| format!("the secret in {} cannot be read: {error}", file.display()))?,
        (None, Some(name)) => std::env::var(name).map_err(|error| format!("the secret in the variable {name} cannot be read: {error}"))?,
        _ => return Err("the secret is named either by `secret_file` or by `secret_env`".into()),
    };
    match secret.trim_end() {
        "" => Err("the secret is empty".into()),
        secret => Ok(secret.to_owned().into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    fn open(section: &str) -> Result<(), String> {
        let config: Config = toml::from_str(&format!("[[issuer]]\nperson_claim = 'sub'\nsystem = 'AAF'\n{section}")).expect("settings");
        Issuers::open(&config.issuers).map(drop)
    }

    #[test]
    fn what_cannot_be_so_is_told_at_the_start() {
        let keys = "issuer = 'https://sso.example'\naudience = 'rupn'\nalgorithms = ['RS256']\n";
        assert_eq!(open(keys), Ok(()));
        for (section, told) in [
            (keys.replace("https:", "http:"), "https://"),
            (keys.replace("audience = 'rupn'\n", ""), "`audience` is missing"),
            (keys.replace("audience = 'rupn'\n", "claims = { client_id = ['app'] }\n"), "`audience` is missing"),
            (keys.replace("['RS256']", "[]"), "`algorithms` is missing"),
            (format!("{keys}[[issuer]]\nperson_claim = 'sub'\nsystem = 'AAF'\n{keys}"), "stands twice"),
        ] {
            let error = open(&section).expect_err(told);
            assert!(error.contains(told) && error.contains("sso.example"), "{error}");
        }
    }

    #[test]
    fn an_issuer_that_is_asked_has_a_secret_and_somebody_whose_tokens_are_taken() {
        let secret = std::env::temp_dir().join(format!("rupn-secret-of-an-issuer-{}", std::process::id()));
        fs::write(&secret, "s3cret\n").expect("room for a secret");
        let asked = |more: &str, introspection: &str| {
            open(&format!("issuer = 'https://sso.example'\n{more}\n[issuer.introspection]\nclient_id = 'rupn'\n{introspection}"))
        };
        let file = format!("secret_file = '{}'", secret.display());
        assert_eq!(asked("claims = { client_id = ['app'] }", &file), Ok(()));
        assert_eq!(asked("audience = 'rupn'", &file), Ok(()));
        assert_eq!(asked("audience = 'rupn'", "secret_env = 'PATH'"), Ok(()));
        for (more, introspection, told) in [
            ("", file.as_str(), "`audience` is missing"),
            ("claims = { client_id = [] }", &file, "`audience` is missing"),
            ("audience = 'rupn'", "", "either by `secret_file` or by `secret_env`"),
            ("audience = 'rupn'", &format!("{file}\nsecret_env = 'PATH'"), "either by `secret_file` or by `secret_env`"),
            ("audience = 'rupn'", "secret_env = 'RUPN_NOT_SET'", "RUPN_NOT_SET"),
            ("audience = 'rupn'", "secret_file = '/dev/null'", "empty"),
            ("audience = 'rupn'", "secret_file = '/nowhere/secret'", "/nowhere/secret"),
            ("audience = 'rupn'", &format!("{file}\nendpoint = 'http://sso.example/introspect'"), "https://"),
        ] {
            let error = asked(more, introspection).expect_err(told);
            assert!(error.contains(told) && !error.contains("s3cret"), "{error}");
        }
        fs::remove_file(secret).expect("the secret of this test");
    }
}
