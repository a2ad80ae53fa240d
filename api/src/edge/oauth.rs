//! `/oauth/token`: OAuth 2.0 client credentials (RFC 6749, 4.4) for service accounts. The secret is shown here alone;
//! everywhere else a short token is sent.

use std::sync::Arc;

use axum::{
    Json,
    body::to_bytes,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use kernel::{
    actor::{ActorId, Scope, Scopes},
    command::CommandOptions,
    refusal::Refusal,
    text::Locale,
    viewer::Viewer,
};
use serde::Deserialize;
use serde_json::json;

use super::{
    RequestId, address,
    budget::{Bound, Caller},
    identity::written,
};
use crate::{
    app::App,
    domain::access::{commands::issue_token::IssueToken, credentials, hats},
};

/// Seconds for which a token is good.
const LIFETIME: i64 = 900;
/// Largest form that is read.
const LARGEST: usize = 8192;

/// What a program sends, as a form.
#[derive(Deserialize)]
struct Form {
    grant_type: Option<String>,
    client_id: Option<String>,
    client_secret: Option<String>,
    scope: Option<String>,
}

/// Why no token is given, in the words of RFC 6749, 5.2.
enum Denied {
    Request(&'static str),
    Client,
    Grant,
    Scope(String),
    Spent(Refusal),
    Unavailable,
}

/// A token for the account whose id and secret are shown.
pub async fn token(State(app): State<Arc<App>>, request: Request) -> Response {
    match granted(app, request).await {
        Ok(response) => response,
        Err(denied) => denied.into_response(),
    }
}

async fn granted(app: Arc<App>, request: Request) -> Result<Response, Denied> {
    let id = request.extensions().get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default();
    // Who guesses secrets spends the budget of their address.
    let caller = Caller::Address(address::of(&request, app.config.door.trusted_proxies));
    app.budgets.take(caller, Bound::Requests, 1, app.store.clock.now()).map_err(Denied::Spent)?;
    let from = address::heard(&request, app.config.door.trusted_proxies);
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, LARGEST).await.map_err(|_| Denied::Request("The form is too large."))?;
    let form: Form =
        serde_urlencoded::from_bytes(&body).map_err(|_| Denied::Request("Send the parameters as application/x-www-form-urlencoded, each once."))?;
    if form.grant_type.as_deref() != Some("client_credentials") {
        return Err(if form.grant_type.is_none() { Denied::Request("grant_type is missing.") } else { Denied::Grant });
    }
    let (client, secret) = match basic(&parts.headers) {
        Some(_) if form.client_secret.is_some() => return Err(Denied::Request("Show the secret once: in the header or in the form.")),
        Some(shown) => shown,
        None => (form.client_id.unwrap_or_default(), form.client_secret.unwrap_or_default()),
    };
    let asked = match form.scope.as_deref().filter(|scope| !scope.trim().is_empty()) {
        None => Scopes::all(),
        Some(scope) => scope.split(' ').map(|word| Scope::read(word).ok_or_else(|| Denied::Scope(word.to_owned()))).collect::<Result<_, _>>()?,
    };
    let (hash, known) = credentials::shown(&app.store, &client, &secret).await.map_err(|_| Denied::Unavailable)?;
    let actor = match known {
        Some(account) => hats::service(&app.store, account, asked, Some(from)).await.unwrap_or_else(|_| hats::anonymous(&app.store)),
        None => hats::anonymous(&app.store),
    };
    let account = actor.id;
    // What the account has of what was asked, over all its officer's hats.
    let scopes: Scopes = actor.hats.iter().filter_map(|hat| hat.scopes).flat_map(Scopes::list).collect();
    let viewer = Viewer::new(actor, Locale::En, Arc::clone(&app.store), id);
    viewer.perform(IssueToken { hash }, &CommandOptions::default()).await.map_err(|refusal| match refusal {
        Refusal::Unauthenticated => Denied::Client,
        _ => Denied::Unavailable,
    })?;
    let ActorId::Service(account) = account else { return Err(Denied::Client) };
    if scopes.list().is_empty() {
        return Err(Denied::Scope(form.scope.unwrap_or_default()));
    }
    let now = app.store.clock.now().timestamp();
    let token = app.issuer.service_token(account, scopes, now, LIFETIME).map_err(|_| Denied::Unavailable)?;
    let body = json!({ "access_token": token, "token_type": "Bearer", "expires_in": LIFETIME, "scope": written(scopes) });
    Ok(answer(StatusCode::OK, body))
}

/// Id and secret of HTTP Basic (RFC 6749, 2.3.1).
fn basic(headers: &HeaderMap) -> Option<(String, String)> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, code) = value.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = String::from_utf8(STANDARD.decode(code.trim()).ok()?).ok()?;
    decoded.split_once(':').map(|(id, secret)| (id.to_owned(), secret.to_owned()))
}

fn answer(status: StatusCode, body: serde_json::Value) -> Response {
    let mut response = (status, Json(body)).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

impl IntoResponse for Denied {
    fn into_response(self) -> Response {
        let retry_after = match &self {
            Self::Spent(Refusal::RateLimited { after, .. }) => Some(*after),
            Self::Unavailable => Some(1),
            _ => None,
        };
        let (status, error, description) = match self {
            Self::Request(what) => (StatusCode::BAD_REQUEST, "invalid_request", what.to_owned()),
            Self::Client => (StatusCode::UNAUTHORIZED, "invalid_client", "The account is unknown, revoked or over, or the secret is not good.".to_owned()),
            Self::Grant => (StatusCode::BAD_REQUEST, "unsupported_grant_type", "Only client_credentials is served.".to_owned()),
            Self::Scope(word) => {
                let all: Vec<_> = Scope::ALL.into_iter().map(Scope::written).collect();
                let shown: String = word.chars().filter(char::is_ascii_graphic).take(60).collect();
                (StatusCode::BAD_REQUEST, "invalid_scope", format!("`{shown}` is none of the account's scopes; there are: {}.", all.join(" ")))
            }
            Self::Spent(refusal) => (StatusCode::TOO_MANY_REQUESTS, "temporarily_unavailable", refusal.explain(Locale::En).message),
            Self::Unavailable => (StatusCode::SERVICE_UNAVAILABLE, "temporarily_unavailable", "Try again in a moment.".to_owned()),
        };
        let mut response = answer(status, json!({ "error": error, "error_description": description }));
        if status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Basic realm=\"rupn\""));
        }
        if let Some(seconds) = retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}
