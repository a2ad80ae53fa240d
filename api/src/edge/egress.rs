//! What the product asks of other servers: one client of HTTP, which follows no redirect, takes no proxy from the
//! environment, and reads no more and waits no longer than is said here.

use std::{error::Error, net::IpAddr, str::FromStr, time::Duration};

use reqwest::{Client, RequestBuilder, Url, header::ACCEPT, redirect::Policy, tls::Version};
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;

/// How long an answer may take, from the call to its last byte.
const PATIENCE: Duration = Duration::from_secs(5);
/// Longest answer that is read, in bytes.
const LONGEST: usize = 256 * 1024;

/// An address that may be called: by https, or by http on loopback, where nobody listens on the way.
#[derive(Clone, Debug)]
pub struct Endpoint(Url);

impl Endpoint {
    /// Whether what is said there travels in the clear.
    fn is_plain(&self) -> bool {
        self.0.scheme() == "http"
    }

    /// Another address that this one names; by https, unless this one is plain itself.
    pub fn naming(&self, other: &str) -> Result<Self, String> {
        match other.parse::<Self>()? {
            other if other.is_plain() && !self.is_plain() => Err(format!("{other} is not https", other = other.0)),
            other => Ok(other),
        }
    }
}

impl FromStr for Endpoint {
    type Err = String;

    fn from_str(written: &str) -> Result<Self, String> {
        let url: Url = written.parse().map_err(|error| format!("{written:?} is no address: {error}"))?;
        let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
        let on_loopback = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
        match url.scheme() {
            "https" => Ok(Self(url)),
            "http" if on_loopback => Ok(Self(url)),
            _ => Err(format!("{written:?} does not begin with https://")),
        }
    }
}

/// Why there is no answer to work with; for the log.
#[derive(Debug, thiserror::Error)]
pub enum Unanswered {
    /// Nobody there, too slow, or not trusted.
    #[error("{}", causes(.0))]
    Unreachable(#[from] reqwest::Error),
    /// An answer that is no success; a redirect is none.
    #[error("the answer has the status {0}")]
    Status(u16),
    /// An answer over the limit.
    #[error("the answer is longer than {LONGEST} bytes")]
    TooLong,
    /// An answer that does not say what it should.
    #[error("{0}")]
    Wrong(String),
}

/// The one client of HTTP.
#[derive(Clone, Debug)]
pub struct Egress(Client);

impl Egress {
    /// The client; it trusts the certificates that the system trusts.
    pub fn new() -> Result<Self, String> {
        let client = Client::builder()
            .user_agent(concat!("rupn/", env!("CARGO_PKG_VERSION")))
            .redirect(Policy::none())
            .no_proxy()
            .timeout(PATIENCE)
            .tls_version_min(Version::TLS_1_2);
        client.build().map(Self).map_err(|error| format!("no client of HTTP can be made: {}", causes(&error)))
    }

    /// Reads an object of JSON.
    pub async fn read<T: DeserializeOwned>(&self, from: &Endpoint) -> Result<T, Unanswered> {
        json(&answer(self.0.get(from.0.clone()).header(ACCEPT, "application/json")).await?)
    }

    /// Sends a form, and a name and secret by the scheme `Basic` if they do not stand in it; the answer is of a media
    /// type.
    pub async fn send(&self, to: &Endpoint, form: &[(&str, &str)], basic: Option<(&str, &SecretString)>, media: &str) -> Result<Vec<u8>, Unanswered> {
        let request = self.0.post(to.0.clone()).header(ACCEPT, media).form(form);
        answer(match basic {
            Some((name, secret)) => request.basic_auth(form_encoded(name), Some(form_encoded(secret.expose_secret()))),
            None => request,
        })
        .await
    }
}

/// An answer read as JSON.
pub fn json<T: DeserializeOwned>(answer: &[u8]) -> Result<T, Unanswered> {
    serde_json::from_slice(answer).map_err(|error| Unanswered::Wrong(format!("the answer cannot be read: {error}")))
}

async fn answer(request: RequestBuilder) -> Result<Vec<u8>, Unanswered> {
    let mut response = request.send().await?;
    if !response.status().is_success() {
        return Err(Unanswered::Status(response.status().as_u16()));
    }
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        if body.len() + chunk.len() > LONGEST {
            return Err(Unanswered::TooLong);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// A name or secret as the scheme `Basic` of OAuth wants it (RFC 6749, section 2.3.1).
fn form_encoded(text: &str) -> String {
    let byte = |byte: u8| match byte {
        b' ' => "+".to_owned(),
        b'*' | b'-' | b'.' | b'_' => char::from(byte).to_string(),
        _ if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(byte).collect()
}

/// An error with what it comes from: the client says only the outermost.
fn causes(error: &(dyn Error + 'static)) -> String {
    std::iter::successors(Some(error), |error| (*error).source()).map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_https_and_loopback_are_called() {
        let calls = |written: &str| written.parse::<Endpoint>().is_ok();
        for good in ["https://sso.example", "https://sso.example:8443/realms/a", "http://127.0.0.1:4010", "http://[::1]:4010/a", "http://localhost:4010"] {
            assert!(calls(good), "{good}");
        }
        for bad in ["http://sso.example", "http://127.0.0.1.sso.example", "http://10.0.0.1", "file:///etc/passwd", "ftp://sso.example", "sso.example", ""] {
            assert!(!calls(bad), "{bad}");
        }
        let (remote, local): (Endpoint, Endpoint) = ("https://sso.example".parse().expect("https"), "http://127.0.0.1:1".parse().expect("loopback"));
        assert!(remote.naming("https://keys.example/jwks").is_ok() && local.naming("http://127.0.0.1:2/jwks").is_ok());
        assert!(remote.naming("http://127.0.0.1:2/jwks").is_err(), "a server far away names no address of this machine");
        assert!(local.naming("http://keys.example/jwks").is_err());
    }

    #[test]
    fn a_secret_is_written_as_in_a_form() {
        assert_eq!(form_encoded("a:b c+é/~"), "a%3Ab+c%2B%C3%A9%2F%7E");
    }
}
