//! What an operator sets in a file, `rupn.toml`: who is believed, and how the door is held.
//!
//! The database, the address and the folder are options of the command line; what is left out here has a default that
//! suits one academy. A key that is not known is refused, so that a slip of the pen is seen at the start.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use axum::http::{HeaderValue, Uri};
use jsonwebtoken::{Algorithm, AlgorithmFamily};
use serde::Deserialize;
use serde_json::Value as Json;

/// The settings of an installation.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Who else than the product signs tokens, in the order of the file.
    #[serde(rename = "issuer")]
    pub issuers: Vec<IssuerConfig>,
    /// How the door is held.
    pub door: DoorConfig,
    /// This node answers requests and leaves jobs, schedules and notices to the others; one at least must not.
    pub answers_only: bool,
}

/// Somebody whose tokens are believed to name a person.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IssuerConfig {
    /// Its name: the claim `iss`, an address that begins with `https://`.
    pub issuer: String,
    /// Our name there: one of the claim `aud`. Tokens that are asked about may do without, if `claims` says for which
    /// clients (`client_id`) they were made.
    pub audience: Option<String>,
    /// How it signs; left out when its answers about tokens are not signed.
    #[serde(default)]
    pub algorithms: Vec<SigningAlgorithm>,
    /// Type of its tokens, `typ` in their header.
    #[serde(rename = "type", default = "access_token")]
    pub token_type: String,
    /// Claims that must be there, each with the values that are taken; any when there are none.
    #[serde(default)]
    pub claims: BTreeMap<String, Vec<Json>>,
    /// The claim that names the person.
    pub person_claim: String,
    /// System in which the directory holds that name as an identifier of the person.
    pub system: String,
    /// Code of the academy whose persons it names; of any academy when left out.
    pub academy: Option<String>,
    /// How it is asked about a token; left out when its tokens are checked by its keys.
    pub introspection: Option<IntrospectionConfig>,
}

/// How an issuer is asked about a token.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IntrospectionConfig {
    /// Where it is asked; found by discovery when left out.
    pub endpoint: Option<String>,
    /// Who we are there.
    pub client_id: String,
    /// File that holds our secret.
    pub secret_file: Option<PathBuf>,
    /// Variable of the environment that holds our secret.
    pub secret_env: Option<String>,
    /// How the secret is sent.
    #[serde(default)]
    pub authentication: ClientAuthentication,
}

/// How a client proves who it is, by the names of OpenID Connect.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClientAuthentication {
    /// By the scheme `Basic`.
    #[default]
    ClientSecretBasic,
    /// In the body.
    ClientSecretPost,
}

/// An algorithm whose key to check is public.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(try_from = "String")]
pub struct SigningAlgorithm(pub Algorithm);

impl TryFrom<String> for SigningAlgorithm {
    type Error = String;

    fn try_from(name: String) -> Result<Self, String> {
        match name.parse::<Algorithm>() {
            Ok(algorithm) if algorithm.family() != AlgorithmFamily::Hmac => Ok(Self(algorithm)),
            _ => Err(format!("{name} is not taken: write RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384 or EdDSA")),
        }
    }
}

/// How the door is held.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DoorConfig {
    /// Proxies of ours that stand before the server, each of which adds an entry to `X-Forwarded-For`.
    pub trusted_proxies: usize,
    /// Operations that run at once.
    pub places: usize,
    /// Operations of one caller that run at once; a quarter of `places` when left out.
    pub places_each: Option<usize>,
    /// Origins of the sites that may read from a browser; any when left out.
    pub origins: Option<Vec<Origin>>,
    /// Seconds for which browsers shall come by HTTPS alone (`Strict-Transport-Security`); not said when left out.
    pub hsts_seconds: Option<u64>,
    /// Folder of `.graphql` files that clients may name by their SHA-256.
    pub documents: Option<PathBuf>,
    /// Which documents run without a good token.
    pub anonymous: Anonymous,
    /// Budget of each caller with a good token.
    pub principal: BudgetConfig,
    /// Budget of each address from which callers come without one.
    pub address: BudgetConfig,
}

impl Default for DoorConfig {
    fn default() -> Self {
        Self {
            trusted_proxies: 0,
            places: 256,
            places_each: None,
            origins: None,
            hsts_seconds: None,
            documents: None,
            anonymous: Anonymous::Any,
            principal: BudgetConfig::default(),
            address: BudgetConfig::default(),
        }
    }
}

/// Which documents are run for callers without a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Anonymous {
    /// Any.
    Any,
    /// Those of the folder `documents`.
    Registered,
}

/// What one caller may ask within some seconds; what was spent comes back evenly. Zero is no bound.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BudgetConfig {
    /// Requests.
    pub requests: u32,
    /// Cost of operations, in the units of `extensions.cost`.
    pub cost: u32,
    /// Seconds in which all of it comes back.
    pub seconds: u32,
}

impl Default for BudgetConfig {
    // A whole academy may stand behind one address. Yet one caller gets a part of a small machine, not all of it.
    fn default() -> Self {
        Self { requests: 60_000, cost: 10_000_000, seconds: 60 }
    }
}

/// An origin as browsers send it: `https://site.example`, with a port if it is not the usual one.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "String")]
pub struct Origin(pub HeaderValue);

impl TryFrom<String> for Origin {
    type Error = String;

    fn try_from(written: String) -> Result<Self, String> {
        let uri: Option<Uri> = written.parse().ok();
        let parts = uri.as_ref().and_then(|uri| uri.scheme_str().zip(uri.authority()));
        let origin = parts.filter(|(scheme, host)| matches!(*scheme, "https" | "http") && !host.as_str().contains('@'));
        match origin.map(|(scheme, host)| format!("{scheme}://{}", host.as_str().to_ascii_lowercase())) {
            Some(origin) if origin == written => HeaderValue::try_from(written).map(Self).map_err(|error| error.to_string()),
            _ => Err(format!("`{written}` is no origin: write the scheme and the host in small letters, without a path, as in https://site.example")),
        }
    }
}

impl Config {
    /// The settings of a file; says what is wrong and where.
    pub fn read(file: &Path) -> Result<Self, String> {
        let written = fs::read_to_string(file).map_err(|error| format!("{} cannot be read: {error}", file.display()))?;
        toml::from_str(&written).map_err(|error| format!("{}: {error}", file.display()))
    }
}

fn access_token() -> String {
    "at+jwt".into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_what_browsers_send() {
        let of = |written: &str| Origin::try_from(written.to_owned()).is_ok();
        for written in ["https://site.example", "http://localhost:5173", "https://xn--caf-dma.example", "http://[::1]:3000"] {
            assert!(of(written), "{written}");
        }
        for written in [
            "*",
            "null",
            "",
            "site.example",
            "https://site.example/",
            "https://Site.example",
            "https://a@site.example",
            "ftp://site.example",
            "https://café.example",
        ] {
            assert!(!of(written), "{written}");
        }
    }

    #[test]
    fn the_samples_of_the_page_are_settings() {
        let samples: Vec<&str> = include_str!("../../docs/identity.md").split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
        let read = |sample: &&str| toml::from_str::<Config>(sample).expect("settings").issuers;
        let issuers: Vec<IssuerConfig> = samples.iter().flat_map(read).collect();
        assert_eq!(issuers.iter().map(|issuer| issuer.system.as_str()).collect::<Vec<_>>(), ["AAF", "PROCONNECT"]);
    }

    #[test]
    fn only_algorithms_of_public_keys_are_taken() {
        let section =
            |algorithm: &str| format!("[[issuer]]\nissuer = 'https://sso.example'\nalgorithms = ['{algorithm}']\nperson_claim = 'sub'\nsystem = 'AAF'\n");
        let read = |algorithm: &str| toml::from_str::<Config>(&section(algorithm));
        for good in ["RS256", "PS512", "ES256", "ES384", "EdDSA"] {
            assert!(read(good).is_ok(), "{good}");
        }
        for bad in ["none", "None", "HS256", "HS384", "HS512", "rs256", "RSA-OAEP", ""] {
            assert!(read(bad).expect_err(bad).to_string().contains("is not taken: write RS256"), "{bad}");
        }
    }

    #[test]
    fn a_slip_of_the_pen_is_seen() {
        assert!(toml::from_str::<Config>("[door]\ntrusted_proxies = 1\n[door.address]\nrequests = 10").is_ok_and(|config| config.door.address.seconds == 60));
        for written in ["[door]\nproxies = 1", "[door.address]\nrequest = 1", "[door]\norigins = [\"*\"]", "[door]\nplaces = -1"] {
            assert!(toml::from_str::<Config>(written).is_err(), "{written}");
        }
    }

    #[test]
    fn a_slip_of_the_pen_is_told() {
        let error = toml::from_str::<Config>("[[issuer]]\nissuer = 'https://sso.example'\naudiance = 'x'\n").expect_err("a slip").to_string();
        assert!(error.contains("audiance") && error.contains("line 3"), "{error}");
    }
}
