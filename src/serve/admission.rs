//! What is refused before anything is read: other names, other methods, bodies, endless addresses.

use axum::extract::{Request, State};
use axum::http::header::{self, HeaderMap, HeaderValue};
use axum::http::{Method, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::Response;

use super::host::{Addressee, Ours};
use super::response::plain;

/// Bytes of the longest path and query that are looked at.
const LONGEST: usize = 8 * 1024;

pub(super) async fn admit(State(ours): State<Ours>, request: Request, next: Next) -> Response {
    let refusal = refusal(ours, request.method(), request.uri(), request.headers());
    let Some((status, why)) = refusal else {
        return next.run(request).await;
    };
    let mut response = plain(status, why);
    // A body isn't read, so what follows on this connection would be taken for a request.
    let headers = response.headers_mut();
    headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    if status == StatusCode::METHOD_NOT_ALLOWED {
        headers.insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
    }
    response
}

fn refusal(
    ours: Ours,
    method: &Method,
    uri: &Uri,
    headers: &HeaderMap,
) -> Option<(StatusCode, &'static str)> {
    if uri.path().len() + uri.query().map_or(0, str::len) > LONGEST {
        return Some((StatusCode::URI_TOO_LONG, "the address is too long"));
    }
    match ours.addressee(uri, headers) {
        Addressee::Us => {}
        Addressee::Another => {
            return Some((
                StatusCode::MISDIRECTED_REQUEST,
                "this server answers for its own address only",
            ));
        }
        Addressee::Unclear => {
            return Some((
                StatusCode::BAD_REQUEST,
                "the request doesn't name one host and one page",
            ));
        }
    }
    if *method != Method::GET && *method != Method::HEAD {
        return Some((
            StatusCode::METHOD_NOT_ALLOWED,
            "only GET and HEAD are answered",
        ));
    }
    if !uri.path().starts_with('/') {
        return Some((StatusCode::BAD_REQUEST, "the address names no page"));
    }
    let has_length = |length: &HeaderValue| length.as_bytes() != b"0";
    if headers.contains_key(header::TRANSFER_ENCODING)
        || headers.get(header::CONTENT_LENGTH).is_some_and(has_length)
    {
        return Some((
            StatusCode::PAYLOAD_TOO_LARGE,
            "a request with a body isn't read",
        ));
    }
    None
}
