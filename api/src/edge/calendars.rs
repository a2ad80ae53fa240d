//! Calendars at secret addresses, for programs that cannot sign in.

use std::sync::Arc;

use axum::{
    extract::{Path, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use kernel::refusal::Refusal;

use crate::{app::App, domain::training::calendar};

/// The calendar of whoever has this address. Nothing on the way may keep it: it ends when the address is revoked.
pub async fn get(State(app): State<Arc<App>>, Path(name): Path<String>) -> Response {
    let found = match name.strip_suffix(".ics") {
        Some(secret) => calendar::at_address(&app.store, secret).await,
        None => Ok(None),
    };
    match found {
        Ok(Some(text)) => ([(header::CONTENT_TYPE, "text/calendar; charset=utf-8"), (header::CACHE_CONTROL, "private, no-store")], text).into_response(),
        Ok(None) => (StatusCode::NOT_FOUND, "no such calendar\n").into_response(),
        Err(Refusal::Busy | Refusal::Contended | Refusal::StorageUnavailable) => (StatusCode::SERVICE_UNAVAILABLE, "try again\n").into_response(),
        Err(refusal) => {
            tracing::error!(%refusal, "calendar");
            (StatusCode::INTERNAL_SERVER_ERROR, "a fault of the server\n").into_response()
        }
    }
}
