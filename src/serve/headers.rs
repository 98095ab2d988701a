//! What every answer says beside its content, and which content is compressed.

use axum::extract::Request;
use axum::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use axum::http::{Extensions, StatusCode, Version};
use axum::middleware::Next;
use axum::response::Response;

use super::response::{UncompressedStatus, plain};

/// What pages say of themselves in `templates/base.html`; here it holds for scripts, too.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self'";

/// A picture that is opened by itself runs nothing, and may style itself.
const POLICY_OF_PICTURES: &str = "default-src 'none'; style-src 'unsafe-inline'";

/// From this many bytes on, compression takes away a packet.
const SHORT: u64 = 860;

/// Types that are text, besides `text/*`, and what is XML or JSON of some kind.
const TEXTS: [&str; 3] = [
    "application/javascript",
    "application/json",
    "application/x-ndjson",
];

pub(super) async fn finish(request: Request, next: Next) -> Response {
    let known = request.headers().get_all(header::IF_NONE_MATCH);
    let known: Vec<HeaderValue> = known.iter().cloned().collect();
    let mut response = next.run(request).await;
    if response.status() == StatusCode::NOT_ACCEPTABLE {
        response = refused(response);
    }
    let status = response.status();
    let headers = response.headers_mut();
    weaken(status, &known, headers);
    let policy = match media_type(headers) {
        "image/svg+xml" => POLICY_OF_PICTURES,
        _ => POLICY,
    };
    for (name, value) in [
        // Held by browsers, and asked for each time whether it is still so.
        (header::CACHE_CONTROL, "no-cache"),
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::REFERRER_POLICY, "same-origin"),
        (header::VARY, "accept-encoding"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        // Pages of others can't load what is here as script, style or picture of theirs.
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

/// The library compresses, and where a reader takes neither what it has nor the file as it is, it
/// sets the status alone: over the file, but over a redirect and the page for lost addresses, too.
fn refused(mut response: Response) -> Response {
    match response.extensions().get::<UncompressedStatus>().copied() {
        Some(UncompressedStatus(uncompressed)) if uncompressed != StatusCode::OK => {
            *response.status_mut() = uncompressed;
            response
        }
        _ => plain(
            StatusCode::NOT_ACCEPTABLE,
            "the file is sent as it is, by gzip or by brotli, and none of them is accepted",
        ),
    }
}

/// A file's tag is strong and tells bytes; compressed, the bytes are others, so that the tag can
/// only tell the content. "Nothing changed" repeats the tag in the form that the reader has.
fn weaken(status: StatusCode, known: &[HeaderValue], headers: &mut HeaderMap) {
    let Some(tag) = headers.get(header::ETAG).and_then(|tag| tag.to_str().ok()) else {
        return;
    };
    if tag.starts_with("W/") {
        return;
    }
    let weak = format!("W/{tag}");
    let is_held_weak = status == StatusCode::NOT_MODIFIED
        && known
            .iter()
            .filter_map(|known| known.to_str().ok())
            .any(|known| known.contains(&weak));
    let is_compressed = headers.contains_key(header::CONTENT_ENCODING);
    if (is_compressed || is_held_weak)
        && let Ok(value) = HeaderValue::from_str(&weak)
    {
        headers.insert(header::ETAG, value);
    }
}

/// Texts are, unless they are short; the library leaves out ranges and what is compressed already.
pub(super) fn is_worth_compressing(
    status: StatusCode,
    _: Version,
    headers: &HeaderMap,
    _: &Extensions,
) -> bool {
    let kind = media_type(headers);
    // Events are sent one by one as they happen; a compressor would hold them back.
    let is_text = (kind.starts_with("text/") && kind != "text/event-stream")
        || kind.ends_with("+xml")
        || kind.ends_with("+json")
        || TEXTS.contains(&kind);
    let length = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok())
        .and_then(|length| length.parse::<u64>().ok());
    (status == StatusCode::OK || status == StatusCode::NOT_FOUND)
        && is_text
        && length.is_none_or(|length| length >= SHORT)
}

/// The type without its parameters.
fn media_type(headers: &HeaderMap) -> &str {
    headers
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .and_then(|kind| kind.split(';').next())
        .unwrap_or_default()
        .trim()
}
