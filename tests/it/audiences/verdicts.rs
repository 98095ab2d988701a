//! Verdicts in the portal of an audience: those of the whole, as bits. What is wrong is named where the
//! audience sees it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use serde_json::{Value, json};

use crate::html;
use crate::support::{Mesh, Output, files_below};

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/manifests");

const SETTINGS: &str = r#"[entry_points]
datasets = ["p.unified"]

[[exports]]
format = "bigquery"
path = "exports/bigquery/**"

[[exports]]
format = "openlineage"
path = "exports/openlineage/**"

[[audiences]]
id = "analysts"
label = "Data analysts"
grantees = ["group:analysts@example.com"]
"#;

/// A run of `quarry_load`, which writes the table behind the views, at a quarter past six.
fn run(kind: &str) -> String {
    let event = |kind: &str, time: &str, job: &str, writes: &str| {
        let event = json!({
            "eventTime": time, "eventType": kind, "run": {"runId": format!("{job}-1")},
            "job": {"namespace": "etl", "name": job}, "inputs": [],
            "outputs": [{"namespace": "bigquery", "name": writes}],
            "producer": "https://example.com/etl",
        });
        format!("{event}\n")
    };
    event(
        kind,
        "2026-01-14T06:15:00Z",
        "quarry_load",
        "p.store.quarry",
    ) + &event(
        "COMPLETE",
        "2026-01-15T09:00:00Z",
        "load_items",
        "p.store.items",
    )
}

/// `orders` reads a table that analysts don't see, `items` one that they do, and `buyers` is only
/// listed. The DME of the tables publishes these facts.
fn mesh(kind: &str, publish: &str) -> Mesh {
    let grant = |dataset: &str, name: &str, object: &str| {
        json!({"object_catalog": "p", "object_schema": dataset, "object_name": name,
               "object_type": object, "privilege_type": "roles/bigquery.dataViewer",
               "grantee": "group:analysts@example.com"})
    };
    let dme = format!(
        "apiVersion: vitrina/v1\nkind: DataMeshEnvironment\nid: store\nservers: [{{type: bigquery, project: p, dataset: store}}]\nsupport: [{{channel: \"#store-help\"}}]\npublish: [{publish}]\n"
    );
    Mesh::new()
        .file("vitrina.toml", SETTINGS)
        .file("store.yaml", dme)
        .file("exports/openlineage/events.ndjson", run(kind))
        .table("p.store.quarry", &[("id", "INT64"), ("buyer", "STRING")])
        .table("p.store.items", &[("id", "INT64")])
        .view("p.unified.orders", "SELECT id FROM p.store.quarry")
        .view("p.unified.items", "SELECT id FROM p.store.items")
        .view("p.unified.buyers", "SELECT buyer FROM p.store.quarry")
        .ndjson(
            "OBJECT_PRIVILEGES",
            &[
                grant("unified", "orders", "VIEW"),
                grant("unified", "items", "VIEW"),
                grant("store", "items", "BASE TABLE"),
            ],
        )
}

/// Lines of views by their names, and the words of the page of `orders`.
fn portal(mesh: &Mesh) -> (BTreeMap<String, Value>, String) {
    let output = mesh.run(&["build", "--audience", "analysts"]);
    output.assert_ran();
    let lines = fs::read_to_string(mesh.out().join("api/v1/views.ndjson")).unwrap();
    let lines = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap());
    let by_name = lines.map(|line: Value| (line["name"].as_str().unwrap().to_owned(), line));
    let page = fs::read_to_string(mesh.out().join("views/unified/orders.html")).unwrap();
    let tokens = html::tokens(&page, "orders.html");
    (by_name.collect(), html::text(html::inside(&tokens, "main")))
}

#[test]
fn a_hidden_cause_is_told_as_a_state_and_never_named() {
    let mesh = mesh("FAIL", "owner, freshness, state");
    let (views, page) = portal(&mesh);
    let verdict = &views["p.unified.orders"]["verdict"];
    assert_eq!(verdict["state"], "broken");
    assert_eq!(
        (&verdict["at"], &verdict["steps"]),
        (&Value::Null, &Value::Null)
    );
    assert_eq!(
        verdict["cause"],
        "The cause is something that you may not see."
    );
    assert!(page.contains("Broken"), "{page}");
    assert!(
        page.contains("The cause is something that you may not see."),
        "{page}"
    );
    assert!(!page.contains("Judged on what you may see"), "{page}");
    // What is only listed has no verdict.
    assert_eq!(views["p.unified.buyers"]["verdict"], Value::Null);
    // Neither table nor job nor moment stands anywhere.
    for path in files_below(&mesh.out()) {
        let text = fs::read(mesh.out().join(&path)).unwrap();
        let text = String::from_utf8_lossy(&text);
        for word in ["quarry", "06:15"] {
            assert!(!text.contains(word), "{path}: {word}");
        }
    }
}

#[test]
fn a_dme_may_keep_state_and_age_to_itself() {
    let (views, page) = portal(&mesh("FAIL", "owner, freshness"));
    assert_eq!(views["p.unified.orders"]["verdict"]["state"], "unknown");
    assert!(page.contains("Judged on what you may see."), "{page}");
    // Those of which it has nothing to hide are judged as always.
    assert_eq!(views["p.unified.items"]["verdict"]["state"], "no promise");
    // An age is told, or it isn't.
    let (views, page) = portal(&mesh("COMPLETE", "owner, freshness, state"));
    assert_eq!(views["p.unified.orders"]["verdict"]["state"], "no promise");
    assert!(page.contains("2026-01-14 06:15"), "{page}");
    let (views, page) = portal(&mesh("COMPLETE", "owner, state"));
    assert_eq!(views["p.unified.orders"]["verdict"]["state"], "no promise");
    assert!(!page.contains("06:15"), "{page}");
}

fn sample(args: &[&str]) -> Vec<Value> {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_vitrina"));
    command.arg("list").args(args);
    command.args(["--root", SAMPLE, "--format", "ndjson"]);
    let output = Output::of(command);
    output.assert_ran();
    output.ndjson()
}

#[test]
fn states_and_findings_of_the_sample_are_those_of_the_whole() {
    let state = |line: &Value| {
        let name = line["name"].as_str().unwrap().to_owned();
        (name, line["verdict"]["state"].clone())
    };
    let known = |line: &Value| (line["rule"].to_string(), line["key"].to_string());
    let whole: BTreeMap<String, Value> = sample(&["views"]).iter().map(state).collect();
    let findings: BTreeSet<_> = sample(&["findings"]).iter().map(known).collect();
    let mut compared = 0;
    for audience in ["everyone", "analysts", "finance", "risk", "partners"] {
        for line in sample(&["views", "--audience", audience]) {
            let (name, state) = state(&line);
            match line["level"].as_str() {
                Some("open") => assert_eq!(state, whole[&name], "{audience}: {name}"),
                _ => assert_eq!(state, Value::Null, "{audience}: {name}"),
            }
            compared += 1;
        }
        for line in sample(&["findings", "--audience", audience]) {
            assert!(findings.contains(&known(&line)), "{audience}: {line}");
            assert_eq!(line["file"], Value::Null, "{audience}: {line}");
        }
    }
    assert!(compared > 50, "{compared}");
}
