//! The answer to a request that was let in: a file, a part of it, or the page for lost addresses.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use axum::http::{Method, StatusCode, Uri};
use axum::response::Response;
use tower_http::services::ServeDir;
use tower_http::services::fs::DefaultServeDirFallback;

use super::byte_range::Part;
use super::site_folder::Folder;

/// Where a host looks for the page for lost addresses.
const LOST: &str = "/404.html";

type Files = ServeDir<DefaultServeDirFallback, Folder>;

/// What an answer was before compression, which refuses readers that take nothing it has.
#[derive(Debug, Clone, Copy)]
pub(super) struct UncompressedStatus(pub(super) StatusCode);

/// The files of a site.
#[derive(Clone)]
pub(super) struct Site {
    files: Files,
    /// The same ones, below the base.
    files_below: Files,
    /// The path on its later host; begins and ends with `/`.
    base: Arc<str>,
}

impl Site {
    pub(super) fn new(folder: PathBuf, base: &str) -> Self {
        let files = ServeDir::with_backend("", Folder::new(folder));
        Self {
            files_below: files
                .clone()
                .redirect_path_prefix(base.trim_end_matches('/')),
            files,
            base: base.into(),
        }
    }

    /// The same address without the base.
    fn below_base(&self, uri: &Uri) -> Option<Uri> {
        if &*self.base == "/" {
            return None;
        }
        let rest = uri.path().strip_prefix(&*self.base)?;
        match uri.query() {
            Some(query) => format!("/{rest}?{query}").parse().ok(),
            None => format!("/{rest}").parse().ok(),
        }
    }

    /// From the base without its last slash, as from any folder.
    fn moved_to_base(&self, path: &str) -> Option<Response> {
        if self.base.strip_suffix('/') != Some(path) {
            return None;
        }
        let mut moved = Response::new(Body::empty());
        *moved.status_mut() = StatusCode::TEMPORARY_REDIRECT;
        let base = HeaderValue::from_str(&self.base).ok()?;
        moved.headers_mut().insert(header::LOCATION, base);
        Some(moved)
    }

    async fn lost(&self, method: Method) -> Response {
        let page = file(
            &self.files,
            method,
            Uri::from_static(LOST),
            HeaderMap::new(),
        );
        let mut page = page.await;
        if page.status() != StatusCode::OK {
            return lost();
        }
        *page.status_mut() = StatusCode::NOT_FOUND;
        for name in [header::ACCEPT_RANGES, header::ETAG, header::LAST_MODIFIED] {
            page.headers_mut().remove(name);
        }
        name_type(LOST, page.headers_mut());
        page
    }

    async fn answer(&self, request: Request) -> Response {
        let (parts, _) = request.into_parts();
        let (method, uri, mut headers) = (parts.method, parts.uri, parts.headers);
        // `//name` in a redirect would be another host, and from `a%2fb` links lead elsewhere than
        // from `a/b`; no file's name holds a slash.
        if ["//", "%2f", "%2F"]
            .iter()
            .any(|odd| uri.path().contains(odd))
        {
            return self.lost(method).await;
        }
        join_lines(&mut headers, header::IF_NONE_MATCH);
        join_lines(&mut headers, header::IF_MATCH);
        let below = self.below_base(&uri).map(|below| (below, headers.clone()));
        let mut response = file_or_part(&self.files, &method, uri.clone(), headers).await;
        if response.status() == StatusCode::NOT_FOUND
            && let Some((below, headers)) = below
        {
            response = file_or_part(&self.files_below, &method, below, headers).await;
        }
        if response.status() == StatusCode::NOT_FOUND {
            return match self.moved_to_base(uri.path()) {
                Some(moved) => moved,
                None => self.lost(method).await,
            };
        }
        if response.status().is_success() {
            name_type(uri.path(), response.headers_mut());
        }
        response
    }
}

pub(super) async fn answer(State(site): State<Site>, request: Request) -> Response {
    let mut response = site.answer(request).await;
    let uncompressed = UncompressedStatus(response.status());
    response.extensions_mut().insert(uncompressed);
    response
}

async fn file(files: &Files, method: Method, uri: Uri, headers: HeaderMap) -> Response {
    let mut request = Request::new(Body::empty());
    *request.method_mut() = method;
    *request.uri_mut() = uri;
    *request.headers_mut() = headers;
    let mut files = files.clone();
    match files.try_call(request).await {
        Ok(response) => response.map(Body::new),
        Err(error) => match error.kind() {
            io::ErrorKind::NotFound
            | io::ErrorKind::NotADirectory
            | io::ErrorKind::PermissionDenied => lost(),
            _ => plain(
                StatusCode::INTERNAL_SERVER_ERROR,
                "the file can't be read now",
            ),
        },
    }
}

async fn file_or_part(
    files: &Files,
    method: &Method,
    uri: Uri,
    mut headers: HeaderMap,
) -> Response {
    if headers.contains_key(header::RANGE) {
        let part = part(files, method, &uri, &headers).await;
        headers.remove(header::RANGE);
        if let Some(part) = part {
            headers.insert(header::RANGE, part);
        }
    }
    file(files, method.clone(), uri, headers).await
}

/// The `Range` of a request, where it is heeded: in a GET, once, in bytes, and where the reader
/// holds the beginning of the very file that there is now.
async fn part(
    files: &Files,
    method: &Method,
    uri: &Uri,
    headers: &HeaderMap,
) -> Option<HeaderValue> {
    let mut ranges = headers.get_all(header::RANGE).iter();
    let (Some(range), None) = (ranges.next(), ranges.next()) else {
        return None;
    };
    if *method != Method::GET {
        return None;
    }
    let requested = Part::requested(range)?;
    let now = file(files, Method::HEAD, uri.clone(), HeaderMap::new()).await;
    if let Some(held) = headers.get(header::IF_RANGE)
        && now.headers().get(header::ETAG) != Some(held)
    {
        return None;
    }
    let length = now.headers().get(header::CONTENT_LENGTH)?;
    requested.of(length.to_str().ok()?.parse().ok()?)
}

/// A list may be told in several lines; the library reads the first.
fn join_lines(headers: &mut HeaderMap, name: HeaderName) {
    let lines = headers.get_all(&name).iter().map(HeaderValue::as_bytes);
    let lines: Vec<&[u8]> = lines.collect();
    if lines.len() < 2 {
        return;
    }
    let list = lines.join(&b", "[..]);
    if let Ok(list) = HeaderValue::from_bytes(&list) {
        headers.insert(name, list);
    }
}

/// The library tells types by the name's end, but neither the encoding of texts nor this one.
fn name_type(path: &str, headers: &mut HeaderMap) {
    let Some(kind) = headers
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
    else {
        return;
    };
    let end = path.rsplit_once('.').map_or("", |(_, end)| end);
    let full = match end {
        "ndjson" | "jsonl" => "application/x-ndjson; charset=utf-8".to_owned(),
        "mjs" => "text/javascript; charset=utf-8".to_owned(),
        "map" => "application/json".to_owned(),
        _ if kind.starts_with("text/") && !kind.contains(';') => format!("{kind}; charset=utf-8"),
        _ => return,
    };
    // The library's own text, and ASCII.
    if let Ok(value) = HeaderValue::from_str(&full) {
        headers.insert(header::CONTENT_TYPE, value);
    }
}

fn lost() -> Response {
    plain(StatusCode::NOT_FOUND, "there is no such page")
}

/// A status and its reason in a line.
pub(super) fn plain(status: StatusCode, why: &str) -> Response {
    let mut response = Response::new(Body::from(format!("{why}\n")));
    *response.status_mut() = status;
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/plain; charset=utf-8"),
    );
    response
}
