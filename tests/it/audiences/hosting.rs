//! The configuration of `docs/hosting.md` in a real nginx: who gets which portal, and what is told of
//! the others.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};

use crate::serve::{Answer, read_answer};
use crate::support::Mesh;

const DOCS: &str = include_str!("../../../docs/hosting.md");

/// Longer than any answer takes, even beside other tests on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// What stands in the finance portal alone.
const PAYROLL: &str = "views/unified/payroll.html";
const NEVER: &str = "views/unified/neverin.html";
const ORDERS: &str = "views/unified/orders.html";

/// The front, its server, and an authenticating proxy that knows some sessions.
struct Host {
    nginx: Child,
    port: u16,
    _folder: tempfile::TempDir,
}

/// The code block of the documentation that is written in a language.
fn documented(language: &str) -> String {
    let start = DOCS.split_once(&format!("```{language}\n")).unwrap().1;
    start.split_once("\n```").unwrap().0.to_owned()
}

/// Both see `orders`. `payroll` is for finance, and hidden from analysts.
const SETTINGS: &str = r#"[entry_points]
datasets = ["p.unified"]

[access]
hidden = ["p.unified"]

[[exports]]
format = "bigquery"
path = "exports/bigquery/**"

[[audiences]]
id = "analysts"
label = "Data analysts"
grantees = ["group:data-analysts@example.com"]

[[audiences]]
id = "finance"
label = "Finance"
grantees = ["group:finance-analysts@example.com"]
"#;

/// As a part of the record of a very large site is called.
const PART: &str = ".vitrina-files-0123456789abcdef0123456789abcdef";

/// Builds the portals of both audiences below `portals`.
fn build_portals(portals: &Path) {
    let grant = |dataset: &str, name: &str, kind: &str, group: &str| {
        json!({"object_catalog": "p", "object_schema": dataset, "object_name": name, "object_type": kind,
               "privilege_type": "roles/bigquery.dataViewer", "grantee": format!("group:{group}@example.com")})
    };
    let mesh = Mesh::new()
        .file("vitrina.toml", SETTINGS)
        .table("p.vault.orders", &[("id", "INT64")])
        .table("p.vault.payroll", &[("salary", "INT64")])
        .view("p.unified.orders", "SELECT id FROM `p.vault.orders`")
        .view("p.unified.payroll", "SELECT salary FROM `p.vault.payroll`")
        .ndjson(
            "OBJECT_PRIVILEGES",
            &[
                grant("unified", "orders", "VIEW", "data-analysts"),
                grant("unified", "orders", "VIEW", "finance-analysts"),
                grant("unified", "payroll", "VIEW", "finance-analysts"),
                grant("vault", "payroll", "BASE TABLE", "finance-analysts"),
            ],
        );
    let out = portals.to_str().unwrap();
    mesh.run(&["build", "--all-audiences", "--out", out])
        .assert_ran();
}

/// Answers as oauth2-proxy does: the groups of the session that a cookie names, or 401.
fn authenticate(listener: &TcpListener) {
    for stream in listener.incoming().map_while(Result::ok) {
        let mut reader = BufReader::new(&stream);
        let mut session = None;
        let mut line = String::new();
        while reader.read_line(&mut line).is_ok_and(|n| n > 2) {
            if let Some((_, rest)) = line.split_once("session=") {
                let name = rest.split([';', '\r']).next().unwrap_or_default();
                session = Some(name.to_owned());
            }
            line.clear();
        }
        let groups = match session.as_deref() {
            Some("analyst") => "everyone@example.com,data-analysts@example.com",
            Some("accountant") => "finance-analysts@example.com",
            Some("both") => "data-analysts@example.com,finance-analysts@example.com",
            // Names that only look like one of them.
            Some("other") => "not-finance-analysts@example.com,data-analysts@examplexcom",
            _ => "",
        };
        let status = match session {
            Some(_) => "200 OK",
            None => "401 Unauthorized",
        };
        let answer = format!(
            "HTTP/1.1 {status}\r\nX-Auth-Request-Groups: {groups}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        );
        let _ = (&stream).write_all(answer.as_bytes());
    }
}

fn free_port() -> u16 {
    let probe = TcpListener::bind("127.0.0.1:0").unwrap();
    probe.local_addr().unwrap().port()
}

impl Host {
    fn start() -> Self {
        let own_folder = tempfile::tempdir().unwrap();
        let folder = own_folder.path();
        let portals = folder.join("portal");
        build_portals(&portals);
        // What a build and others leave above and within the folders.
        let record = fs::read_to_string(portals.join(".vitrina-files")).unwrap();
        assert!(record.contains("payroll"));
        for folder in [&portals, &portals.join("analysts")] {
            fs::write(folder.join(PART), &record).unwrap();
        }
        fs::create_dir(folder.join(".portal.vitrina-staging")).unwrap();
        fs::write(folder.join(".portal.vitrina-staging/a.html"), "payroll").unwrap();
        fs::create_dir(portals.join("analysts/.vitrina-staging")).unwrap();
        fs::write(portals.join("analysts/.vitrina-staging/a.html"), "payroll").unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink("../finance", portals.join("analysts/link")).unwrap();

        let proxy = TcpListener::bind("127.0.0.1:0").unwrap();
        let proxy_port = proxy.local_addr().unwrap().port();
        std::thread::spawn(move || authenticate(&proxy));

        let port = free_port();
        let mut config = documented("nginx");
        for (documented, here) in [
            ("listen 8080;", format!("listen 127.0.0.1:{port};")),
            ("/run/portal.sock", format!("{}/sock", folder.display())),
            ("/srv/portal", portals.display().to_string()),
            ("127.0.0.1:4180", format!("127.0.0.1:{proxy_port}")),
        ] {
            assert!(config.contains(documented), "{documented}");
            config = config.replace(documented, &here);
        }
        let paths: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .map(|name| format!("{name}_temp_path {}/{name};\n", folder.display()))
            .concat();
        let is_root = Command::new("id").arg("-u").output().unwrap().stdout == b"0\n";
        let own = format!(
            "{user}\npid {folder}/pid;\nerror_log {folder}/error.log;\nevents {{}}\nhttp {{\ninclude /etc/nginx/mime.types;\naccess_log off;\n{paths}{config}\n}}\n",
            user = if is_root { "user root;" } else { "" },
            folder = folder.display()
        );
        let file = folder.join("nginx.conf");
        fs::write(&file, own).unwrap();
        let mut nginx = Command::new("/usr/sbin/nginx")
            .arg("-p")
            .arg(folder)
            .arg("-c")
            .arg(&file)
            .args(["-g", "daemon off;"])
            .stderr(Stdio::inherit())
            .spawn()
            .unwrap();
        for _ in 0..600 {
            assert_eq!(nginx.try_wait().unwrap(), None, "nginx ended");
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return Self {
                    nginx,
                    port,
                    _folder: own_folder,
                };
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("nginx doesn't listen");
    }

    /// `path` as it is, `headers` lines with their ends.
    fn ask(&self, method: &str, path: &str, headers: &str) -> Answer {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let mut stream = BufReader::new(stream);
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: data.example.com\r\n{headers}Connection: close\r\n\r\n"
        );
        stream.get_mut().write_all(request.as_bytes()).unwrap();
        let answer = read_answer(&mut stream, method == "HEAD");
        answer.unwrap_or_else(|| panic!("no answer to {method} {path}"))
    }

    /// As a reader whose session has this name.
    fn get(&self, session: &str, path: &str) -> Answer {
        self.ask("GET", path, &format!("Cookie: session={session}\r\n"))
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        // Its workers end with it.
        let pid = self.nginx.id().to_string();
        let _ = Command::new("kill").arg(pid).status();
        let _ = self.nginx.wait();
    }
}

/// All that an answer tells, its moment apart.
fn told(answer: &Answer) -> (u16, BTreeMap<&str, &str>, &[u8]) {
    let headers = answer.headers.iter();
    let headers = headers.map(|(name, value)| (name.as_str(), value.as_str()));
    let headers = headers.filter(|(name, _)| *name != "date").collect();
    (answer.status, headers, &answer.body)
}

#[test]
#[cfg_attr(not(nginx), ignore = "no /usr/sbin/nginx")]
fn a_reader_gets_the_portal_of_their_audience_and_is_told_nothing_of_others() {
    let host = Host::start();
    folder_by_header(&host);
    headers_of_clients(&host);
    ways_out(&host);
    hidden_like_never(&host);
    caches(&host);
    switch(&host);
}

/// Who reads what, and who nothing.
fn folder_by_header(host: &Host) {
    for (session, path, status) in [
        ("analyst", ORDERS, 200),
        ("analyst", PAYROLL, 404),
        ("accountant", ORDERS, 200),
        ("accountant", PAYROLL, 200),
        ("both", ORDERS, 200),
        ("both", PAYROLL, 404),
        ("other", ORDERS, 403),
        ("other", PAYROLL, 403),
        ("other", NEVER, 403),
        ("other", "audiences.json", 403),
    ] {
        let answer = host.get(session, &format!("/{path}"));
        assert_eq!(answer.status, status, "{session} {path}: {answer:?}");
        let finds = answer.text().contains("salary");
        assert_eq!(finds, (path, status) == (PAYROLL, 200), "{session} {path}");
    }
    assert_eq!(host.get("analyst", "/").status, 200);
    // The folders of audiences are no addresses.
    for path in ["/analysts/", "/finance/", "/finance/index.html"] {
        assert_eq!(host.get("accountant", path).status, 404, "{path}");
    }
    let stranger = host.ask("GET", &format!("/{PAYROLL}"), "");
    assert_eq!(stranger.status, 302);
    let asked = stranger.header("location");
    assert_eq!(asked, format!("/oauth2/sign_in?rd=/{PAYROLL}"));
}

/// What a client says of itself changes nothing.
fn headers_of_clients(host: &Host) {
    let path = format!("/{PAYROLL}");
    let plain = host.get("analyst", &path);
    let groups = "finance-analysts@example.com";
    for more in [
        "X-Audience: finance\r\n".to_owned(),
        "x-audience: finance\r\nX-AUDIENCE: finance\r\n".to_owned(),
        "X_Audience: finance\r\n".to_owned(),
        "X-Audiences: ,finance\r\n".to_owned(),
        format!("X-Auth-Request-Groups: {groups}\r\nX-Forwarded-Groups: {groups}\r\n"),
        "Connection: X-Audience\r\nX-Audience: finance\r\n".to_owned(),
        "Cookie: audience=finance\r\n".to_owned(),
        format!("Cookie: audience=finance:,{groups},\r\n"),
        "Cookie: audience=finance:,finance,\r\n".to_owned(),
        "Cookie: audience=../finance\r\n".to_owned(),
    ] {
        let headers = format!("Cookie: session=analyst\r\n{more}");
        let answer = host.ask("GET", &path, &headers);
        assert_eq!(told(&answer), told(&plain), "{more}");
        let list = host.ask("GET", "/audiences.json", &headers);
        assert!(!list.text().contains("finance"), "{more}: {list:?}");
        let headers = format!("Cookie: session=other\r\n{more}");
        assert_eq!(host.ask("GET", &path, &headers).status, 403, "{more}");
    }
}

/// Addresses that lead out of the folder, and files in it that aren't of the portal.
fn ways_out(host: &Host) {
    for way in [
        "/../finance/",
        "/..%2ffinance/",
        "/%2e%2e/finance/",
        "/%2e%2e%2ffinance/",
        "/..%252ffinance/",
        "/..%5cfinance/",
        "/..\\finance/",
        "/views/../../finance/",
        "/views/..%2f..%2ffinance/",
        "/analysts../finance/",
        "/./../finance/",
        "//finance/",
        "//../finance/",
        "/FINANCE/",
        "/finance%00/",
        "/..;/finance/",
        "/link/",
        "http://data.example.com/../finance/",
    ] {
        for file in [PAYROLL, "index.html"] {
            let path = format!("{way}{file}");
            let answer = host.get("analyst", &path);
            assert!(matches!(answer.status, 400 | 404), "{path}: {answer:?}");
            assert!(!answer.text().contains("payroll"), "{path}");
        }
    }
    for path in [
        "/.vitrina-files",
        &format!("/{PART}"),
        &format!("/../{PART}"),
        "/../.vitrina-files",
        "/.vitrina-staging/a.html",
        "/..%2f.vitrina-files",
        "/..%2f..%2f.portal.vitrina-staging/a.html",
        "/.portal.vitrina-staging/a.html",
        "/api/../.vitrina-files",
        "/%2evitrina-files",
    ] {
        let answer = host.get("analyst", path);
        assert!(matches!(answer.status, 400 | 404), "{path}: {answer:?}");
        assert!(!answer.text().contains("payroll"), "{path}");
    }
}

/// What another audience has answers like what nobody has.
fn hidden_like_never(host: &Host) {
    for (hidden, never) in [
        (PAYROLL, NEVER),
        ("tables/p/vault/payroll.html", "tables/p/vault/neverin.html"),
        ("views/unified/payroll", "views/unified/neverin"),
        ("views/unified/payroll.html/", "views/unified/neverin.html/"),
        (
            "feeds/views/unified/payroll.atom",
            "feeds/views/unified/neverin.atom",
        ),
        (
            "views/unified/payroll.html?q=1",
            "views/unified/neverin.html?q=1",
        ),
    ] {
        for method in ["GET", "HEAD", "POST", "PUT", "OPTIONS"] {
            for more in [
                "",
                "Range: bytes=0-9\r\n",
                "Accept-Encoding: gzip\r\n",
                "If-Modified-Since: Thu, 01 Jan 2060 00:00:00 GMT\r\n",
                "If-None-Match: *\r\n",
            ] {
                let headers = format!("Cookie: session=analyst\r\n{more}");
                let hidden = host.ask(method, &format!("/{hidden}"), &headers);
                let never = host.ask(method, &format!("/{never}"), &headers);
                assert_eq!(told(&hidden), told(&never), "{method} {more}");
                assert_ne!(hidden.status, 200, "{method} {more}");
            }
        }
    }
    let answer = host.get("analyst", &format!("/{PAYROLL}"));
    let portals = "Page not found";
    assert!(answer.text().contains(portals), "{answer:?}");
}

/// No cache but the reader's own keeps an answer, and theirs keeps it for one audience.
fn caches(host: &Host) {
    let asset = "/assets/search-notices.txt";
    for (path, status, keeps) in [
        (format!("/{ORDERS}"), 200, "private, no-cache"),
        ("/api/v1/views.ndjson".to_owned(), 200, "private, no-cache"),
        ("/search/head.bin".to_owned(), 200, "private, no-cache"),
        (format!("/{NEVER}"), 404, "private, no-cache"),
        ("/assets/gone.css".to_owned(), 404, "private, no-cache"),
        ("/audiences.json".to_owned(), 200, "private, no-cache"),
        (
            asset.to_owned(),
            200,
            "private, max-age=31536000, immutable",
        ),
    ] {
        let answer = host.get("analyst", &path);
        assert_eq!(answer.status, status, "{path}");
        assert_eq!(answer.header("cache-control"), keeps, "{path}");
        assert_eq!(answer.header("vary"), "X-Audience, Cookie", "{path}");
        assert_eq!(answer.header("etag"), "", "{path}");
    }
    let refused = host.get("other", "/");
    assert_eq!(refused.header("cache-control"), "private, no-cache");
    // A copy is asked for again, and not sent again.
    let page = host.get("analyst", &format!("/{ORDERS}"));
    let since = format!(
        "Cookie: session=analyst\r\nIf-Modified-Since: {}\r\n",
        page.header("last-modified")
    );
    let again = host.ask("GET", &format!("/{ORDERS}"), &since);
    assert_eq!(again.status, 304);
}

/// The list holds what the reader may see, and its addresses lead there.
fn switch(host: &Host) {
    let list = |session: &str| -> Value {
        let answer = host.get(session, "/audiences.json");
        assert_eq!(answer.header("content-type"), "application/json");
        serde_json::from_slice(&answer.body).unwrap_or_else(|e| panic!("{e}: {answer:?}"))
    };
    let analysts = json!({"label": "Data analysts", "href": "/as/analysts"});
    let finance = json!({"label": "Finance", "href": "/as/finance"});
    assert_eq!(list("analyst"), json!([analysts]));
    assert_eq!(list("accountant"), json!([finance]));
    // The documentation shows what is served.
    let both = list("both");
    let shown: Value = serde_json::from_str(&documented("json")).unwrap();
    assert_eq!(both, shown);
    assert_eq!(both, json!([analysts, finance]));

    for entry in both.as_array().unwrap() {
        let href = entry["href"].as_str().unwrap();
        let answer = host.get("both", href);
        assert_eq!((answer.status, answer.header("location")), (303, "/"));
        let cookie = answer.header("set-cookie").split(';').next().unwrap();
        let sees = |session: &str| {
            let headers = format!("Cookie: session={session}; {cookie}\r\n");
            host.ask("GET", &format!("/{PAYROLL}"), &headers).status
        };
        let is_finance = href.ends_with("finance");
        assert_eq!(sees("both"), if is_finance { 200 } else { 404 }, "{href}");
        // A wish grants nothing.
        assert_eq!(sees("analyst"), 404, "{href}");
        assert_eq!(sees("accountant"), 200, "{href}");
        assert_eq!(sees("other"), 403, "{href}");
    }
}
