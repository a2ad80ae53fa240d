//! What browsers may do with an answer: said on every route, also where nothing is found.

use std::sync::Arc;

use axum::{
    http::{HeaderName, HeaderValue, Method, header},
    response::Response,
};
use tower_http::cors::{AllowOrigin, Any, CorsLayer};

use super::{REQUEST_ID, budget};
use crate::{app::App, config::DoorConfig};

/// An answer that is no page loads, embeds and sends nothing.
const NO_PAGE: &str = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const ALWAYS: [(HeaderName, &str); 4] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    // Of loads without CORS, as by an element `img`: who reads by CORS is told by the layer below.
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// Says it on an answer.
pub async fn tell(app: Arc<App>, mut response: Response) -> Response {
    let headers = response.headers_mut();
    for (name, value) in ALWAYS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(NO_PAGE));
    if let Some(Ok(value)) = app.config.door.hsts_seconds.map(|seconds| HeaderValue::try_from(format!("max-age={seconds}"))) {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, value);
    }
    response
}

/// Which sites may read from a browser. Never with credentials: no cookie is used, and a token is sent by hand.
pub fn cors(door: &DoorConfig) -> CorsLayer {
    let origins = match &door.origins {
        None => AllowOrigin::from(Any),
        Some(origins) => AllowOrigin::list(origins.iter().map(|origin| origin.0.clone())),
    };
    CorsLayer::new()
        .allow_origin(origins)
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([header::AUTHORIZATION, header::CONTENT_TYPE, header::ACCEPT, header::ACCEPT_LANGUAGE, REQUEST_ID])
        .expose_headers([REQUEST_ID, header::RETRY_AFTER, budget::RATE_LIMIT_POLICY, budget::RATE_LIMIT])
}
