//! What an audience is told of changes: nothing of what it doesn't see any more, whether that is
//! deleted or hidden.

use std::collections::BTreeMap;
use std::fs;

use serde_json::{Value, json};

use super::two_audiences::{grant, mesh};
use crate::support::{Mesh, files_below};

/// The mesh on another day: what it tells has the later time.
fn on_day(mesh: Mesh, day: u32) -> Mesh {
    mesh.env(
        "SOURCE_DATE_EPOCH",
        &(1_768_000_000 + day * 86_400).to_string(),
    )
}

/// Leaves out rows of an export, and what follows from them.
fn without(mesh: Mesh, name: &str, is_row: impl Fn(&Value) -> bool) -> Mesh {
    let path = format!("exports/bigquery/{name}.ndjson");
    let text = fs::read_to_string(mesh.root().join(&path)).unwrap();
    let rows = text
        .lines()
        .filter(|line| !is_row(&serde_json::from_str(line).unwrap()));
    let rows: Vec<&str> = rows.collect();
    mesh.file(&path, format!("{}\n", rows.join("\n")))
}

fn without_view(mesh: Mesh, view: &str) -> Mesh {
    let is_it = |row: &Value| row["table_name"] == view;
    let mesh = without(without(mesh, "TABLES", is_it), "VIEWS", is_it);
    without(mesh, "OBJECT_PRIVILEGES", |row| row["object_name"] == view)
}

#[track_caller]
fn build(mesh: &Mesh, args: &[&str]) {
    let output = mesh.run(&[&["build"], args].concat());
    assert_eq!(output.status, 0, "{}", output.stderr);
}

/// All that a portal holds, its history and its pages of changes included, as text.
fn text(mesh: &Mesh, folder: &str) -> BTreeMap<String, String> {
    let folder = mesh.base().join(folder);
    let files = files_below(&folder).into_iter();
    files
        .map(|path| {
            let bytes = fs::read(folder.join(&path)).unwrap();
            let bytes = match path.ends_with(".zst") {
                true => zstd::decode_all(&*bytes).unwrap(),
                false => bytes,
            };
            (path, String::from_utf8_lossy(&bytes).into_owned())
        })
        .collect()
}

/// Changes that a portal tells, as `rule of key`.
fn told(mesh: &Mesh, folder: &str) -> Vec<String> {
    let path = mesh.base().join(folder).join("history.ndjson.zst");
    let record = zstd::decode_all(&*fs::read(path).unwrap()).unwrap();
    let record = String::from_utf8(record).unwrap();
    let entries = record.lines().filter_map(|line| {
        let line: Value = serde_json::from_str(line).unwrap();
        let entry = line.get("entry")?;
        let (rule, key) = (entry["rule"].as_str()?, entry["k"].as_str()?);
        Some(format!("{rule} of {key}"))
    });
    entries.collect()
}

#[test]
fn what_is_gone_is_told_to_all_but_audiences() {
    let mesh = on_day(mesh(), 0);
    build(&mesh, &["--all-audiences"]);
    build(&mesh, &["--out", "whole"]);
    // A view comes, another changes.
    let mesh = on_day(mesh, 1)
        .view("p.unified.seller_quarry", "SELECT id FROM p.core.orders")
        .ndjson(
            "OBJECT_PRIVILEGES",
            &[grant("seller_quarry", "finance-team")],
        );
    build(&mesh, &["--all-audiences"]);
    build(&mesh, &["--out", "whole"]);
    let came = "view-added of relation:p.unified.seller_quarry";
    assert_eq!(told(&mesh, "whole"), [came]);
    assert_eq!(told(&mesh, "site/finance"), [came]);
    let has_feed = |folder: &str| {
        let feed = mesh
            .base()
            .join(folder)
            .join("feeds/views/unified/seller_quarry.atom");
        fs::read_to_string(feed).is_ok_and(|text| text.contains("seller_quarry"))
    };
    assert!(has_feed("whole") && has_feed("site/finance"));
    // It goes.
    let mesh = on_day(without_view(mesh, "seller_quarry"), 2);
    build(&mesh, &["--all-audiences"]);
    // What came lately and is gone again never was, for anyone.
    let mesh = on_day(without_view(mesh, "buyer_quarry"), 3);
    build(&mesh, &["--all-audiences"]);
    build(&mesh, &["--out", "whole"]);
    assert_eq!(
        told(&mesh, "whole"),
        ["view-removed of relation:p.unified.buyer_quarry"]
    );
    for folder in ["site/analysts", "site/finance"] {
        assert_eq!(told(&mesh, folder), [""; 0], "{folder}");
        for (path, text) in text(&mesh, folder) {
            for gone in ["buyer_quarry", "seller_quarry"] {
                assert!(
                    !path.contains(gone) && !text.contains(gone),
                    "{folder}/{path}"
                );
            }
        }
    }
}

#[test]
fn a_column_that_is_gone_is_not_told_to_audiences() {
    let column = |name: &str, data_type: &str| {
        json!({"table_catalog": "p", "table_schema": "unified", "table_name": "orders",
               "column_name": name, "ordinal_position": 1, "data_type": data_type, "is_nullable": "YES"})
    };
    let rows = [column("id", "INT64"), column("granite", "STRING")];
    let mesh = on_day(mesh().ndjson("COLUMNS", &rows), 0);
    build(&mesh, &["--all-audiences"]);
    build(&mesh, &["--out", "whole"]);
    let mesh = without(mesh, "COLUMNS", |row| {
        row["table_name"] == "orders" && row["table_schema"] == "unified"
    });
    let mesh = on_day(mesh.ndjson("COLUMNS", &[column("id", "STRING")]), 1);
    build(&mesh, &["--all-audiences"]);
    build(&mesh, &["--out", "whole"]);
    let retyped = "column-retyped of relation:p.unified.orders";
    assert_eq!(
        told(&mesh, "whole"),
        ["column-removed of relation:p.unified.orders", retyped]
    );
    assert_eq!(told(&mesh, "site/finance"), [retyped]);
    for (path, text) in text(&mesh, "site/finance") {
        assert!(!text.contains("granite"), "{path}");
    }
}

#[test]
fn addresses_are_told_by_the_own_former_portal_alone() {
    let mesh = on_day(mesh(), 0);
    build(&mesh, &["--audience", "finance"]);
    // Without its record nobody knows whose it was.
    fs::remove_file(mesh.out().join("history.ndjson.zst")).unwrap();
    let renamed = without_view(mesh, "buyer_quarry");
    let mesh = on_day(renamed, 1);
    build(&mesh, &["--audience", "finance"]);
    assert_eq!(told(&mesh, "site"), [""; 0]);
    assert!(!mesh.out().join("api/v1/moved.ndjson").exists());
}

#[test]
fn that_a_view_may_be_used_from_now_on_is_told() {
    let view = "p.unified.seller_quarry";
    let one = on_day(mesh(), 0).view(view, "SELECT id FROM p.core.orders");
    build(&one, &["--all-audiences"]);
    let one = on_day(one, 1).ndjson(
        "OBJECT_PRIVILEGES",
        &[grant("seller_quarry", "finance-team")],
    );
    build(&one, &["--all-audiences"]);
    let opened = "audience-added of relation:p.unified.seller_quarry";
    assert_eq!(told(&one, "site/finance"), [opened]);
    assert_eq!(told(&one, "site/analysts"), [""; 0]);
    let feed = one
        .out()
        .join("finance/feeds/views/unified/seller_quarry.atom");
    let feed = fs::read_to_string(feed).unwrap();
    assert!(feed.contains("may use it now"), "{feed}");
    // It stays told, and goes with the right.
    let one = on_day(one, 2);
    build(&one, &["--all-audiences"]);
    assert_eq!(told(&one, "site/finance"), [opened]);
    let one = on_day(
        without(one, "OBJECT_PRIVILEGES", |row| {
            row["object_name"] == "seller_quarry"
        }),
        3,
    );
    build(&one, &["--all-audiences"]);
    assert_eq!(told(&one, "site/finance"), [""; 0]);
}

#[test]
fn the_past_of_one_may_stand_among_those_of_all() {
    let mesh = on_day(mesh(), 0);
    build(&mesh, &["--all-audiences", "--out", "all"]);
    let mesh = on_day(mesh, 1)
        .view("p.unified.seller_quarry", "SELECT id FROM p.core.orders")
        .ndjson(
            "OBJECT_PRIVILEGES",
            &[grant("seller_quarry", "finance-team")],
        );
    let previous = mesh.base().join("all");
    let previous = previous.to_str().unwrap();
    let args = ["build", "--audience", "finance", "--previous", previous];
    let output = mesh.run(&args);
    assert_eq!(output.status, 0, "{}", output.stderr);
    assert!(!output.stderr.contains("no history"), "{}", output.stderr);
    assert_eq!(
        told(&mesh, "site"),
        ["view-added of relation:p.unified.seller_quarry"]
    );
    // The whole has none there.
    let output = mesh.run(&["build", "--out", "whole", "--previous", previous]);
    assert!(output.stderr.contains("no history"), "{}", output.stderr);
    // What is to be let through is compared with the same.
    let args = [
        "check",
        "--audience",
        "finance",
        "--previous",
        previous,
        "--new-only",
    ];
    let output = mesh.run(&args);
    assert_eq!(output.status, 0, "{}", output.stderr);
}

#[test]
fn a_view_that_is_hidden_and_one_that_is_deleted_leave_the_same_bytes() {
    let folder = |deleted: bool| {
        let one = on_day(mesh(), 0);
        build(&one, &["--all-audiences"]);
        let one = match deleted {
            true => without_view(one, "buyer_quarry"),
            false => {
                let one = without(one, "OBJECT_PRIVILEGES", |row| {
                    row["object_name"] == "buyer_quarry"
                });
                let settings = fs::read_to_string(one.root().join("vitrina.toml")).unwrap();
                let label = json!({"table_catalog": "p", "table_schema": "unified", "table_name": "buyer_quarry",
                    "option_name": "labels", "option_type": "ARRAY<STRUCT<STRING, STRING>>",
                    "option_value": "[STRUCT(\"access\", \"hidden\")]"});
                one.file("vitrina.toml", settings)
                    .ndjson("TABLE_OPTIONS", &[label])
            }
        };
        let one = on_day(one, 1);
        build(&one, &["--all-audiences"]);
        let portal = text(&one, "site/finance");
        assert!(portal.values().all(|text| !text.contains("buyer_quarry")));
        portal
    };
    let (hidden, deleted) = (folder(false), folder(true));
    assert_eq!(
        hidden.keys().collect::<Vec<_>>(),
        deleted.keys().collect::<Vec<_>>()
    );
    for (path, text) in &hidden {
        assert!(Some(text) == deleted.get(path), "{path}");
    }
}

#[test]
fn a_view_that_is_listed_from_now_on_tells_nothing_of_before() {
    let one = on_day(mesh(), 0);
    build(&one, &["--all-audiences"]);
    let one = on_day(one, 1).view("p.unified.seller_quarry", "SELECT id FROM p.core.orders");
    let one = one.ndjson(
        "OBJECT_PRIVILEGES",
        &[grant("seller_quarry", "finance-team")],
    );
    build(&one, &["--all-audiences"]);
    assert_eq!(
        told(&one, "site/finance"),
        ["view-added of relation:p.unified.seller_quarry"]
    );
    let one = on_day(
        without(one, "OBJECT_PRIVILEGES", |row| {
            row["object_name"] == "seller_quarry"
        }),
        2,
    );
    build(&one, &["--all-audiences"]);
    assert_eq!(told(&one, "site/finance"), [""; 0]);
    // Listed: it is there. Who asks for the feed that it had is told nothing more.
    let portal = one.out().join("finance");
    assert!(portal.join("views/unified/seller_quarry.html").is_file());
    let feed = portal.join("feeds/views/unified/seller_quarry.atom");
    let feed = fs::read_to_string(feed).unwrap();
    assert!(!feed.contains("<entry>"), "{feed}");
}
