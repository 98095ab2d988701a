//! A static preview of a built site, for its owner: loopback by default, the Host header is
//! checked, nothing above the site's folder is read, and only GET and HEAD are answered.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "it reads the site that output wrote, and nothing else"
)]

use std::fs::File;
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use tiny_http::{Header, Method, Request, Response, StatusCode};

/// Ports tried after the one asked for.
const TRIES: u16 = 20;

/// A server of one folder.
pub struct Server {
    http: tiny_http::Server,
    address: SocketAddr,
    site: PathBuf,
}

impl Server {
    /// Listens on `address`, or a port shortly after where it is taken.
    ///
    /// # Errors
    /// Where none of them is free, or the address isn't this machine's.
    pub fn bind(address: SocketAddr, site: &Path) -> io::Result<Self> {
        let site = std::fs::canonicalize(site)?;
        let mut last = io::Error::other("no port");
        for offset in 0..TRIES {
            let Some(port) = address.port().checked_add(offset) else {
                break;
            };
            match tiny_http::Server::http((address.ip(), port)) {
                Ok(http) => {
                    let bound = http.server_addr().to_ip().unwrap_or(address);
                    return Ok(Self {
                        http,
                        address: bound,
                        site,
                    });
                }
                Err(error) => last = io::Error::other(error.to_string()),
            }
        }
        Err(last)
    }

    /// Where it listens.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers until the process ends.
    pub fn run(&self) {
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    while let Ok(request) = self.http.recv() {
                        // A reader that went away is no concern of ours.
                        let _ = self.answer(request);
                    }
                });
            }
        });
    }

    fn answer(&self, request: Request) -> io::Result<()> {
        if !self.host_is_ours(&request) {
            return refuse(request, 421, "this server answers for its own address only");
        }
        let head = *request.method() == Method::Head;
        if !head && *request.method() != Method::Get {
            return refuse(request, 405, "only GET and HEAD are answered");
        }
        let Some(path) = self.file_of(request.url()) else {
            return self.missing(request);
        };
        let Ok(file) = File::open(&path) else {
            return self.missing(request);
        };
        let headers = [
            ("Content-Type", content_type(&path)),
            ("Cache-Control", "no-cache"),
            ("X-Content-Type-Options", "nosniff"),
        ];
        request.respond(with_headers(Response::from_file(file), &headers))
    }

    fn missing(&self, request: Request) -> io::Result<()> {
        match File::open(self.site.join("404.html")) {
            Ok(file) => request.respond(with_headers(
                Response::from_file(file).with_status_code(StatusCode(404)),
                &[("Content-Type", "text/html; charset=utf-8")],
            )),
            Err(_) => refuse(request, 404, "there is no such page"),
        }
    }

    /// A page of another site must not read this one by pointing its own name here.
    fn host_is_ours(&self, request: &Request) -> bool {
        let hosts: Vec<&str> = request
            .headers()
            .iter()
            .filter(|h| h.field.equiv("Host"))
            .map(|h| h.value.as_str())
            .collect();
        let [host] = hosts.as_slice() else {
            return false;
        };
        let name = match host.rsplit_once(':') {
            Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
            _ => host,
        };
        let ip = self.address.ip();
        name == "localhost"
            || name.trim_matches(['[', ']']) == ip.to_string()
            || (ip.is_unspecified()
                && name
                    .trim_matches(['[', ']'])
                    .parse::<std::net::IpAddr>()
                    .is_ok())
    }

    /// The file that an address means; none where it leads outside the site.
    fn file_of(&self, url: &str) -> Option<PathBuf> {
        let path = url.split(['?', '#']).next()?;
        let path = decode(path)?;
        let mut full = self.site.clone();
        for part in path.split('/').filter(|p| !p.is_empty()) {
            if part.starts_with('.') || part.contains(['\\', '\0']) {
                return None;
            }
            full.push(part);
        }
        if full.is_dir() {
            full.push("index.html");
        }
        let real = std::fs::canonicalize(full).ok()?;
        (real.starts_with(&self.site) && real.is_file()).then_some(real)
    }
}

fn refuse(request: Request, status: u16, why: &str) -> io::Result<()> {
    request.respond(Response::from_string(format!("{why}\n")).with_status_code(StatusCode(status)))
}

/// Names and values are constants of ours, plain ASCII, so none is ever left out.
fn header(name: &str, value: &str) -> Option<Header> {
    Header::from_bytes(name, value).ok()
}

fn with_headers<R: io::Read>(mut response: Response<R>, headers: &[(&str, &str)]) -> Response<R> {
    for (name, value) in headers {
        if let Some(header) = header(name, value) {
            response.add_header(header);
        }
    }
    response
}

fn content_type(path: &Path) -> &'static str {
    match path.extension().and_then(|e| e.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("json") => "application/json",
        Some("ndjson") => "application/x-ndjson; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("xml") => "application/xml",
        Some("atom") => "application/atom+xml",
        Some("txt" | "md") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// `%41` undone.
fn decode(path: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let [first, tail @ ..] = rest {
        if *first == b'%' {
            let hex = std::str::from_utf8(tail.get(..2)?).ok()?;
            bytes.push(u8::from_str_radix(hex, 16).ok()?);
            rest = &tail[2..];
        } else {
            bytes.push(*first);
            rest = tail;
        }
    }
    String::from_utf8(bytes).ok()
}
