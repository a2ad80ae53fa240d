//! The door: HTTP in, a viewer before the data, HTTP out. It knows no table.
//!
//! `graphql` reads a request and negotiates the answer, `preflight` decides whether a document may run, `registry` reads
//! the operator's documents, `identity` turns a token into an actor, `oauth` gives tokens to programs, `egress` asks other
//! servers, `budget` counts what a caller spends and `places` what runs at once, `texts` looks at what is written, `stamp`
//! puts every error into words with a code, `policy` tells browsers what they may do, `pages` serves what a person looks at, `calendars` what a
//! program fetches at a secret address.

mod address;
pub mod budget;
mod calendars;
mod egress;
pub mod graphql;
pub mod identity;
mod kept;
mod oauth;
pub mod pages;
pub mod places;
mod policy;
pub mod preflight;
pub mod registry;
pub mod stamp;
pub mod texts;

use std::{panic::AssertUnwindSafe, sync::Arc};

use axum::{
    Router,
    extract::Request,
    http::{HeaderName, HeaderValue},
    middleware::{self, Next},
    response::Response,
    routing::get,
};
use futures_util::FutureExt;
use tower_http::compression::CompressionLayer;

use crate::app::App;

/// Header that names a request.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Id of a request: the caller's, when it is well formed, or a new one.
#[derive(Clone, Debug, Default)]
pub struct RequestId(pub String);

/// Every route.
pub fn router(app: Arc<App>) -> Router {
    let (named, held) = (Arc::clone(&app), Arc::clone(&app));
    Router::new()
        .route("/graphql", get(graphql::get).post(graphql::post))
        .route("/calendar/{name}", get(calendars::get))
        .route("/oauth/token", axum::routing::post(oauth::token))
        .merge(pages::routes())
        .layer(middleware::from_fn(contain))
        .layer(policy::cors(&app.config.door))
        .layer(CompressionLayer::new())
        .layer(middleware::map_response(move |response| policy::tell(Arc::clone(&held), response)))
        .layer(middleware::from_fn(move |request, next| name_request(Arc::clone(&named), request, next)))
        .with_state(app)
}

/// Names the request, and the answer after it.
async fn name_request(app: Arc<App>, mut request: Request, next: Next) -> Response {
    let given = request.headers().get(REQUEST_ID).and_then(|value| value.to_str().ok()).filter(|id| is_well_formed(id)).map(str::to_owned);
    let id = given.unwrap_or_else(|| app.store.ids.next().simple().to_string());
    request.extensions_mut().insert(RequestId(id.clone()));
    let mut response = next.run(request).await;
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response
}

/// Fails one request when something panics in it; the next is served.
async fn contain(request: Request, next: Next) -> Response {
    let id = request.extensions().get::<RequestId>().cloned().unwrap_or_default();
    match AssertUnwindSafe(next.run(request)).catch_unwind().await {
        Ok(response) => response,
        Err(_) => stamp::panicked(&id.0),
    }
}

fn is_well_formed(id: &str) -> bool {
    (1..=64).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}
