//! The preview server, asked by raw sockets: what it answers, what it refuses, and what it bears.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::support::Mesh;

/// Longer than any answer takes, even beside other tests on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// A portal of a view and its table.
fn mesh() -> Mesh {
    Mesh::new()
        .bigquery()
        .table("p.store.orders", &[("id", "INT64")])
        .view("p.unified.orders", "SELECT id FROM `p.store.orders`")
}

/// A preview server that is stopped at the end.
struct Server {
    child: Child,
    port: u16,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    /// Names in lower case, as they came otherwise.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(n, _)| n == name);
        found.map_or("", |(_, value)| value)
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// Reads one answer; none where the server closed without one.
pub fn read_answer(stream: &mut impl BufRead, is_head: bool) -> Option<Answer> {
    let mut line = String::new();
    stream.read_line(&mut line).ok()?;
    let status = line.split(' ').nth(1)?.parse().ok()?;
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(':') else {
            break;
        };
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let mut answer = Answer {
        status,
        headers,
        body: Vec::new(),
    };
    if is_head || status == 304 {
        return Some(answer);
    }
    if answer.header("transfer-encoding") == "chunked" {
        loop {
            let mut size = String::new();
            stream.read_line(&mut size).ok()?;
            let size = usize::from_str_radix(size.trim(), 16).ok()?;
            let mut chunk = vec![0; size + 2];
            stream.read_exact(&mut chunk).ok()?;
            if size == 0 {
                return Some(answer);
            }
            answer.body.extend_from_slice(&chunk[..size]);
        }
    }
    let length = answer.header("content-length").parse().ok()?;
    answer.body = vec![0; length];
    stream.read_exact(&mut answer.body).ok()?;
    Some(answer)
}

impl Server {
    fn start(mesh: &Mesh) -> Self {
        Self::start_at(mesh, 0)
    }

    fn start_at(mesh: &Mesh, port: u16) -> Self {
        Self::start_by(mesh.command(), port)
    }

    fn start_by(mut command: Command, port: u16) -> Self {
        let mut child = command
            .args(["serve", "--root", "mesh", "--out", "site", "--port"])
            .arg(port.to_string())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let port = lines
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| {
                let rest = line.split_once("http://127.0.0.1:")?.1;
                rest.split('/').next()?.parse().ok()
            })
            .expect("it says where it listens");
        // Whatever else it says must not fill the pipe.
        std::thread::spawn(move || lines.map_while(Result::ok).count());
        Self { child, port }
    }

    fn connect(&self) -> BufReader<TcpStream> {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.set_nodelay(true).unwrap();
        BufReader::new(stream)
    }

    /// Sends bytes as they are; status 0 where nothing came back.
    fn send(&self, request: &str) -> Answer {
        let mut stream = self.connect();
        stream.get_mut().write_all(request.as_bytes()).unwrap();
        let is_head = request.starts_with("HEAD");
        read_answer(&mut stream, is_head).unwrap_or(Answer {
            status: 0,
            headers: Vec::new(),
            body: Vec::new(),
        })
    }

    /// `headers` are lines, each with its end.
    fn ask(&self, method: &str, path: &str, headers: &str) -> Answer {
        self.send(&format!(
            "{method} {path} HTTP/1.1\r\nHost: localhost:{}\r\n{headers}Connection: close\r\n\r\n",
            self.port
        ))
    }

    fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, "")
    }

    fn get_with(&self, path: &str, headers: &str) -> Answer {
        self.ask("GET", path, headers)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Some text of `size` bytes that is no repetition of a short one.
fn text(size: usize) -> Vec<u8> {
    let words = (0u32..).flat_map(|i| format!("{} ", i.wrapping_mul(2_654_435_761)).into_bytes());
    words.take(size).collect()
}

#[test]
fn pages_and_what_is_below_the_site() {
    let mesh = mesh();
    fs::write(mesh.base().join("secret.txt"), "the secret").unwrap();
    let server = Server::start(&mesh);

    let home = server.get("/");
    assert_eq!(home.status, 200);
    assert!(home.text().contains("<html"), "{home:?}");
    assert_eq!(server.get("/views/unified/orders.html").status, 200);
    assert_eq!(server.get("/views/unified/orders.html?a=b").status, 200);
    assert_eq!(server.get("/views/unified/%6frders.html").status, 200);
    assert_eq!(server.get("/nowhere.html").status, 404);

    let part = ".vitrina-files-0123456789abcdef0123456789abcdef";
    fs::write(mesh.out().join(part), "# Files written by vitrina.\n").unwrap();
    // Nothing above the site, and no hidden file.
    for path in [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/%2E%2E%2Fsecret.txt",
        "/..%2fsecret.txt",
        "/views/../../secret.txt",
        "/views/%2e%2e/%2e%2e/secret.txt",
        "/%252e%252e/secret.txt",
        "/..\\secret.txt",
        "/%5c..%5csecret.txt",
        "//etc/passwd",
        "/%2fetc/passwd",
        "/%00",
        "/index.html%00",
        "/%",
        "/%zz",
        "/%ff",
        "/.vitrina-files",
        "/.vitrina-files-0123456789abcdef0123456789abcdef",
        "/./.vitrina-files",
        "/%2evitrina-files",
        "/mesh/vitrina.toml",
        "/index.html/",
        "/index.html/x",
        "/index.html%2f",
        "/views%2funified/orders.html",
        "secret.txt",
        "http://localhost/../secret.txt",
    ] {
        let answer = server.get(path);
        assert!(matches!(answer.status, 400 | 404), "{path}: {answer:?}");
        let body = answer.text();
        assert!(
            !body.contains("the secret")
                && !body.contains("# Files written by vitrina")
                && !body.contains("root:"),
            "{path}"
        );
    }
    let long = format!("/{}", "a".repeat(300));
    assert_eq!(server.get(&long).status, 404, "a name that no disk holds");
}

#[test]
fn other_names_that_point_here_and_none() {
    let mesh = mesh();
    let server = Server::start(&mesh);
    let port = server.port;
    let with = |first: &str, hosts: &str| {
        server.send(&format!("{first}\r\n{hosts}Connection: close\r\n\r\n"))
    };
    for (first, hosts, status) in [
        ("GET / HTTP/1.1", "Host: evil.example\r\n", 421),
        ("GET / HTTP/1.1", "Host: evil.example:80\r\n", 421),
        ("GET / HTTP/1.1", "Host: localhost.evil.example\r\n", 421),
        ("GET / HTTP/1.1", "Host: localhost@evil.example\r\n", 421),
        ("GET / HTTP/1.1", "Host: 192.0.2.7\r\n", 421),
        ("GET / HTTP/1.1", "Host: \r\n", 400),
        ("GET / HTTP/1.1", "Host: localhost:abc\r\n", 400),
        ("GET / HTTP/1.1", "Host: localhost:99999\r\n", 400),
        ("GET / HTTP/1.1", "Host: [::1]x\r\n", 400),
        ("GET * HTTP/1.1", "Host: localhost\r\n", 400),
        ("GET / HTTP/1.1", "", 400),
        ("GET / HTTP/1.0", "", 400),
        (
            "GET / HTTP/1.1",
            "Host: localhost\r\nHost: evil.example\r\n",
            400,
        ),
        (
            "GET / HTTP/1.1",
            "Host: localhost\r\nHost: localhost\r\n",
            400,
        ),
        (
            "GET http://evil.example/ HTTP/1.1",
            "Host: localhost\r\n",
            421,
        ),
        (
            "GET http://localhost/ HTTP/1.1",
            "Host: evil.example\r\n",
            421,
        ),
        ("GET / HTTP/1.1", "Host: localhost\r\n", 200),
        ("GET / HTTP/1.1", "Host: LOCALHOST.:80\r\n", 200),
        ("GET / HTTP/1.1", "Host: [::1]\r\n", 200),
        ("GET http://localhost/ HTTP/1.1", "Host: localhost\r\n", 200),
    ] {
        let answer = with(first, hosts);
        assert_eq!(answer.status, status, "{first} {hosts}: {answer:?}");
        assert_eq!(answer.text().contains("<html"), status == 200, "{hosts}");
    }
    // Who closes the way there still gets the answer.
    let mut stream = server.connect();
    let request = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
    stream.get_mut().write_all(request).unwrap();
    stream
        .get_mut()
        .shutdown(std::net::Shutdown::Write)
        .unwrap();
    let answer = read_answer(&mut stream, false);
    assert_eq!(answer.map_or(0, |answer| answer.status), 200);
    let own = format!("Host: 127.0.0.1:{port}\r\n");
    assert_eq!(with("GET / HTTP/1.1", &own).status, 200);
}

#[test]
fn nothing_but_reading() {
    let mesh = mesh();
    let server = Server::start(&mesh);
    for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "ODD"] {
        let answer = server.send(&format!(
            "{method} / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nConnection: close\r\n\r\nx"
        ));
        assert_eq!(answer.status, 405, "{method}");
        assert_eq!(answer.header("allow"), "GET, HEAD", "{method}");
    }
    for body in [
        "Content-Length: 5\r\n\r\nhello",
        "Content-Length: 99999999999\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
    ] {
        let answer = server.send(&format!("GET / HTTP/1.1\r\nHost: localhost\r\n{body}"));
        assert_eq!(answer.status, 413, "{body}");
        assert_eq!(answer.header("connection"), "close", "{body}");
    }
    assert_eq!(
        server.get_with("/", "Content-Length: 0\r\n").status,
        200,
        "no body, said aloud"
    );

    let page = server.get("/");
    let mut stream = server.connect();
    let request = "HEAD / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    stream.get_mut().write_all(request.as_bytes()).unwrap();
    let head = read_answer(&mut stream, true).unwrap();
    let mut rest = Vec::new();
    stream.read_to_end(&mut rest).unwrap();
    assert!(rest.is_empty(), "a body after HEAD");
    for name in ["content-length", "content-type", "etag", "last-modified"] {
        assert!(!page.header(name).is_empty(), "{name}");
        assert_eq!(head.header(name), page.header(name), "{name}");
    }
}

#[test]
fn what_every_answer_says() {
    let mesh = mesh();
    let server = Server::start(&mesh);
    let page = server.get("/").text();
    let policy = page
        .split_once("http-equiv=\"Content-Security-Policy\" content=\"")
        .and_then(|(_, rest)| rest.split_once('"'))
        .expect("pages have a policy")
        .0
        .to_owned();
    for path in ["/", "/nowhere", "/api/v1/views.ndjson", "/views"] {
        let answer = server.get(path);
        for (name, value) in [
            ("cache-control", "no-cache"),
            ("content-security-policy", &*policy),
            ("cross-origin-resource-policy", "same-origin"),
            ("referrer-policy", "same-origin"),
            ("vary", "accept-encoding"),
            ("x-content-type-options", "nosniff"),
        ] {
            assert_eq!(answer.header(name), value, "{path}");
        }
    }
}

#[test]
fn types() {
    let mesh = mesh();
    let server = Server::start(&mesh);
    for (name, kind) in [
        ("a.html", "text/html; charset=utf-8"),
        ("a.css", "text/css; charset=utf-8"),
        ("a.js", "text/javascript; charset=utf-8"),
        ("a.json", "application/json"),
        ("a.ndjson", "application/x-ndjson; charset=utf-8"),
        ("a.jsonl", "application/x-ndjson; charset=utf-8"),
        ("a.mjs", "text/javascript; charset=utf-8"),
        ("a.js.map", "application/json"),
        ("a.csv", "text/csv; charset=utf-8"),
        ("a.md", "text/markdown; charset=utf-8"),
        ("a.txt", "text/plain; charset=utf-8"),
        ("a.xml", "text/xml; charset=utf-8"),
        ("a.atom", "application/atom+xml"),
        ("a.svg", "image/svg+xml"),
        ("a.png", "image/png"),
        ("a.webp", "image/webp"),
        ("a.wasm", "application/wasm"),
        ("a.wasm.gz", "application/gzip"),
        ("a.webmanifest", "application/manifest+json"),
        ("a.woff2", "font/woff2"),
        ("a.bin", "application/octet-stream"),
        ("a", "application/octet-stream"),
    ] {
        fs::write(mesh.out().join(name), "x").unwrap();
        assert_eq!(
            server.get(&format!("/{name}")).header("content-type"),
            kind,
            "{name}"
        );
    }
}

/// The page for lost addresses is styled, and its links work, however deep the address is; so do
/// they where the portal will stand below a folder.
#[test]
fn lost_addresses() {
    for base in ["/", "/docs/catalog/"] {
        let mesh = mesh();
        let mesh = if base == "/" {
            mesh
        } else {
            let settings = fs::read_to_string(mesh.root().join("vitrina.toml")).unwrap();
            let url = format!("base_url = \"https://example.com{base}\"\n");
            mesh.file("vitrina.toml", url + &settings)
        };
        let server = Server::start(&mesh);
        for path in [
            "/gone",
            "/views/unified/gone.html",
            "/a/b/c/d/e/f/g/",
            "//x",
        ] {
            let lost = server.get(path);
            assert_eq!(lost.status, 404, "{path}");
            assert_eq!(lost.header("content-type"), "text/html; charset=utf-8");
            assert_eq!(lost.header("etag"), "", "{path}");
            let lost = lost.text();
            let links: Vec<&str> = [" href=\"", " src=\""]
                .iter()
                .flat_map(|mark| lost.split(mark).skip(1))
                .filter_map(|rest| rest.split('"').next())
                .filter(|link| !link.starts_with('#') && !link.starts_with("https:"))
                .collect();
            assert!(links.len() > 8, "{links:?}");
            for link in links {
                assert!(link.starts_with(base), "{link}");
                assert_eq!(server.get(link).status, 200, "{link}");
            }
        }
        fs::remove_file(mesh.out().join("404.html")).unwrap();
        let lost = server.get("/gone");
        assert_eq!(
            (lost.status, &*lost.text()),
            (404, "there is no such page\n")
        );
    }
}

#[test]
fn folders_end_with_a_slash() {
    let mesh = mesh();
    let server = Server::start(&mesh);
    let moved = server.get("/views?a=b");
    assert_eq!(moved.status, 307);
    assert_eq!(moved.header("location"), "/views/?a=b");
    assert_eq!(server.get("/views/").status, 200);
    let odd = server.get("/views%2f");
    assert_eq!((odd.status, odd.header("location")), (404, ""));
    // A second slash would make the folder's name another host.
    let odd = server.get("//views");
    assert_eq!((odd.status, odd.header("location")), (404, ""));
}

/// Below the path of `base_url`, redirects stay there.
#[test]
fn folders_below_the_base() {
    let mesh = mesh();
    let settings = fs::read_to_string(mesh.root().join("vitrina.toml")).unwrap();
    let url = "base_url = \"https://example.com/docs/catalog/\"\n".to_owned();
    let mesh = mesh.file("vitrina.toml", url + &settings);
    let server = Server::start(&mesh);
    for (path, location) in [
        ("/docs/catalog/views?a=b", "/docs/catalog/views/?a=b"),
        ("/docs/catalog", "/docs/catalog/"),
        ("/views", "/views/"),
    ] {
        let moved = server.get(path);
        assert_eq!((moved.status, moved.header("location")), (307, location));
        assert_eq!(server.get(location).status, 200, "{location}");
    }
    assert_eq!(server.get("/docs").status, 404);
    // A part of a file that is asked for there.
    let page = server.get("/docs/catalog/index.html");
    let held = format!("If-Range: {}\r\nRange: bytes=0-9\r\n", page.header("etag"));
    let part = server.get_with("/docs/catalog/index.html", &held);
    assert_eq!((part.status, part.body.len()), (206, 10));
}

/// What no HTTP date can tell: before 1970.
#[cfg(unix)]
#[test]
fn files_of_another_age() {
    let mesh = mesh();
    let server = Server::start(&mesh);
    let file = mesh.out().join("old.txt");
    fs::write(&file, "old").unwrap();
    let before = std::time::UNIX_EPOCH - Duration::from_secs(5);
    let opened = fs::File::options().write(true).open(&file).unwrap();
    opened.set_modified(before).unwrap();
    for method in ["GET", "HEAD"] {
        let answer = server.ask(method, "/old.txt", "If-None-Match: \"x\"\r\n");
        assert_eq!(
            (answer.status, answer.header("etag")),
            (200, ""),
            "{method}"
        );
        assert_eq!(answer.header("content-length"), "3", "{method}");
    }
}

#[test]
fn what_is_known_is_not_sent_again() {
    let mesh = mesh();
    let server = Server::start(&mesh);
    let file = mesh.out().join("a.bin");
    fs::write(&file, "first").unwrap();
    let first = server.get("/a.bin");
    let tag = first.header("etag").to_owned();
    assert!(tag.starts_with('"') && tag.len() > 4, "{tag}");
    for known in [
        tag.clone(),
        format!("W/{tag}"),
        format!("\"x\", {tag}"),
        format!("\"a,b\" ,W/{tag},\"y\""),
        "*".to_owned(),
        format!("\"x\"\r\nIf-None-Match: W/{tag}"),
    ] {
        let again = server.get_with("/a.bin", &format!("If-None-Match: {known}\r\n"));
        assert_eq!(again.status, 304, "{known}");
        assert!(again.header("etag").ends_with(&tag), "{known}: {again:?}");
        assert_eq!(again.header("vary"), "accept-encoding");
    }
    let since = first.header("last-modified");
    let again = server.get_with("/a.bin", &format!("If-Modified-Since: {since}\r\n"));
    assert_eq!(again.status, 304);
    for other in ["\"x\"", "x", "W/\"\"", ","] {
        let headers = format!("If-None-Match: {other}\r\nIf-Modified-Since: {since}\r\n");
        let again = server.get_with("/a.bin", &headers);
        assert_eq!((again.status, &*again.text()), (200, "first"), "{other}");
    }

    // Of the same size, in the same second, by rename as a build does it.
    fs::write(mesh.out().join("b.bin"), "other").unwrap();
    fs::rename(mesh.out().join("b.bin"), &file).unwrap();
    let again = server.get_with("/a.bin", &format!("If-None-Match: {tag}\r\n"));
    assert_eq!((again.status, &*again.text()), (200, "other"));
    assert_ne!(again.header("etag"), tag);
}

#[test]
fn parts_of_files() {
    let mesh = mesh();
    let server = Server::start(&mesh);
    let whole = text(10_000);
    fs::write(mesh.out().join("a.txt"), &whole).unwrap();
    let part = |headers: &str| server.get_with("/a.txt", headers);
    for (range, bytes) in [
        ("bytes=0-0", 0..1_usize),
        ("bytes=10-19", 10..20),
        ("bytes=9990-", 9990..10_000),
        ("bytes=-10", 9990..10_000),
        ("bytes=9000-99999", 9000..10_000),
        ("bytes=9000-99999999999999999999999", 9000..10_000),
        ("bytes=-10001", 0..10_000),
        ("bytes=-99999999999999999999999", 0..10_000),
        ("Bytes=007-8", 7..9),
        ("bytes= 1-2 ,", 1..3),
    ] {
        // A part of what is compressed would be none of the file.
        let answer = part(&format!("Range: {range}\r\nAccept-Encoding: gzip, br\r\n"));
        assert_eq!(answer.status, 206, "{range}");
        let said = format!("bytes {}-{}/10000", bytes.start, bytes.end - 1);
        assert_eq!(answer.header("content-range"), said);
        assert_eq!(answer.header("content-encoding"), "", "{range}");
        assert_eq!(answer.body, &whole[bytes], "{range}");
    }
    for range in [
        "bytes=10000-",
        "bytes=10001-10002",
        "bytes=-0",
        "bytes=99999999999999999999999-",
    ] {
        let answer = part(&format!("Range: {range}\r\n"));
        assert_eq!(answer.status, 416, "{range}");
        assert_eq!(answer.header("content-range"), "bytes */10000", "{range}");
    }
    // Several parts, another unit, twice, no range at all: the whole file.
    for headers in [
        "Range: bytes=5-4\r\n",
        "Range: bytes=-\r\n",
        "Range: bytes=a-b\r\n",
        "Range: bytes=0--1\r\n",
        "Range: bytes=0-1,5-6\r\n",
        "Range: rows=0-1\r\n",
        "Range: bytes=0-1\r\nRange: bytes=5-6\r\n",
    ] {
        let answer = part(headers);
        assert_eq!((answer.status, &answer.body), (200, &whole), "{headers}");
    }
    // A part only of what the reader has the beginning of.
    let tag = part("").header("etag").to_owned();
    let date = part("").header("last-modified").to_owned();
    for (held, status) in [
        (&*tag, 206),
        (&*format!("W/{tag}"), 200),
        ("\"x\"", 200),
        (&*date, 200),
    ] {
        let answer = part(&format!("Range: bytes=0-4\r\nIf-Range: {held}\r\n"));
        assert_eq!(answer.status, status, "{held}");
    }
    fs::write(mesh.out().join("empty.txt"), "").unwrap();
    for range in ["bytes=0-0", "bytes=0-", "bytes=-1"] {
        let answer = server.get_with("/empty.txt", &format!("Range: {range}\r\n"));
        let said = (answer.status, answer.header("content-range"));
        assert_eq!(said, (200, ""), "{range} of nothing");
    }
    let head = server.ask("HEAD", "/a.txt", "Range: bytes=0-4\r\n");
    assert_eq!((head.status, head.header("content-length")), (200, "10000"));
}

#[test]
fn texts_are_compressed() {
    let mesh = mesh();
    let server = Server::start(&mesh);
    let whole = text(200_000);
    for name in ["a.txt", "a.js", "a.json", "a.ndjson", "a.svg", "a.atom"] {
        fs::write(mesh.out().join(name), &whole).unwrap();
        let path = format!("/{name}");
        let plain = server.get(&path);
        assert_eq!(
            (plain.header("content-encoding"), &plain.body),
            ("", &whole)
        );

        let gzip = server.get_with(&path, "Accept-Encoding: gzip\r\n");
        assert_eq!(gzip.header("content-encoding"), "gzip", "{name}");
        let mut unpacked = Vec::new();
        flate2::read::GzDecoder::new(&*gzip.body)
            .read_to_end(&mut unpacked)
            .unwrap();
        assert!(unpacked == whole && gzip.body.len() < whole.len(), "{name}");

        let brotli = server.get_with(&path, "Accept-Encoding: gzip, deflate, br\r\n");
        assert_eq!(brotli.header("content-encoding"), "br", "{name}");
        let mut unpacked = Vec::new();
        brotli_decompressor::Decompressor::new(&*brotli.body, 4096)
            .read_to_end(&mut unpacked)
            .unwrap();
        assert!(
            unpacked == whole && brotli.body.len() < whole.len(),
            "{name}"
        );

        // A strong tag tells bytes, and these are others.
        let strong = plain.header("etag");
        let weak = format!("W/{strong}");
        assert_eq!(gzip.header("etag"), weak);
        assert_eq!(brotli.header("etag"), weak);
        let again = server.get_with(
            &path,
            &format!("Accept-Encoding: br\r\nIf-None-Match: {weak}\r\n"),
        );
        assert_eq!((again.status, again.header("etag")), (304, &*weak));
        for answer in [&plain, &gzip, &brotli, &again] {
            assert_eq!(answer.header("vary"), "accept-encoding", "{name}");
        }
    }
    // What is short, compressed already, or not to be.
    fs::write(mesh.out().join("short.txt"), "short").unwrap();
    fs::write(mesh.out().join("a.wasm.gz"), &whole).unwrap();
    fs::write(mesh.out().join("a.bin"), &whole).unwrap();
    for path in ["/short.txt", "/a.wasm.gz", "/a.bin"] {
        let answer = server.get_with(path, "Accept-Encoding: gzip, br\r\n");
        assert_eq!(answer.header("content-encoding"), "", "{path}");
        assert!(!answer.header("content-length").is_empty(), "{path}");
    }
    let refused = server.get_with("/a.txt", "Accept-Encoding: br;q=0, gzip;q=0\r\n");
    assert_eq!(refused.header("content-encoding"), "");
    // Whoever takes nothing gets no file, but hears what holds for all.
    for nothing in ["*;q=0", "identity;q=0", "gzip;q=0, br;q=0, *;q=0"] {
        let headers = format!("Accept-Encoding: {nothing}\r\n");
        let refused = server.get_with("/a.txt", &headers);
        assert_eq!(refused.status, 406, "{nothing}");
        assert!(refused.body.len() < 200 && refused.header("etag").is_empty());
        assert_eq!(server.get_with("/nowhere", &headers).status, 404);
        assert_eq!(server.get_with("/views", &headers).status, 307);
    }
    let lost = server.get_with("/nowhere", "Accept-Encoding: gzip\r\n");
    assert_eq!(
        (lost.status, lost.header("content-encoding")),
        (404, "gzip")
    );
}

#[test]
fn heads_are_bounded() {
    let mesh = mesh();
    let server = Server::start(&mesh);
    let many = "X: y\r\n".repeat(2000);
    assert_eq!(server.get_with("/", &many).status, 431);
    let few = "X: y\r\n".repeat(50);
    assert_eq!(server.get_with("/", &few).status, 200);
    let long = format!("X: {}\r\n", "y".repeat(200_000));
    let mut stream = server.connect();
    let request = format!("GET / HTTP/1.1\r\nHost: localhost\r\n{long}\r\n");
    // It stops reading in the middle, which may end the writing.
    let _ = stream.get_mut().write_all(request.as_bytes());
    let status = read_answer(&mut stream, false).map_or(431, |answer| answer.status);
    assert_eq!(status, 431);
    for path in [
        format!("/?{}", "q".repeat(20_000)),
        format!("/{}", "q/".repeat(10_000)),
    ] {
        assert_eq!(server.get(&path).status, 414);
    }
    for garbage in [
        "\r\n\r\n",
        "GET\r\n\r\n",
        "\0\0\0\0\r\n\r\n",
        "GET / HTTP/9.9\r\nHost: localhost\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: localhost\r\nNo colon\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n",
    ] {
        let mut stream = server.connect();
        stream.get_mut().write_all(garbage.as_bytes()).unwrap();
        let _ = stream.get_mut().shutdown(std::net::Shutdown::Write);
        let status = read_answer(&mut stream, false).map_or(0, |answer| answer.status);
        assert!(matches!(status, 0 | 400), "{garbage:?}: {status}");
    }
    assert_eq!(server.get("/").status, 200);
}

/// Readers that hold connections without asking don't keep others out, whatever they have sent and
/// however many they are.
#[test]
fn idle_readers_keep_nobody_out() {
    let mesh = mesh();
    let server = Server::start(&mesh);
    let mut idle = Vec::new();
    for i in 0..600 {
        let mut stream = server.connect();
        let sent = ["", "G", "GET / HTTP/1.1\r\nHost: local"][i % 3];
        let _ = stream.get_mut().write_all(sent.as_bytes());
        idle.push(stream);
    }
    let began = Instant::now();
    assert_eq!(server.get("/").status, 200);
    // They are let go after ten seconds anyway; nobody waits for that.
    assert!(began.elapsed() < Duration::from_secs(8), "{began:?}");
    drop(idle);
}

/// A crowd that comes at once waits to be let in; who isn't waited for tries again after a second.
#[cfg(target_os = "linux")]
#[test]
fn a_crowd_may_wait() {
    let mesh = mesh();
    let server = Server::start(&mesh);
    assert_eq!(server.get("/").status, 200);
    let pid = server.child.id().to_string();
    let tell = |signal: &str| {
        let told = Command::new("kill").args([signal, &pid]).status();
        assert!(told.unwrap().success(), "{signal}");
    };
    tell("-STOP");
    let address = std::net::SocketAddr::from(([127, 0, 0, 1], server.port));
    let crowd: Vec<_> = (0..400)
        .map_while(|_| TcpStream::connect_timeout(&address, Duration::from_millis(900)).ok())
        .collect();
    tell("-CONT");
    assert_eq!(crowd.len(), 400);
    assert_eq!(server.get("/").status, 200);
}

#[test]
fn a_head_that_never_ends_is_given_up() {
    let mesh = mesh();
    let server = Server::start(&mesh);
    let mut stream = server.connect();
    let half = b"GET / HTTP/1.1\r\nHost: localhost\r\n";
    stream.get_mut().write_all(half).unwrap();
    let mut rest = Vec::new();
    // Closed, before patience ends.
    stream.read_to_end(&mut rest).unwrap();
}

/// Small answers, one after the other, don't wait for acknowledgements: each would take 40 ms.
#[test]
fn a_connection_is_used_again_at_once() {
    let mesh = mesh();
    let server = Server::start(&mesh);
    fs::write(mesh.out().join("a.txt"), "small").unwrap();
    let request = "GET /a.txt HTTP/1.1\r\nHost: localhost\r\n\r\n";
    let mut stream = server.connect();
    let began = Instant::now();
    for _ in 0..200 {
        stream.get_mut().write_all(request.as_bytes()).unwrap();
        let answer = read_answer(&mut stream, false).unwrap();
        assert_eq!((answer.status, &*answer.body), (200, &b"small"[..]));
    }
    assert!(began.elapsed() < Duration::from_secs(6), "{began:?}");
    // Several at once are answered in order.
    stream
        .get_mut()
        .write_all(request.repeat(20).as_bytes())
        .unwrap();
    for _ in 0..20 {
        assert_eq!(read_answer(&mut stream, false).unwrap().body, b"small");
    }
}

#[test]
fn ten_thousand_requests_beside_idle_connections() {
    let mesh = mesh();
    ten_thousand(&Server::start(&mesh));
}

/// Where the system allows few files, idle connections go, and files can still be opened.
#[cfg(unix)]
#[test]
fn ten_thousand_requests_where_few_files_may_be_open() {
    let mesh = mesh();
    let vitrina = mesh.command();
    let mut command = Command::new("sh");
    command
        .args(["-c", "ulimit -n 256; exec \"$0\" \"$@\""])
        .arg(vitrina.get_program())
        .current_dir(mesh.base());
    ten_thousand(&Server::start_by(command, 0));
}

fn ten_thousand(server: &Server) {
    let paths = [
        "/",
        "/views/unified/orders.html",
        "/views/",
        "/api/v1/views.ndjson",
    ];
    let expected = paths.map(|path| {
        let answer = server.get(path);
        assert_eq!(answer.status, 200, "{path}");
        answer.body
    });
    let idle: Vec<_> = (0..200).map(|_| server.connect()).collect();
    let errors: Vec<String> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..64)
            .map(|number| {
                let (paths, expected) = (&paths, &expected);
                scope.spawn(move || {
                    let mut errors = Vec::new();
                    let mut stream = server.connect();
                    let count = 10_000 / 64 + usize::from(number < 10_000 % 64);
                    for i in 0..count {
                        let which = (i + number) % paths.len();
                        let path = paths[which];
                        let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n");
                        let sent = stream.get_mut().write_all(request.as_bytes());
                        let answer = read_answer(&mut stream, false);
                        match (sent, answer) {
                            (Ok(()), Some(a)) if a.status == 200 && a.body == expected[which] => {}
                            (sent, answer) => {
                                let status = answer.map(|a| a.status);
                                errors.push(format!("{number}.{i} {path}: {sent:?} {status:?}"));
                                break;
                            }
                        }
                    }
                    errors
                })
            })
            .collect();
        threads
            .into_iter()
            .flat_map(|thread| thread.join().unwrap())
            .collect()
    });
    assert_eq!(errors, [""; 0]);
    drop(idle);
}

#[test]
fn the_site_may_be_replaced_meanwhile() {
    let mesh = mesh();
    let server = Server::start(&mesh);
    let held = server.get("/").header("etag").to_owned();
    let away = mesh.base().join("away");
    fs::rename(mesh.out(), &away).unwrap();
    assert_eq!(server.get("/").status, 404);
    fs::write(mesh.out(), "a file").unwrap();
    assert_eq!(server.get("/").status, 404);
    fs::remove_file(mesh.out()).unwrap();
    fs::create_dir(mesh.out()).unwrap();
    fs::write(mesh.out().join("index.html"), "another one").unwrap();
    let home = server.get_with("/", &format!("If-None-Match: {held}\r\n"));
    assert_eq!((home.status, &*home.text()), (200, "another one"));
}

#[test]
fn a_port_in_use() {
    let mesh = mesh();
    let taken = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = taken.local_addr().unwrap().port();
    let server = Server::start_at(&mesh, port);
    assert!(server.port > port, "{} {port}", server.port);
    assert_eq!(server.get("/").status, 200);
}

#[cfg(unix)]
#[test]
fn no_way_out_of_the_site() {
    use std::os::unix::fs::symlink;
    let mesh = mesh();
    fs::write(mesh.base().join("secret.txt"), "the secret").unwrap();
    let server = Server::start(&mesh);
    let out = mesh.out();
    symlink(mesh.base().join("secret.txt"), out.join("link.txt")).unwrap();
    symlink(mesh.base(), out.join("folder")).unwrap();
    symlink(".vitrina-files", out.join("record.txt")).unwrap();
    symlink("circle.txt", out.join("circle.txt")).unwrap();
    symlink("index.html", out.join("home.html")).unwrap();
    for path in [
        "/link.txt",
        "/folder/secret.txt",
        "/record.txt",
        "/circle.txt",
    ] {
        assert_eq!(server.get(path).status, 404, "{path}");
    }
    assert_eq!(server.get("/home.html").status, 200, "within the site");
    // Nobody writes into it, so that whoever opened it would wait for ever.
    let pipe = out.join("pipe.txt");
    assert!(
        Command::new("mkfifo")
            .arg(&pipe)
            .status()
            .unwrap()
            .success()
    );
    assert_eq!(server.get("/pipe.txt").status, 404);
}

#[cfg(unix)]
#[test]
fn it_ends_when_told() {
    let mesh = mesh();
    for signal in ["-INT", "-TERM"] {
        let mut server = Server::start(&mesh);
        // One that is idle, one in the middle of a request.
        let _idle = server.connect();
        let mut half = server.connect();
        half.get_mut().write_all(b"GET / HTTP/1.1\r\n").unwrap();
        assert_eq!(server.get("/").status, 200);
        let pid = server.child.id().to_string();
        assert!(
            Command::new("kill")
                .args([signal, &pid])
                .status()
                .unwrap()
                .success()
        );
        let began = Instant::now();
        let status = server.child.wait().unwrap();
        assert_eq!(status.code(), Some(0), "{signal}");
        assert!(began.elapsed() < Duration::from_secs(8), "{signal}");
    }
}

/// Below a folder of a static host, the page for lost addresses needs to know which.
#[test]
fn a_remark_where_no_base_url_is_set() {
    let settings = "[entry_points]\ndatasets = [\"p.unified\"]\n\n[rules]\n";
    let mesh = mesh().file("vitrina.toml", settings);
    let remark = mesh
        .list("findings")
        .into_iter()
        .find(|finding| finding["rule"] == "no-base-url")
        .expect("a remark");
    assert_eq!(remark["severity"], "info");
    assert_eq!(remark["file"], "vitrina.toml");
    assert_eq!(remark["line"], 1);
    assert!(
        remark["help"].as_str().unwrap().contains("base_url = "),
        "{remark}"
    );
    let settings = format!("base_url = \"https://data.example.com\"\n{settings}");
    let rules = mesh
        .file("vitrina.toml", settings)
        .field("findings", "rule");
    assert!(!rules.contains(&"no-base-url".to_owned()), "{rules:?}");
}
