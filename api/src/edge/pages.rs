//! What a person or a probe looks at: the start page, the IDE, the contract, the limits, published analyses, health.

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::{Path, Query, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};

use kernel::{refusal::Refusal, text::Locale};

use crate::{app::App, domain::analysis, permissions, schema};

const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/// The IDE's editor sets inline styles.
const IDE_CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const HTML: &str = "text/html; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const PLAIN: &str = "text/plain; charset=utf-8";

macro_rules! asset {
    ($type:expr, $csp:expr, $file:literal) => {
        get(|| async { asset($type, $csp, include_str!(concat!("../../assets/", $file))) })
    };
}

/// The routes of this room.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/", asset!(HTML, CSP, "start/index.html"))
        .route("/start/start.css", asset!(CSS, CSP, "start/start.css"))
        .route("/start/start.js", asset!(SCRIPT, CSP, "start/start.js"))
        .route("/start.json", get(start))
        .route("/ide", asset!(HTML, IDE_CSP, "ide/index.html"))
        .route("/ide/ide.css", asset!(CSS, IDE_CSP, "ide/ide.css"))
        .route("/ide/ide.js", asset!(SCRIPT, IDE_CSP, "ide/ide.js"))
        .route("/ide/LICENSES.txt", asset!(PLAIN, CSP, "ide/LICENSES.txt"))
        .route("/surveys/survey.css", asset!(CSS, CSP, "survey/survey.css"))
        .route("/surveys/{campaign}", get(survey))
        .route("/schema.graphql", get(async |State(app): State<Arc<App>>| text(app.sdl.clone())))
        .route("/permissions", get(permitted))
        .route("/permissions.txt", get(async || text(schema::permissions())))
        .route("/limits", get(async |State(app): State<Arc<App>>| Json(app.limits.clone())))
        .route("/healthz", get(async || "alive\n"))
        .route("/readyz", get(ready))
        .route("/metrics", get(async |State(app): State<Arc<App>>| text(app.metrics.render())))
}

fn asset(media: &'static str, csp: &'static str, body: &'static str) -> Response {
    let headers = [(header::CONTENT_TYPE, media), (header::CONTENT_SECURITY_POLICY, csp), (header::CACHE_CONTROL, "no-cache")];
    (headers, body).into_response()
}

fn text(body: String) -> Response {
    ([(header::CONTENT_TYPE, PLAIN)], body).into_response()
}

/// Who may do what, in the language of the request.
async fn permitted(headers: HeaderMap) -> Response {
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let locale = accepted.map_or(Locale::default(), Locale::accepting);
    let page = permissions::page(&schema::permissions(), locale);
    let headers =
        [(header::CONTENT_TYPE, HTML), (header::CONTENT_SECURITY_POLICY, CSP), (header::CACHE_CONTROL, "no-cache"), (header::VARY, "accept-language")];
    (headers, page).into_response()
}

/// What is asked of a page of figures.
#[derive(serde::Deserialize)]
struct Shown {
    by: Option<String>,
    lang: Option<String>,
}

/// The published analysis of a survey: anybody reads it, in the language of the link or else of the request.
async fn survey(State(app): State<Arc<App>>, Path(campaign): Path<String>, Query(shown): Query<Shown>, headers: HeaderMap) -> Response {
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let locale = shown.lang.as_deref().or(accepted).map_or(Locale::default(), Locale::accepting);
    match analysis::page::at(&app.store, &campaign, shown.by.as_deref(), locale).await {
        Ok(Some(page)) => {
            let headers =
                [(header::CONTENT_TYPE, HTML), (header::CONTENT_SECURITY_POLICY, CSP), (header::CACHE_CONTROL, "no-cache"), (header::VARY, "accept-language")];
            (headers, page).into_response()
        }
        Ok(None) => (StatusCode::NOT_FOUND, "no such page\n").into_response(),
        Err(Refusal::Busy | Refusal::Contended | Refusal::StorageUnavailable) => (StatusCode::SERVICE_UNAVAILABLE, "try again\n").into_response(),
        Err(refusal) => {
            tracing::error!(%refusal, "page of a survey");
            (StatusCode::INTERNAL_SERVER_ERROR, "a fault of the server\n").into_response()
        }
    }
}

/// Ready to serve: the database answers and the server is not stopping.
async fn ready(State(app): State<Arc<App>>) -> Response {
    match !app.tasks.is_closed() && app.store.answers().await {
        true => "ready\n".into_response(),
        false => {
            let mut response = (StatusCode::SERVICE_UNAVAILABLE, "not ready\n").into_response();
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
            response
        }
    }
}

/// What the start page shows.
async fn start(State(app): State<Arc<App>>) -> Response {
    let demo = app.demo.as_ref();
    Json(serde_json::json!({
        "product": "rupn",
        "version": env!("CARGO_PKG_VERSION"),
        "demo": demo.is_some(),
        "endpoint": format!("http://{}/graphql", app.listen),
        "now": app.store.clock.now(),
        "notice": demo.map(|demo| &demo.notice),
        "personas": demo.map(|demo| demo.personas.clone()).unwrap_or_default(),
        "operations": demo.map(|demo| demo.operations.clone()).unwrap_or_default(),
    }))
    .into_response()
}
