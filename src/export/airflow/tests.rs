#![allow(clippy::unwrap_used, reason = "tests write their input")]

use crate::diagnostic::{FileId, Finding, Pos, Rule};
use crate::export::fact::{Fact, FactSink};
use crate::source::SourceTree;

/// Keeps what it is told, each fact in its debug form.
#[derive(Default)]
struct Collected {
    facts: Vec<String>,
    problems: Vec<Finding>,
}

impl FactSink for Collected {
    fn fact(&mut self, _: Pos, fact: Fact<'_>) {
        self.facts.push(format!("{fact:?}"));
    }

    fn problem(&mut self, finding: Finding) {
        assert!(finding.help.is_some(), "{finding:?}");
        self.problems.push(finding);
    }
}

impl Collected {
    fn rules(&self) -> Vec<(Rule, u32)> {
        self.problems
            .iter()
            .map(|f| (f.rule, f.pos().unwrap().line))
            .collect()
    }
}

fn read(name: &str, content: &str) -> Collected {
    let tree = SourceTree::in_memory([(name.to_owned(), content.as_bytes().to_vec())]);
    let ids: Vec<FileId> = tree.iter().map(|(id, _)| id).collect();
    let mut sink = Collected::default();
    super::read(&tree, &ids, &mut sink);
    sink
}

const NAME: &str = r#"name: Name { project: "p", dataset: "d", table: "t" }"#;

#[test]
fn dags_of_both_versions() {
    let found = read(
        "dags.json",
        r#"{"dags": [
  {"dag_id": "a", "description": "A", "owners": ["ops"], "schedule_interval": {"__type": "CronExpression", "value": "0 1 * * *"}, "is_paused": false, "tags": [{"name": "x"}]},
  {"dag_id": "b", "owners": [], "timetable_summary": "@daily", "is_paused": true, "tags": []},
  {"dag_id": "c", "schedule_interval": {"__type": "TimeDelta", "days": 1, "seconds": 0}},
  {"owners": []}
], "total_entries": 4}"#,
    );
    assert_eq!(
        found.facts,
        [
            r#"Job { key: "airflow/a", system: "Airflow", name: "a", description: Some("A"), owners: ["ops"], schedule: Some("0 1 * * *"), paused: Some(false), tags: ["x"] }"#,
            r#"Job { key: "airflow/b", system: "Airflow", name: "b", description: None, owners: [], schedule: Some("@daily"), paused: Some(true), tags: [] }"#,
            r#"Job { key: "airflow/c", system: "Airflow", name: "c", description: None, owners: [], schedule: Some("every 1 days"), paused: None, tags: [] }"#,
        ]
    );
    assert_eq!(found.rules(), [(Rule::ExportRow, 5)]);
}

#[test]
fn runs_line_by_line() {
    let run = r#"{"dag_id": "a", "dag_run_id": "r1", "start_date": "2024-01-01T00:00:00Z", "end_date": "2024-01-01T00:05:00Z", "state": "success"}"#;
    let found = read(
        "runs.ndjson",
        &[
            run,
            r#"{"dag_id": "a", "dag_run_id": "r2", "start_date": "2024-01-01T01:00:00", "end_date": null, "state": "running"}"#,
            r#"{"dag_id": "a", "dag_run_id": "r3", "state": "lost"}"#,
            r#"{"dag_id": "a", "task_id": "t", "dag_run_id": "r3", "state": "failed"}"#,
            run,
            r#"{"other": 1}"#,
            "not JSON",
        ]
        .join("\n"),
    );
    assert_eq!(
        found.facts,
        [
            r#"Run { job: "airflow/a", id: "r1", outcome: Success, started: Some(1704067200), ended: Some(1704067500) }"#,
            r#"Run { job: "airflow/a", id: "r2", outcome: Running, started: Some(1704070800), ended: None }"#,
            r#"Run { job: "airflow/a", id: "r3", outcome: Running, started: None, ended: None }"#,
            "Seen { at: 1704070800 }",
            r#"Job { key: "airflow/a", system: "Airflow", name: "a", description: None, owners: [], schedule: None, paused: None, tags: [] }"#,
        ]
    );
    assert_eq!(
        found.rules(),
        [
            (Rule::ExportRow, 3),
            (Rule::ExportRow, 6),
            (Rule::ExportRow, 7),
            (Rule::ExportDuplicate, 5),
            (Rule::ExportTime, 2),
        ]
    );
}

#[test]
fn assets_and_their_events() {
    let found = read(
        "assets.json",
        r#"{"assets": [
  {"uri": "bigquery://p/d/t", "producing_tasks": [{"dag_id": "w", "task_id": "x"}], "scheduled_dags": [{"dag_id": "r"}]},
  {"uri": "s3://bucket/key", "producing_tasks": [{"dag_id": "w", "task_id": "x"}]}
], "asset_events": [
  {"uri": "bigquery:p.d.t", "source_dag_id": "w", "timestamp": "2024-01-01T00:00:00Z"},
  {"uri": "bigquery:p.d.t", "source_dag_id": null, "timestamp": "never"}
]}"#,
    );
    assert_eq!(
        found.facts[..4],
        [
            format!(
                r#"JobUses {{ job: "airflow/w", {NAME}, writes: true, at: None, success: false }}"#
            ),
            format!(
                r#"JobUses {{ job: "airflow/r", {NAME}, writes: false, at: None, success: false }}"#
            ),
            format!(
                r#"JobUses {{ job: "airflow/w", {NAME}, writes: true, at: Some(1704067200), success: true }}"#
            ),
            format!(r#"Loaded {{ {NAME}, at: 1704067200, by: "Airflow asset event" }}"#),
        ]
    );
    assert_eq!(found.rules(), [(Rule::ExportTime, 6)]);
}

#[test]
fn an_empty_file() {
    let found = read("runs.json", "");
    assert_eq!(found.rules(), [(Rule::ExportFile, 1)]);
    assert!(found.facts.is_empty());
}

#[test]
fn entries_that_are_not_there_are_told_of() {
    let all = r#"{"dags": [{"dag_id": "a"}], "total_entries": 1}"#;
    assert!(read("dags.json", all).problems.is_empty());
    let some = r#"{"dags": [{"dag_id": "a"}], "total_entries": 250}"#;
    assert_eq!(read("dags.json", some).rules(), [(Rule::ExportLimit, 1)]);
}
