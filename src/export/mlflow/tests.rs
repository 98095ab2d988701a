#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    reason = "tests write their input"
)]

use std::io::Write;

use crate::diagnostic::{FileId, Rule};
use crate::export::collected::Collected;
use crate::source::SourceTree;

fn keyed(files: &[(&str, &[u8])], table_key: Option<&str>) -> Collected {
    let files = files.iter().map(|(n, c)| ((*n).to_owned(), c.to_vec()));
    let tree = SourceTree::in_memory(files);
    let ids: Vec<FileId> = tree.iter().map(|(id, _)| id).collect();
    let mut sink = Collected::default();
    super::read(&tree, &ids, table_key, &mut sink);
    sink
}

fn read(files: &[(&str, &[u8])]) -> Collected {
    keyed(files, None)
}

const MODELS: &str = r#"{"registered_models": [
  {"name": "churn", "description": "Who leaves; ana@example.com", "user_id": "ana@example.com", "creation_timestamp": "1767225600000", "last_updated_timestamp": 1767312000000,
   "aliases": [{"alias": "champion", "version": "2"}], "tags": [{"key": "tier", "value": 1}, {"key": "mlflow.user", "value": "ana"}, {"key": "by", "value": "ana@example.com"}],
   "latest_versions": [{"name": "churn", "version": 2, "status": "READY", "current_stage": "Production", "run_id": "r2", "creation_timestamp": 1767225600000}]}
], "next_page_token": ""}"#;

const VERSIONS: &str = r#"{"name": "churn", "version": "1", "status": "FAILED_REGISTRATION", "current_stage": "None", "source": "runs:/r1/model", "run_id": "", "user_id": "ana@example.com"}
{"name": "other", "version": "1", "run_id": "r3", "creation_timestamp": "2026-01-01 00:00:00"}
"#;

const RUNS: &str = r#"{"runs": [
  {"info": {"run_id": "r1", "user_id": "ana@example.com", "start_time": 1767225600000, "end_time": 0}, "data": {"tags": [{"key": "table", "value": "p.d.a, p:d.b"}]}, "inputs": null},
  {"info": {"run_uuid": "r2"}, "inputs": {"dataset_inputs": [
    {"tags": [], "dataset": {"name": "x", "source_type": "local", "source": "{\"uri\": \"bigquery://p/d/c\", \"table_name\": \"cat.s.t\"}"}},
    {"dataset": {"source_type": "delta_table", "source": "cat.s.u"}},
    {"dataset": {"source_type": "local", "source": "train.v1.csv"}},
    {"dataset": {"source_type": "http", "source": "{\"url\": \"https://example.com/a.b.c\"}"}}]}},
  {"info": {"run_id": "r9"}, "data": {"tags": [{"key": "table", "value": "p.d.unused"}]}},
  {"info": {}, "data": {}}
]}"#;

#[test]
fn models_versions_and_what_their_runs_read() {
    for order in [["1", "2", "3"], ["3", "2", "1"]] {
        let [models, versions, runs] = order;
        let found = read(&[
            (&format!("{models}.json"), MODELS.as_bytes()),
            (&format!("{versions}.ndjson"), VERSIONS.as_bytes()),
            (&format!("{runs}.json"), RUNS.as_bytes()),
        ]);
        let mut messages = found.messages();
        messages.sort();
        assert_eq!(
            messages,
            [
                "2:1 `creation_timestamp` has no zone and was taken as UTC",
                "9:3 the run has no `info.run_id`",
            ]
        );
        let facts: Vec<&String> = found
            .facts
            .iter()
            .filter(|f| !f.contains(" Seen "))
            .collect();
        let edge = |line: u32, project: &str, dataset: &str, table: &str| {
            format!(
                r#"{line} LineageEdge {{ from: Relation(Name {{ project: "{project}", dataset: "{dataset}", table: "{table}" }}), to: Model("churn") }}"#
            )
        };
        assert_eq!(
            facts,
            [
                &r#"2 Model { name: "churn", description: Some("Who leaves; …"), aliases: ["champion -> 2"], tags: ["tier: 1"], changed: Some(1767312000) }"#.to_owned(),
                &r#"2 Model { name: "other", description: None, aliases: [], tags: [], changed: None }"#.to_owned(),
                &r#"1 ModelVersion { model: "churn", version: "1", status: Some("FAILED_REGISTRATION"), run: Some("r1"), created: None }"#.to_owned(),
                &r#"4 ModelVersion { model: "churn", version: "2", status: Some("Production"), run: Some("r2"), created: Some(1767225600) }"#.to_owned(),
                &r#"2 ModelVersion { model: "other", version: "1", status: None, run: Some("r3"), created: Some(1767225600) }"#.to_owned(),
                &edge(3, "cat", "s", "t"),
                &edge(3, "cat", "s", "u"),
                &edge(2, "p", "d", "a"),
                &edge(2, "p", "d", "b"),
                &edge(3, "p", "d", "c"),
            ]
        );
    }
}

#[test]
fn the_tag_that_names_a_table_is_a_setting() {
    let run = br#"{"info": {"run_id": "r"}, "data": {"tags": {"bq": "p.d.a", "table": "p.d.b"}}}
{"name": "m", "version": "1", "run_id": "r"}
{"name": "m", "version": "1", "run_id": "r"}
{"name": "n", "aliases": {"b": 1, "a": "2"}}
{"name": "n", "aliases": {"b": 1, "a": "2"}}"#;
    let found = keyed(&[("a.ndjson", run)], Some("bq"));
    let edges: Vec<&String> = found
        .facts
        .iter()
        .filter(|f| f.contains(" LineageEdge "))
        .collect();
    assert_eq!(edges.len(), 1);
    assert!(edges[0].contains(r#"table: "a""#));
    assert!(
        found
            .facts
            .iter()
            .any(|f| f.contains(r#"aliases: ["a -> 2", "b -> 1"]"#))
    );
    assert_eq!(
        found.messages(),
        ["3:1 2 rows of `a.ndjson` repeat rows before them and count once"]
    );
    assert_eq!(found.problems[0].rule, Rule::ExportDuplicate);
}

#[test]
fn files_that_cant_be_read_are_findings() {
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::none());
    let row = "{\"name\": \"m\", \"version\": \"1\", \"run_id\": null}\n";
    gz.write_all(row.repeat(3000).as_bytes()).unwrap();
    let whole = gz.finish().unwrap();
    let utf16: Vec<u8> = "\u{feff}{\"orders\": [{\"id\": 1}]}"
        .encode_utf16()
        .flat_map(u16::to_be_bytes)
        .collect();
    let found = read(&[
        ("1.ndjson.gz", &whole[..whole.len() - 20_000]),
        ("2.json", &utf16),
        ("3.json", b"\n"),
        ("4.json", br#"{"orders": [{"id": 1}]}"#),
        ("5.json", br#"{"registered_models": []}"#),
        ("6.json", br#"{}"#),
        (
            "7.json",
            br#"[{"version": 1, "name": null}, 7, {"name": ["x"], "aliases": null}]"#,
        ),
        ("8.yaml", b"x"),
    ]);
    let messages = found.messages();
    assert!(
        messages[0].contains("`1.ndjson.gz` ends too early after line"),
        "{messages:?}"
    );
    assert!(
        messages[1].contains("rows of `1.ndjson.gz` repeat"),
        "{messages:?}"
    );
    assert_eq!(
        messages[2..],
        [
            "1:1 `2.json` holds no model, version or run of MLflow",
            "1:1 `3.json` is empty",
            "1:1 `4.json` holds no model, version or run of MLflow",
            "1:2 the model version has no `name`",
            "1:32 the row isn't a JSON object",
            "1:35 the model has no `name`",
            "1:1 `8.yaml` has no extension that is read",
        ]
    );
    assert_eq!(found.facts.len(), 2, "{:?}", found.facts);
}

#[test]
fn pages_that_go_on_are_told_of() {
    let page = |token: &str| format!(r#"{{"runs": [], "next_page_token": "{token}"}}"#);
    let (first, last) = (page("x"), page(""));
    let found = read(&[("1.json", first.as_bytes())]);
    assert_eq!(
        found.messages(),
        ["1:1 `runs` has more pages than the export: each one kept says that another follows"]
    );
    let found = read(&[("1.json", first.as_bytes()), ("2.json", last.as_bytes())]);
    assert!(found.messages().is_empty(), "{:?}", found.messages());
}
