//! What changed from build to build: told once, carried from site to site, and never what nobody sees.

use std::fs;

use serde_json::Value;

use crate::support::{Mesh, Site};

const SALES: &str = "apiVersion: vitrina/v1
kind: Domain
id: commerce
---
apiVersion: vitrina/v1
kind: DataMeshEnvironment
id: sales
domains: [commerce]
servers: [{server: warehouse, type: bigquery, project: p, dataset: store}]
";

/// A mesh with a table, a view over it and, where they are given, other columns of the table.
fn mesh(day: i64, columns: &[(&str, &str)]) -> Mesh {
    Mesh::new()
        .bigquery()
        .env(
            "SOURCE_DATE_EPOCH",
            &(1_790_000_000 + day * 86_400).to_string(),
        )
        .file("sales.yaml", SALES)
        .table("p.store.orders", columns)
        .view("p.unified.orders", "SELECT id FROM `p.store.orders`")
}

const BEFORE: [(&str, &str); 2] = [("id", "INT64"), ("note", "STRING")];
const AFTER: [(&str, &str); 2] = [("id", "INT64"), ("paid", "BOOL")];

/// Builds a mesh after a site.
fn after(former: &Mesh, mesh: &Mesh) -> Site {
    let previous = former.out();
    mesh.run(&["build", "--previous", previous.to_str().unwrap()])
        .assert_ran();
    Site { dir: mesh.out() }
}

/// `rule key member` of each recent change, newest first.
fn changes(site: &Site) -> Vec<String> {
    let lines = site.page("api/v1/changes.ndjson");
    let lines = lines.lines().map(|line| {
        let line: Value = serde_json::from_str(line).unwrap();
        let word = |field: &str| line[field].as_str().unwrap_or("-").to_owned();
        [word("rule"), word("key"), word("member")].join(" ")
    });
    lines.collect()
}

const NONE: [&str; 0] = [];

#[test]
fn a_change_is_told_on_pages_and_in_feeds() {
    let first = mesh(0, &BEFORE);
    let site = first.build();
    assert_eq!(changes(&site), NONE);
    assert!(!site.page("feed.atom").contains("<entry>"));
    let second = mesh(1, &AFTER);
    let site = after(&first, &second);
    assert_eq!(
        changes(&site),
        [
            "column-added relation:p.store.orders paid",
            "column-removed relation:p.store.orders note"
        ]
    );
    let page = site.page("changes/index.html");
    for told in [
        "column paid (BOOL) is new",
        "column note (STRING) is gone",
        "2 changes of 1 asset",
    ] {
        assert!(page.contains(told), "{told}: {page}");
    }
    let table = site.page("tables/p/store/orders.html");
    assert!(table.contains("column paid (BOOL) is new"), "{table}");
    assert!(table.contains("data-changed=\"2026-09-"), "{table}");
    assert!(site.page("index.html").contains("2 changes of 1 asset"));
    for feed in [
        "feed.atom",
        "feeds/dmes/sales.atom",
        "feeds/domains/commerce.atom",
    ] {
        let feed = site.page(feed);
        assert_eq!(feed.matches("<entry>").count(), 2, "{feed}");
        assert_eq!(feed.matches("<id>urn:uuid:").count(), 3, "{feed}");
    }
}

#[test]
fn the_same_input_changes_nothing() {
    let first = mesh(0, &BEFORE);
    first.build();
    let second = mesh(1, &AFTER);
    let site = after(&first, &second);
    let read = |site: &Site| {
        let record = fs::read(site.dir.join("history.ndjson.zst")).unwrap();
        (
            record,
            site.page("feed.atom"),
            site.page("changes/index.html"),
        )
    };
    let told = read(&site);
    // Over its own output, and over the record alone.
    assert_eq!(read(&second.build()), told);
    let record = second.out().join("history.ndjson.zst");
    let third = mesh(1, &AFTER);
    let path = record.to_str().unwrap();
    third.run(&["build", "--previous", path]).assert_ran();
    assert_eq!(read(&Site { dir: third.out() }), told);
}

#[test]
fn what_comes_back_was_never_gone_and_feeds_stay() {
    let first = mesh(0, &BEFORE);
    first.build();
    let second = mesh(1, &AFTER);
    after(&first, &second);
    let third = mesh(2, &BEFORE);
    let site = after(&second, &third);
    assert_eq!(changes(&site), NONE);
    // Readers of a feed ask for it again.
    let feed = site.page("feeds/dmes/sales.atom");
    assert!(!feed.contains("<entry>"), "{feed}");
}

#[test]
fn an_entry_keeps_its_id_and_moment_whatever_the_title() {
    let first = mesh(0, &BEFORE);
    first.build();
    let second = mesh(1, &AFTER);
    let before = after(&first, &second).page("feed.atom");
    let third = mesh(3, &AFTER).file(
        "vitrina.toml",
        "title = \"Another\"\nbase_url = \"https://data.example/\"\n[entry_points]\ndatasets = [\"p.unified\"]\n",
    );
    let now = after(&second, &third).page("feed.atom");
    let of = |feed: &str, tag: &str| -> Vec<String> {
        let tag = format!("<{tag}>");
        let parts = feed.split(&tag).skip(1);
        parts
            .map(|part| part.split('<').next().unwrap().to_owned())
            .collect()
    };
    for tag in ["id", "updated"] {
        assert_eq!(of(&before, tag), of(&now, tag), "{now}");
    }
    assert_ne!(of(&before, "title"), of(&now, "title"));
}

#[test]
fn without_a_former_site_nothing_fails_and_a_damaged_one_is_told() {
    let first = mesh(0, &BEFORE);
    let output = first.run(&["build", "--previous", "nowhere"]);
    output.assert_ran();
    assert!(!output.stderr.contains("history"), "{}", output.stderr);
    let record = first.out().join("history.ndjson.zst");
    let whole = fs::read(&record).unwrap();
    for (damaged, at) in [
        (&whole[..whole.len() - 9], "at line"),
        (b"{}", "line 1"),
        (b"", "line 1"),
    ] {
        fs::write(&record, damaged).unwrap();
        let output = first.run(&["build"]);
        output.assert_ran();
        let printed = [&*output.stdout, &*output.stderr].concat();
        assert!(printed.contains("history-damaged"), "{printed}");
        assert!(printed.contains(at), "{printed}");
        let site = Site { dir: first.out() };
        assert_eq!(changes(&site), NONE);
        assert!(site.page("findings/index.html").contains("history-damaged"));
    }
    // What is written is whole again.
    let output = first.run(&["build"]);
    assert!(
        !output.stderr.contains("history-damaged"),
        "{}",
        output.stderr
    );
}

#[test]
fn a_manifest_that_cant_be_read_removes_nothing() {
    let first = mesh(0, &BEFORE);
    first.build();
    let broken = mesh(1, &BEFORE).file("sales.yaml", "kind: [\n");
    let site = after(&first, &broken);
    let told = changes(&site);
    assert!(
        !told
            .iter()
            .any(|t| t.contains("dme:") || t.contains("domain:")),
        "{told:?}"
    );
}
