//! Every page of the built sample: well formed, safe under its policy, linked to what exists.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use quick_xml::events::Event;

use super::SAMPLE;
use crate::html::{self, Token, tokens};
use crate::support::{Mesh, Output, Site, files_below};

const BASE: &str = "https://data.mercadia.example/";

/// The sample, built once for all tests of this file.
fn site() -> &'static Site {
    static SITE: OnceLock<Site> = OnceLock::new();
    SITE.get_or_init(|| {
        let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("sample-site");
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_vitrina"));
        command.env_remove("SOURCE_DATE_EPOCH");
        command
            .args(["build", "--quiet", "--root", SAMPLE, "--out"])
            .arg(&dir);
        Output::of(command).assert_ran();
        Site { dir }
    })
}

/// The tokens of every page by its path.
fn pages() -> &'static BTreeMap<String, Vec<Token>> {
    static PAGES: OnceLock<BTreeMap<String, Vec<Token>>> = OnceLock::new();
    PAGES.get_or_init(|| {
        let site = site();
        let paths = site
            .files()
            .into_iter()
            .filter(|path| path.ends_with(".html"));
        paths
            .map(|path| {
                let tokens = tokens(&site.page(&path), &path);
                (path, tokens)
            })
            .collect()
    })
}

fn is_redirect(page: &[Token]) -> bool {
    page.iter()
        .any(|t| t.attribute("http-equiv") == Some("refresh"))
}

/// Where a relative address leads, as a path of the site and an anchor. Nothing for what is outside.
fn resolve(page: &str, address: &str) -> Option<(String, String)> {
    if address.contains("://") || address.starts_with("mailto:") || address.starts_with("data:") {
        return None;
    }
    let (path, anchor) = address.split_once('#').unwrap_or((address, ""));
    let path = path.split('?').next().unwrap();
    if path.is_empty() {
        return Some((page.to_owned(), anchor.to_owned()));
    }
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    let mut path = path;
    if let Some(from_the_top) = path.strip_prefix('/') {
        // Served at any depth, it alone has addresses from the top.
        assert_eq!(page, "404.html", "{address} breaks under a path prefix");
        path = from_the_top;
    }
    for part in path.split('/') {
        match part {
            ".." => {
                parts
                    .pop()
                    .unwrap_or_else(|| panic!("{page}: {address} leaves the site"));
            }
            "." => {}
            part => parts.push(part),
        }
    }
    // A browser decodes what is escaped in a path.
    let joined = parts.join("/");
    assert!(
        !joined.contains('%'),
        "{page}: {address}: addresses are plain ASCII"
    );
    Some((joined, anchor.to_owned()))
}

#[test]
fn links_lead_to_files_and_anchors() {
    let pages = pages();
    let files: BTreeSet<String> = site().files().into_iter().collect();
    let ids: BTreeMap<&str, BTreeSet<&str>> = pages
        .iter()
        .map(|(path, page)| {
            (
                path.as_str(),
                page.iter().filter_map(|t| t.attribute("id")).collect(),
            )
        })
        .collect();
    let mut broken = BTreeSet::new();
    let mut followed = 0;
    for (path, page) in pages {
        for token in page {
            for key in ["href", "src", "action"] {
                let Some(address) = token.attribute(key) else {
                    continue;
                };
                let Some((target, anchor)) = resolve(path, address) else {
                    continue;
                };
                if target.ends_with(".md") {
                    continue; // `links_between_guides_lead_to_their_pages`
                }
                followed += 1;
                let is_there = files.contains(&target);
                let has_anchor = anchor.is_empty()
                    || ids
                        .get(target.as_str())
                        .is_some_and(|ids| ids.contains(anchor.as_str()));
                if !is_there || !has_anchor {
                    broken.insert(format!("{path}: {address}"));
                }
            }
        }
    }
    assert_eq!(broken, BTreeSet::new());
    assert!(followed > 5_000, "{followed}");
}

#[test]
fn links_between_guides_lead_to_their_pages() {
    for (path, page) in pages() {
        for address in page.iter().filter_map(|t| t.attribute("href")) {
            let target = resolve(path, address).map_or(String::new(), |(target, _)| target);
            assert!(!target.ends_with(".md"), "{path}: {address}");
        }
    }
}

#[test]
fn every_page_can_be_reached() {
    let mut seen = BTreeSet::from(["index.html".to_owned()]);
    let mut todo = vec!["index.html".to_owned()];
    while let Some(path) = todo.pop() {
        let Some(page) = pages().get(&path) else {
            continue;
        };
        let address = |t: &Token| {
            t.attribute("href")
                .or(t.attribute("action"))
                .map(str::to_owned)
        };
        for address in page.iter().filter_map(address) {
            if let Some((target, _)) = resolve(&path, &address)
                && seen.insert(target.clone())
            {
                todo.push(target);
            }
        }
    }
    let lost: Vec<&String> = pages()
        .iter()
        .filter(|(path, page)| !seen.contains(*path) && *path != "404.html" && !is_redirect(page))
        .map(|(path, _)| path)
        .collect();
    assert_eq!(lost, [""; 0], "no link leads there");
}

#[test]
fn pages_are_valid() {
    for (path, page) in pages() {
        if is_redirect(page) {
            continue;
        }
        let count = |wanted: &str| html::elements(page, wanted).len();
        assert_eq!(count("h1"), 1, "{path}: one h1");
        assert_eq!(count("main"), 1, "{path}: one main");
        let title = html::text(html::elements(page, "title")[0]);
        assert!(title.len() > 3, "{path}: title `{title}`");
        assert_eq!(
            page[1..].iter().find_map(|t| t.attribute("lang")),
            Some("en"),
            "{path}"
        );
        let ids: BTreeSet<&str> = page.iter().filter_map(|t| t.attribute("id")).collect();
        for id in &ids {
            assert!(
                !id.is_empty() && !id.contains(char::is_whitespace),
                "{path}: id `{id}`"
            );
        }
        for token in page {
            let Token::Open { name, attributes } = token else {
                continue;
            };
            for key in [
                "for",
                "aria-labelledby",
                "aria-describedby",
                "aria-controls",
                "data-copy",
                "data-filter",
            ] {
                for id in token
                    .attribute(key)
                    .into_iter()
                    .flat_map(str::split_whitespace)
                {
                    assert!(ids.contains(id), "{path}: {key}=\"{id}\" names nothing");
                }
            }
            match name.as_str() {
                "img" => assert!(token.attribute("alt").is_some(), "{path}: img without alt"),
                "a" => assert_ne!(token.attribute("href"), Some(""), "{path}"),
                _ => {}
            }
            for (key, value) in attributes {
                assert!(
                    key != "style" && !key.starts_with("on"),
                    "{path}: {key}=\"{value}\""
                );
                assert!(
                    !value.trim().to_lowercase().starts_with("javascript:"),
                    "{path}"
                );
            }
        }
        // Headings go down a step at a time.
        let mut level = 0;
        for token in page {
            if let Token::Open { name, .. } = token
                && let Some(now) = name.strip_prefix('h').and_then(|n| n.parse::<u32>().ok())
            {
                assert!(now <= level + 1, "{path}: h{now} after h{level}");
                level = now;
            }
        }
    }
}

#[test]
fn ids_are_unique() {
    for (path, page) in pages() {
        let mut ids = BTreeSet::new();
        for id in page.iter().filter_map(|t| t.attribute("id")) {
            assert!(ids.insert(id), "{path}: id `{id}` twice");
        }
    }
}

#[test]
fn every_page_states_its_policy_and_keeps_it() {
    for (path, page) in pages() {
        let policy = page
            .iter()
            .find(|t| t.attribute("http-equiv") == Some("Content-Security-Policy"))
            .and_then(|t| t.attribute("content"))
            .unwrap_or_else(|| panic!("{path}: no policy"));
        assert!(policy.starts_with("default-src 'none'"), "{path}: {policy}");
        // The search client is compiled by the browser; nothing else may be.
        let strict = policy.replace("'wasm-unsafe-eval'", "");
        assert!(!strict.contains("unsafe"), "{path}: {policy}");
        for (i, token) in page.iter().enumerate() {
            let Token::Open { name, .. } = token else {
                continue;
            };
            match name.as_str() {
                "script" => {
                    let Token::Text(text) = &page[i + 1] else {
                        panic!("{path}: script")
                    };
                    if token.attribute("type") == Some("application/ld+json") {
                        let value: serde_json::Value = serde_json::from_str(text).unwrap();
                        assert_eq!(value["@type"], "Dataset", "{path}");
                    } else {
                        assert!(token.attribute("src").is_some(), "{path}: inline script");
                        assert_eq!(text, "", "{path}: inline script");
                    }
                }
                "style" | "iframe" | "object" | "embed" | "base" => panic!("{path}: <{name}>"),
                // No request to others: what is fetched is ours.
                "img" | "link" => {
                    for key in ["src", "href"] {
                        let address = token.attribute(key).unwrap_or("");
                        let is_named_only =
                            matches!(token.attribute("rel"), Some("canonical" | "alternate"));
                        assert!(
                            is_named_only || !address.contains("//"),
                            "{path}: {address}"
                        );
                    }
                }
                _ => {}
            }
        }
    }
}

/// The texts of the elements of a name in an XML document; fails where it isn't well formed.
fn xml(path: &str, wanted: &str) -> Vec<String> {
    let text = site().page(path);
    let mut reader = quick_xml::Reader::from_str(&text);
    let mut out = Vec::new();
    loop {
        match reader
            .read_event()
            .unwrap_or_else(|e| panic!("{path}: {e}"))
        {
            Event::Eof => return out,
            Event::Start(tag) if tag.name().as_ref() == wanted => {
                let text = reader.read_text(tag.name()).unwrap();
                out.push(html::unescape(&text));
            }
            _ => {}
        }
    }
}

#[test]
fn the_sitemap_lists_every_page() {
    let listed = xml("sitemap.xml", "loc");
    let set: BTreeSet<String> = listed
        .iter()
        .map(|loc| loc.strip_prefix(BASE).unwrap_or_else(|| panic!("{loc}")))
        .map(|path| match path {
            "" => "index.html".to_owned(),
            folder if folder.ends_with('/') => format!("{folder}index.html"),
            page => page.to_owned(),
        })
        .collect();
    assert_eq!(listed.len(), set.len(), "each once");
    // What says nothing of its own isn't listed.
    let aside = ["404.html", "search/index.html"];
    let expected: BTreeSet<String> = pages()
        .iter()
        .filter(|(path, page)| !aside.contains(&path.as_str()) && !is_redirect(page))
        .map(|(path, _)| path.clone())
        .collect();
    assert_eq!(
        (
            set.difference(&expected).collect::<Vec<_>>(),
            expected.difference(&set).collect::<Vec<_>>()
        ),
        (Vec::new(), Vec::new())
    );
}

#[test]
fn feeds_are_whole_and_lead_to_pages() {
    let feeds: Vec<String> = site()
        .files()
        .into_iter()
        .filter(|p| p.ends_with(".atom"))
        .collect();
    assert!(!feeds.is_empty());
    for feed in feeds {
        // The first build of a mesh has seen no change yet: `history` looks at later ones.
        let entries = xml(&feed, "entry");
        let ids: BTreeSet<String> = xml(&feed, "id").into_iter().collect();
        // The feed's own id besides.
        assert_eq!(ids.len(), entries.len() + 1, "{feed}: ids are unique");
        for entry in entries {
            for part in ["<title>", "<updated>", "<link rel=\"alternate\" href=\""] {
                assert!(entry.contains(part), "{feed}: {part} in {entry}");
            }
            let link = entry
                .split("<link rel=\"alternate\" href=\"")
                .nth(1)
                .unwrap()
                .split('"')
                .next()
                .unwrap();
            let path = link
                .strip_prefix(BASE)
                .unwrap_or_else(|| panic!("{feed}: {link}"));
            let path = path.split('#').next().unwrap();
            assert!(site().exists(path), "{feed}: {path}");
        }
    }
}

#[test]
fn a_table_that_moved_leaves_its_address_behind() {
    let path = "tables/mercadia-marketplace/marketplace_core/loyalty_points.html";
    let page = &pages()[path];
    let refresh = page
        .iter()
        .find(|t| t.attribute("http-equiv") == Some("refresh"))
        .unwrap();
    let content = refresh.attribute("content").unwrap();
    let address = content.strip_prefix("0; url=").unwrap();
    let (target, _) = resolve(path, address).unwrap();
    assert_eq!(
        target,
        "tables/mercadia-customers/customer_360/loyalty_movements.html"
    );
    // Without the refresh there is a link.
    assert!(
        html::elements(page, "a")
            .iter()
            .any(|a| a[0].attribute("href") == Some(address))
    );
}

#[test]
fn the_api_is_what_list_prints() {
    for file in files_below(&site().dir.join("api/v1")) {
        let Some(what) = file.strip_suffix(".ndjson") else {
            assert_eq!(file, "schema.json");
            continue;
        };
        // What builds saw is no line of a mesh, and neither is where lines are.
        if matches!(what, "changes" | "files") {
            continue;
        }
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_vitrina"));
        command.args(["list", what, "--root", SAMPLE, "--format", "ndjson"]);
        let printed = Output::of(command);
        printed.assert_ran();
        assert!(
            site().page(&format!("api/v1/{file}")) == printed.stdout,
            "{file}"
        );
    }
}

#[test]
fn pages_are_light() {
    let assets = site().dir.join("assets");
    let size = |of: &dyn Fn(&str) -> bool| -> u64 {
        files_below(&assets)
            .iter()
            .filter(|p| of(p))
            .map(|p| fs::metadata(assets.join(p)).unwrap().len())
            .sum()
    };
    let bytes = size(&|p| p.starts_with("vitrina-") || p.starts_with("theme-"));
    assert!(bytes < 42_000, "{bytes} bytes of style and script");
    // What the search box loads, once it is used.
    let bytes = size(&|p| p.starts_with("search"));
    assert!(bytes < 530_000, "{bytes} bytes of search client");

    // A view of twenty columns, each described, over one table.
    let columns: Vec<String> = (0..20).map(|i| format!("order_attribute_{i}")).collect();
    let typed: Vec<(&str, &str)> = columns.iter().map(|c| (c.as_str(), "STRING")).collect();
    let rows: Vec<serde_json::Value> = columns
        .iter()
        .map(|c| {
            serde_json::json!({"table_catalog": "p", "table_schema": "unified", "table_name": "orders",
                "column_name": c, "field_path": c, "data_type": "STRING",
                "description": "What the attribute says about an order, in a sentence of common length."})
        })
        .collect();
    let sql = format!("SELECT {} FROM p.core.orders", columns.join(", "));
    let mesh = Mesh::new()
        .bigquery()
        .table("p.core.orders", &typed)
        .view("p.unified.orders", &sql)
        .ndjson("COLUMN_FIELD_PATHS", &rows);
    let page = mesh.build().page("views/unified/orders.html");
    assert!(page.contains("order_attribute_19") && page.contains("in a sentence of common length"));
    assert!(page.len() < 30_000, "{} bytes", page.len());
}

/// A host shows the page at any depth, so its addresses begin with the path of `base_url`.
#[test]
fn the_page_for_what_is_gone_knows_the_path_prefix() {
    let mesh = Mesh::new()
        .file(
            "vitrina.toml",
            "base_url = \"https://example.com/docs/catalog/\"\n",
        )
        .file("guides/start.md", "# Start\n");
    let page = mesh.build().page("404.html");
    for token in tokens(&page, "404.html") {
        for address in ["href", "src", "action"]
            .iter()
            .filter_map(|key| token.attribute(key))
        {
            let is_own = address.starts_with("/docs/catalog/") || address.starts_with('#');
            assert!(is_own, "{address}");
        }
    }
}
