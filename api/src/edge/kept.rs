//! Answers that anybody may keep: a tag of what they say, by which a caller asks whether they are still so (RFC 9110,
//! sections 8.8.3 and 13.1.2; RFC 9111).

use aws_lc_rs::digest;
use axum::{
    body::{Body, to_bytes},
    http::{HeaderValue, StatusCode, header},
    response::Response,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use super::budget::{RATE_LIMIT, RATE_LIMIT_POLICY};

/// How long before asking whether it is still so.
const PUBLIC: &str = "public, max-age=30";

/// A public answer with its tag; 304 when the caller already has it, by the `If-None-Match` that it sent.
pub async fn may_be_kept(response: Response, known: Option<&str>) -> Response {
    let (mut parts, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap_or_default();
    let digest = digest::digest(&digest::SHA256, &body);
    // Weak: compression changes the bytes and not what they say.
    let tag = format!("W/\"{}\"", URL_SAFE_NO_PAD.encode(&digest.as_ref()[..16]));
    let is_known = known.is_some_and(|known| known.split(',').map(str::trim).any(|known| known == "*" || known == tag));
    parts.headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(PUBLIC));
    // What one caller has left is nothing to keep for others.
    parts.headers.remove(RATE_LIMIT_POLICY);
    parts.headers.remove(RATE_LIMIT);
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        parts.headers.insert(header::ETAG, tag);
    }
    if is_known {
        parts.status = StatusCode::NOT_MODIFIED;
        parts.headers.remove(header::CONTENT_TYPE);
        return Response::from_parts(parts, Body::empty());
    }
    Response::from_parts(parts, Body::from(body))
}
