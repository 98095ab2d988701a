//! `tests/fixtures/broken-exports`: each file is broken in its own way, which its README tells. Each
//! gives a finding with file and line, and the portal holds what is good.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::html;
use crate::support::{Mesh, files_below};

const FIXTURE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/broken-exports");

/// File, first and last line that a finding may name, rule, and a word that the message has.
const DUE: [(&str, u64, u64, &str, &str); 22] = [
    (
        "airflow/asset_events.json",
        3,
        3,
        "export-file",
        "too early",
    ),
    ("airflow/dag_runs.json", 3, 8, "export-time", "no zone"),
    ("airflow/dags.json", 1, 1, "export-file", "empty"),
    ("backstage/catalog-info.yaml", 6, 9, "export-row", "name"),
    (
        "backstage/catalog-info.yaml",
        13,
        13,
        "yaml-syntax",
        "isn't closed",
    ),
    (
        "bigquery/JOBS.ndjson",
        3,
        3,
        "export-row",
        "referenced_tables",
    ),
    ("bigquery/JOBS.ndjson", 4, 4, "export-time", "no zone"),
    (
        "bigquery/JOBS.ndjson",
        5,
        5,
        "export-duplicate",
        "2 rows repeat jobs",
    ),
    (
        "bigquery/TABLE_STORAGE.ndjson",
        1,
        1,
        "export-file",
        "empty",
    ),
    ("dbt/run_results.json", 1, 1, "export-file", "empty"),
    ("dbt/sources.json", 1, 1, "export-file", "sources.json"),
    ("mlflow/registered_models.json", 3, 3, "export-row", "name"),
    ("mlflow/runs.json", 1, 1, "export-file", "empty"),
    ("monte-carlo/ALERTS.csv", 1, 1, "export-file", "no column"),
    (
        "monte-carlo/duplicated.json",
        22,
        38,
        "export-duplicate",
        "once",
    ),
    ("monte-carlo/empty.json", 1, 1, "export-file", "empty"),
    ("monte-carlo/utf16.json", 3, 3, "not-utf8", "UTF-16"),
    ("monte-carlo/wrong_type.json", 6, 14, "export-row", "tables"),
    ("monte-carlo/zoneless.json", 5, 18, "export-time", "no zone"),
    (
        "openlineage/duplicated.ndjson",
        2,
        2,
        "export-duplicate",
        "once",
    ),
    ("openlineage/wrong_type.ndjson", 1, 1, "export-row", "`job`"),
    (
        "openlineage/zoneless.ndjson",
        1,
        1,
        "export-time",
        "no zone",
    ),
];

/// Those that concern a file as it is on the disk, beside the table above.
const FILES: [(&str, &str); 2] = [
    ("openlineage/empty.ndjson", "empty"),
    (
        "openlineage/truncated.ndjson.gz",
        "too early after line 249",
    ),
];

/// A copy, so that nothing is written beside the fixture.
fn mesh() -> Mesh {
    let mut mesh = Mesh::new();
    for path in files_below(Path::new(FIXTURE)) {
        let bytes = fs::read(Path::new(FIXTURE).join(&path)).unwrap();
        mesh = mesh.file(&path, bytes);
    }
    mesh
}

fn text<'v>(finding: &'v Value, key: &str) -> &'v str {
    finding[key].as_str().unwrap_or_default()
}

#[test]
fn every_broken_file_is_told_with_its_line() {
    let mesh = mesh();
    let mut left: Vec<Value> = mesh.list("findings");
    let mut missing = Vec::new();
    let mut take = |file: &str, lines: std::ops::RangeInclusive<u64>, rule: &str, word: &str| {
        let file = format!("exports/{file}");
        let at = left.iter().position(|f| {
            text(f, "file") == file
                && text(f, "rule") == rule
                && f["line"].as_u64().is_some_and(|line| lines.contains(&line))
                && text(f, "message").contains(word)
        });
        match at {
            Some(at) => {
                let finding = left.remove(at);
                assert!(!text(&finding, "help").is_empty(), "{finding}");
            }
            None => missing.push(format!("{rule} {file}:{lines:?} with `{word}`")),
        }
    };
    for (file, first, last, rule, word) in DUE {
        take(file, first..=last, rule, word);
    }
    for (file, word) in FILES {
        take(file, 1..=u64::MAX, "export-file", word);
    }
    // Both sides at once say what became of what.
    let left: Vec<String> = left
        .iter()
        .map(|f| {
            let (rule, file) = (text(f, "rule"), text(f, "file"));
            format!("{rule} {file}:{} {}", f["line"], text(f, "message"))
        })
        .collect();
    assert_eq!((missing, left), (Vec::new(), Vec::new()));
}

#[test]
fn check_prints_file_and_line_of_each() {
    let mesh = mesh();
    let output = mesh.run(&["check", "--all"]);
    assert_eq!(output.status, 1, "{}", output.stderr);
    for finding in mesh.list("findings") {
        let (rule, file) = (text(&finding, "rule"), text(&finding, "file"));
        assert!(
            output
                .stdout
                .contains(&format!("[{rule}]: {}", text(&finding, "message"))),
            "{finding}"
        );
        let place = format!("--> {file}:{}", finding["line"]);
        assert!(output.stdout.contains(&place), "{place}");
    }
    assert!(!output.stdout.contains('\u{fffd}'), "{}", output.stdout);
}

#[test]
fn the_table_of_the_readme_is_the_table_here() {
    let readme = fs::read_to_string(Path::new(FIXTURE).join("README.md")).unwrap();
    let mut listed = BTreeSet::new();
    for row in readme.lines().filter(|line| line.starts_with("| `")) {
        if !row.contains("*Harmless*") {
            listed.insert(row.split('`').nth(1).unwrap().to_owned());
        }
    }
    let here: BTreeSet<String> = DUE
        .iter()
        .map(|due| due.0)
        .chain(FILES.map(|file| file.0))
        .map(str::to_owned)
        .collect();
    assert_eq!(listed, here);
}

#[test]
fn what_is_good_is_used() {
    let mesh = mesh();
    let by_name = |what: &str| -> BTreeMap<String, Value> {
        let all = mesh.list(what).into_iter();
        all.map(|line| (text(&line, "name").to_owned(), line))
            .collect()
    };
    let view = &by_name("views")["p.unified.orders"];
    assert_eq!(view["owner"]["dme"], "store");
    assert_eq!(view["verdict"]["state"], "usable");
    // Three times the same job is one; the row with a wrong type is told and left out.
    assert_eq!(view["usage"]["queries"], 3);
    assert_eq!(view["usage"]["users"], 2);
    assert_eq!(view["columns"].as_array().unwrap().len(), 3);
    assert!(by_name("tables").contains_key("p.store.orders"));
    assert!(by_name("models").contains_key("churn"));
    assert!(by_name("teams").contains_key("sellers"));
    let jobs = by_name("jobs");
    assert_eq!(
        jobs["airflow/store.orders"]["writes"],
        json!(["p.store.orders"])
    );
    // The first event of the file that is cut off.
    assert_eq!(
        jobs["airflow/store_orders"]["writes"],
        json!(["p.store.orders"])
    );
    let edges: Vec<(String, String)> = mesh
        .list("edges")
        .iter()
        .map(|e| (text(e, "from").to_owned(), text(e, "to").to_owned()))
        .collect();
    for edge in [
        ("table:p.raw.order_events", "table:p.store.orders"),
        ("table:p.store.orders", "view:p.unified.orders"),
    ] {
        assert!(
            edges
                .iter()
                .any(|(from, to)| (from.as_str(), to.as_str()) == edge),
            "{edge:?} {edges:?}"
        );
    }
}

#[test]
fn a_portal_is_built_all_the_same() {
    let mesh = mesh();
    let output = mesh.run(&["build"]);
    output.assert_ran();
    let site = mesh.build();
    for page in [
        "index.html",
        "views/unified/orders.html",
        "tables/p/store/orders.html",
        "products/store/orders.html",
        "dmes/store.html",
        "models/churn.html",
        "jobs/airflow/store.orders.html",
        "governance/index.html",
        "findings/index.html",
    ] {
        assert!(site.exists(page), "{page}");
    }
    let page = "jobs/airflow/store.orders.html";
    let tokens = html::tokens(&site.page(page), page);
    let main = html::text(html::inside(&tokens, "main"));
    // 249 before the cut, two without zones, two of `events`, one told three times, one beside the
    // wrong one.
    assert!(main.contains("255 of 255 known"), "{main}");
    let page = "tables/p/store/orders.html";
    let tokens = html::tokens(&site.page(page), page);
    let table = html::text(html::inside(&tokens, "main"));
    assert!(table.contains("orders was not updated"), "{table}");
}
