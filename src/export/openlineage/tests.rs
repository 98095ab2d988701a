#![allow(clippy::unwrap_used, clippy::panic, reason = "tests write their input")]

use std::collections::BTreeSet;
use std::io::Write;

use serde_json::Value;

use crate::diagnostic::{FileId, Finding, Pos, Rule};
use crate::export::fact::{Fact, FactSink, Name, OperationFact};
use crate::source::SourceTree;

/// Keeps what it is told, each fact in its debug form, and edges as pairs of names.
#[derive(Default)]
struct Collected {
    facts: Vec<String>,
    edges: BTreeSet<(String, String)>,
    columns: BTreeSet<(String, String)>,
    problems: Vec<Finding>,
}

/// The name, without the server that tells it from those of others.
fn dotted(name: Name<'_>) -> String {
    let project = name.project.rsplit(Name::SERVER_END).next().unwrap();
    format!("{project}.{}.{}", name.dataset, name.table)
}

impl FactSink for Collected {
    fn fact(&mut self, _: Pos, fact: Fact<'_>) {
        match &fact {
            Fact::Operation(OperationFact::JobEdge { from, to, .. }) => {
                self.edges.insert((dotted(*from), dotted(*to)));
            }
            Fact::Operation(OperationFact::ColumnEdge {
                from,
                from_column,
                to,
                to_column,
                ..
            }) => {
                self.columns.insert((
                    format!("{}/{from_column}", dotted(*from)),
                    format!("{}/{to_column}", dotted(*to)),
                ));
            }
            _ => {}
        }
        self.facts.push(match fact {
            Fact::Operation(
                OperationFact::Check(check) | OperationFact::CheckByRun { check, .. },
            ) => format!("{check:?}"),
            fact => format!("{fact:?}"),
        });
    }

    fn problem(&mut self, finding: Finding) {
        assert!(finding.help.is_some(), "{finding:?}");
        self.problems.push(finding);
    }
}

impl Collected {
    /// The facts that begin with a word.
    fn of(&self, word: &str) -> Vec<&str> {
        let head = format!("{word} {{ ");
        self.facts
            .iter()
            .filter(|f| f.starts_with(&head))
            .map(String::as_str)
            .collect()
    }

    fn rules(&self) -> Vec<(Rule, u32)> {
        self.problems
            .iter()
            .map(|f| (f.rule, f.pos().unwrap().line))
            .collect()
    }
}

fn read(files: &[(&str, &[u8])]) -> Collected {
    let tree = SourceTree::in_memory(
        files
            .iter()
            .map(|(name, content)| ((*name).to_owned(), content.to_vec())),
    );
    let ids: Vec<FileId> = tree.iter().map(|(id, _)| id).collect();
    let mut sink = Collected::default();
    super::read(&tree, &ids, &mut sink);
    sink
}

fn lines(events: &[String]) -> Collected {
    read(&[("events.ndjson", events.join("\n").as_bytes())])
}

fn table(name: &str) -> String {
    format!(r#"{{"namespace": "bigquery", "name": "p.d.{name}"}}"#)
}

/// An event of the run `id` of the job `n/j`, at a minute of an hour.
fn event(id: &str, kind: &str, minute: u8, inputs: &[&str], outputs: &[&str]) -> String {
    let all = |names: &[&str]| {
        let all: Vec<String> = names.iter().map(|n| table(n)).collect();
        all.join(", ")
    };
    format!(
        r#"{{"eventType": "{kind}", "eventTime": "2024-01-01T00:{minute:02}:00Z", "run": {{"runId": "{id}"}}, "job": {{"namespace": "n", "name": "j"}}, "inputs": [{}], "outputs": [{}]}}"#,
        all(inputs),
        all(outputs)
    )
}

fn dataset(time: &str, name: &str, facets: &str) -> String {
    format!(
        r#"{{"eventTime": "{time}", "dataset": {{"namespace": "bigquery", "name": "p.d.{name}", "facets": {{{facets}}}}}}}"#
    )
}

const T0: i64 = 1_704_067_200;

fn edge(from: &str, to: &str) -> (String, String) {
    (format!("p.d.{from}"), format!("p.d.{to}"))
}

#[test]
fn a_run_is_merged_of_its_events_in_any_order() {
    let start = event("r", "START", 0, &["a"], &[]);
    let complete = event("r", "COMPLETE", 5, &[], &["b"]);
    let other = event("s", "START", 0, &["x"], &["y"]);
    for events in [
        [start.clone(), complete.clone(), other.clone()],
        [complete.clone(), other.clone(), start.clone()],
    ] {
        let found = lines(&events);
        assert!(found.problems.is_empty(), "{:?}", found.problems);
        assert_eq!(
            found.edges,
            BTreeSet::from([edge("a", "b"), edge("x", "y")])
        );
        let runs = found.of("Run");
        assert_eq!(runs.len(), 2);
        assert!(runs[0].contains(&format!(
            "outcome: Success, started: Some({T0}), ended: Some({})",
            T0 + 300
        )));
        assert!(runs[1].contains("outcome: Running"), "{}", runs[1]);
        assert_eq!(found.of("Loaded").len(), 1);
        assert_eq!(found.of("Job").len(), 1);
    }
}

#[test]
fn a_run_spans_files() {
    let start = event("r", "START", 0, &["a"], &[]);
    let fail = event("r", "FAIL", 5, &[], &["b"]);
    let found = read(&[("1.json", start.as_bytes()), ("2.json", fail.as_bytes())]);
    assert_eq!(found.edges, BTreeSet::from([edge("a", "b")]));
    assert!(found.of("Run")[0].contains("outcome: Failed"));
    assert_eq!(found.of("Loaded").len(), 0);
    assert_eq!(found.of("Seen").len(), 2);
}

#[test]
fn the_same_event_twice_counts_once() {
    let complete = event("r", "COMPLETE", 5, &["a"], &["b"]);
    let once = lines(std::slice::from_ref(&complete));
    let twice = lines(&[complete.clone(), complete]);
    assert_eq!(once.facts, twice.facts);
    assert_eq!(twice.rules(), [(Rule::ExportDuplicate, 2)]);
}

#[test]
fn times_without_zone_and_templates() {
    let zoneless = event("r", "COMPLETE", 5, &["a"], &["b"]).replace("00Z", "00");
    let template = event("{{ any(result) }}", "COMPLETE", 6, &["c"], &["d"])
        .replace("2024-01-01T00:06:00Z", "{{RUN_END_TIME}}");
    let found = lines(&[zoneless, template]);
    assert_eq!(
        found.rules(),
        [
            (Rule::ExportTime, 2),
            (Rule::ExportRow, 2),
            (Rule::ExportTime, 1)
        ]
    );
    assert_eq!(
        found.edges,
        BTreeSet::from([edge("a", "b"), edge("c", "d")])
    );
    let runs = found.of("Run");
    assert!(runs[0].contains(&format!("ended: Some({})", T0 + 300)));
    assert!(runs[1].contains("outcome: Success, started: None, ended: None"));
}

#[test]
fn facets_of_a_dataset() {
    let facets = r#""schema": {"fields": [{"name": "id", "type": "INT64"}, {"name": "at", "type": 7, "fields": [{"name": "city", "type": "STRING", "description": "where"}]}]},
        "ownership": {"owners": [{"name": "team:a", "type": "OWNER"}]},
        "dataQualityAssertions": {"assertions": [{"assertion": "not_null", "success": true, "column": "id"}, {"assertion": "rows", "success": false}]},
        "columnLineage": {"fields": {
            "id": {"inputFields": [{"namespace": "bigquery", "name": "p.d.a", "field": "k", "transformations": [{"type": "DIRECT", "subtype": "IDENTITY"}]}]},
            "n": {"inputFields": [{"namespace": "bigquery", "name": "p.d.a", "field": "k", "transformations": [{"type": "DIRECT", "subtype": "AGGREGATION"}]}, {"namespace": "bigquery", "name": "p.d.a", "field": "w", "transformations": [{"type": "INDIRECT", "subtype": "FILTER"}]}]},
            "o": {"inputFields": [{"namespace": "bigquery", "name": "p.d.a", "field": "k"}], "transformationType": "IDENTITY"}},
            "dataset": [{"namespace": "bigquery", "name": "p.d.a", "field": "j"}]}"#
        .replace('\n', " ");
    let one = dataset("2024-01-01T00:00:00Z", "t", &facets);
    let two = dataset("2024-01-01T00:01:00Z", "t", &facets);
    let found = lines(&[one, two]);
    assert!(found.problems.is_empty(), "{:?}", found.problems);
    let columns = found.of("Column");
    assert_eq!(columns.len(), 3);
    assert!(columns[1].contains(r#"path: "at", data_type: "7""#));
    assert!(
        columns[2].contains(r#"path: "at.city", data_type: "STRING", description: Some("where")"#)
    );
    assert_eq!(found.of("Owner").len(), 1);
    let checks = found.of("Check");
    assert_eq!(checks.len(), 4);
    assert!(checks[0].contains(r#"id: "not_null(id)", title: Some("not_null"), asserts: NotNull, column: Some("id"), result: Pass"#));
    assert!(
        checks[1]
            .contains(r#"id: "rows", title: None, asserts: Other, column: None, result: Fail"#)
    );
    let edges = found.of("ColumnEdge");
    assert_eq!(edges.len(), 3);
    for (found, how) in edges.iter().zip(["Identity", "Aggregation", "Identity"]) {
        assert!(found.contains(&format!("how: {how}, job: ")), "{found}");
    }
    assert_eq!(found.edges, BTreeSet::from([edge("a", "t")]));
}

#[test]
fn lineage_facets_state_edges() {
    let facet = r#""lineage": {"inputs": [{"type": "DATASET", "namespace": "bigquery", "name": "p.d.a"}], "fields": {"c": {"inputs": [{"type": "DATASET", "namespace": "bigquery", "name": "p.d.b", "field": "k", "transformations": [{"type": "DIRECT", "subtype": "IDENTITY"}]}]}}}"#;
    let found = lines(&[dataset("2024-01-01T00:00:00Z", "t", facet)]);
    assert_eq!(
        found.edges,
        BTreeSet::from([edge("a", "t"), edge("b", "t")])
    );
    assert_eq!(found.of("ColumnEdge").len(), 1);
}

#[test]
fn changes_come_in_the_order_of_time() {
    let change = |time: &str, name: &str, state: &str, rest: &str| {
        dataset(
            time,
            name,
            &format!(r#""lifecycleStateChange": {{"lifecycleStateChange": "{state}"{rest}}}"#),
        )
    };
    let previous = r#", "previousIdentifier": {"namespace": "bigquery", "name": "p.d.old"}"#;
    let found = lines(&[
        change("2024-01-03T00:00:00Z", "new", "DROP", ""),
        change("2024-01-02T00:00:00Z", "new", "RENAME", previous),
        change("2024-01-01T00:00:00Z", "old", "CREATE", ""),
        change("2024-01-04T00:00:00Z", "new", "RENAME", ""),
    ]);
    assert_eq!(found.rules(), [(Rule::ExportRow, 4)]);
    let changes: Vec<&str> = found
        .facts
        .iter()
        .filter(|f| f.starts_with("Renamed") || f.starts_with("Dropped"))
        .map(String::as_str)
        .collect();
    assert_eq!(changes.len(), 3);
    assert!(changes[0].contains("gone: false"));
    assert!(changes[1].starts_with("Renamed"));
    assert!(changes[2].contains("gone: true"));
}

#[test]
fn bad_rows_are_named_and_the_rest_is_read() {
    let good = event("r", "COMPLETE", 5, &["a"], &["b"]);
    let found = lines(&[
        "{\"eventTime\": ".to_owned(),
        "[1]".to_owned(),
        "{}".to_owned(),
        r#"{"eventTime": "2024-01-01T00:00:00Z", "run": {"runId": 1}, "job": {"name": 5}, "inputs": 3, "outputs": [7, {"name": ""}]}"#.to_owned(),
        good,
    ]);
    let lines: Vec<u32> = found.rules().iter().map(|(_, line)| *line).collect();
    assert_eq!(lines, [1, 2, 3, 4, 4, 4]);
    assert_eq!(found.edges, BTreeSet::from([edge("a", "b")]));
}

#[test]
fn files_that_are_empty_or_cut_off() {
    let events = [
        event("r", "COMPLETE", 5, &["a"], &["b"]),
        event("s", "COMPLETE", 6, &["c"], &["d"]),
    ]
    .join("\n");
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::none());
    encoder.write_all(events.as_bytes()).unwrap();
    let packed = encoder.finish().unwrap();
    let cut = &packed[..packed.len() - 60];
    let found = read(&[("a.ndjson.gz", cut), ("b.ndjson", b"")]);
    assert!(
        found
            .problems
            .iter()
            .any(|f| f.message.to_string().contains("is cut off"))
    );
    assert!(
        found
            .problems
            .iter()
            .any(|f| f.message.to_string().contains("is empty"))
    );
    assert!(found.problems.iter().all(|f| f.rule == Rule::ExportFile));
    assert_eq!(found.edges, BTreeSet::from([edge("a", "b")]));
}

/// What the events of a sample state, by a walk of its own.
type Pairs = BTreeSet<(String, String)>;

fn stated(text: &str) -> (Pairs, Pairs) {
    let events: Vec<Value> = serde_json::from_str(text).unwrap();
    let name = |dataset: &Value| {
        let name = dataset["name"].as_str().unwrap();
        match name.matches('.').count() {
            2 => name.to_owned(),
            _ => format!("{}.{name}", dataset["namespace"].as_str().unwrap()),
        }
    };
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    // One run by its id and job: in some samples all runs have the same template as id.
    let mut runs: std::collections::BTreeMap<String, [BTreeSet<String>; 2]> =
        std::collections::BTreeMap::new();
    let mut columns = BTreeSet::new();
    let mut edges = BTreeSet::new();
    for event in &events {
        let [inputs, outputs] = runs
            .entry(format!(
                "{} {}",
                event["run"]["runId"], event["job"]["name"]
            ))
            .or_default();
        inputs.extend(list(&event["inputs"]).iter().map(name));
        outputs.extend(list(&event["outputs"]).iter().map(name));
        for output in list(&event["outputs"]) {
            let Some(fields) = output["facets"]["columnLineage"]["fields"].as_object() else {
                continue;
            };
            for (column, field) in fields {
                for input in list(&field["inputFields"]) {
                    if name(&input) != name(&output) {
                        edges.insert((name(&input), name(&output)));
                    }
                    let from = format!("{}/{}", name(&input), input["field"].as_str().unwrap());
                    columns.insert((from, format!("{}/{column}", name(&output))));
                }
            }
        }
    }
    for [inputs, outputs] in runs.values() {
        for from in inputs {
            edges.extend(outputs.iter().map(|to| (from.clone(), to.clone())));
        }
    }
    (edges, columns)
}

#[test]
#[cfg_attr(not(real_data), ignore = "no real data in $VITRINA_REAL_DATA")]
fn real_samples_give_the_edges_that_they_state() {
    let folder = std::env::var("VITRINA_REAL_DATA").unwrap();
    for (sample, edges, columns) in [
        ("marquez_food_delivery_events.json", true, true),
        ("dbt_postgres_run_events.json", true, false),
        ("dbt_bigquery_run_events.json", true, true),
    ] {
        let path = std::path::Path::new(&folder)
            .join("openlineage")
            .join(sample);
        #[allow(clippy::disallowed_methods, reason = "a sample beside the project")]
        let text = std::fs::read_to_string(path).unwrap();
        let found = read(&[(sample, text.as_bytes())]);
        let (known_edges, known_columns) = stated(&text);
        assert_eq!(found.edges, known_edges, "{sample}");
        assert_eq!(found.columns, known_columns, "{sample}");
        assert_eq!(!known_edges.is_empty(), edges, "{sample}");
        assert_eq!(!known_columns.is_empty(), columns, "{sample}");
    }
}
