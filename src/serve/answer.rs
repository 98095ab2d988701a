//! The answer to a request that was let in: a file, a part of it, or the page for lost addresses.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{self, HeaderMap, HeaderValue};
use axum::http::{Method, StatusCode, Uri};
use axum::response::Response;
use tower_http::services::ServeDir;
use tower_http::services::fs::DefaultServeDirFallback;

use super::folder::Folder;

/// Where a host looks for the page for lost addresses.
const LOST: &str = "/404.html";

/// The files of a site.
#[derive(Clone)]
pub(super) struct Site {
    files: ServeDir<DefaultServeDirFallback, Folder>,
    /// The path on its later host; begins and ends with `/`.
    base: Arc<str>,
}

impl Site {
    pub(super) fn new(folder: PathBuf, base: &str) -> Self {
        Self {
            files: ServeDir::with_backend("", Folder::new(folder))
                .ignore_multi_range_requests(true),
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

    async fn file(&self, method: Method, uri: Uri, headers: HeaderMap) -> Response {
        let mut request = Request::new(Body::empty());
        *request.method_mut() = method;
        *request.uri_mut() = uri;
        *request.headers_mut() = headers;
        let mut files = self.files.clone();
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

    async fn lost(&self, method: Method) -> Response {
        let mut page = self
            .file(method, Uri::from_static(LOST), HeaderMap::new())
            .await;
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

    /// Whether the `Range` of a request is heeded: in a GET, once, in bytes, and where the reader
    /// holds the beginning of the very file that there is now.
    async fn is_part(&self, method: &Method, uri: &Uri, headers: &HeaderMap) -> bool {
        let mut ranges = headers.get_all(header::RANGE).iter();
        let (Some(range), None) = (ranges.next(), ranges.next()) else {
            return false;
        };
        if *method != Method::GET || !range.as_bytes().starts_with(b"bytes=") {
            return false;
        }
        let Some(held) = headers.get(header::IF_RANGE) else {
            return true;
        };
        let now = self.file(Method::HEAD, uri.clone(), HeaderMap::new()).await;
        now.headers().get(header::ETAG) == Some(held)
    }
}

pub(super) async fn answer(State(site): State<Site>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let (method, uri, mut headers) = (parts.method, parts.uri, parts.headers);
    // `//name` in a redirect would be another host.
    if uri.path().contains("//") {
        return site.lost(method).await;
    }
    if headers.contains_key(header::RANGE) && !site.is_part(&method, &uri, &headers).await {
        headers.remove(header::RANGE);
    }
    let below = site.below_base(&uri).map(|below| (below, headers.clone()));
    let mut response = site.file(method.clone(), uri.clone(), headers).await;
    if response.status() == StatusCode::NOT_FOUND
        && let Some((below, headers)) = below
    {
        response = site.file(method.clone(), below, headers).await;
    }
    if response.status() == StatusCode::NOT_FOUND {
        return site.lost(method).await;
    }
    name_type(uri.path(), response.headers_mut());
    response
}

/// The library tells types by the name's end, but neither the encoding of texts nor this one.
fn name_type(path: &str, headers: &mut HeaderMap) {
    let Some(kind) = headers
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
    else {
        return;
    };
    let full = if path.ends_with(".ndjson") {
        "application/x-ndjson; charset=utf-8".to_owned()
    } else if kind.starts_with("text/") && !kind.contains(';') {
        format!("{kind}; charset=utf-8")
    } else {
        return;
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
