//! `tests/fixtures/hidden-pairs`: what is added to it is hidden from `readers`, and what hidden things
//! tell of visible ones is as if it had never been: their portal is the same, byte by byte.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::support::{Mesh, files_below};

const FIXTURE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/hidden-pairs");
const EVENTS: &str = "exports/openlineage/events.ndjson";
const JOBS: &str = "exports/bigquery/JOBS.ndjson";

/// What is added, and to which file.
type Edit = (&'static str, Vec<(&'static str, String)>);

fn event(job: &str, outcome: &str, reads: &[&str], writes: &[&str], facets: &Value) -> String {
    let inputs = reads.iter();
    let inputs: Vec<Value> = inputs
        .map(|name| json!({"namespace": "bigquery", "name": name}))
        .collect();
    let outputs = writes.iter();
    let outputs: Vec<Value> = outputs
        .map(|name| json!({"namespace": "bigquery", "name": name, "facets": facets}))
        .collect();
    let event = json!({"eventTime": "2026-01-12T06:00:00Z", "eventType": outcome,
        "run": {"runId": format!("{job}-1")}, "job": {"namespace": "etl", "name": job},
        "inputs": inputs, "outputs": outputs, "producer": "https://example.com/etl"});
    format!("{event}\n")
}

fn statement(id: &str, sql: &str) -> String {
    let row = json!({"job_id": id, "creation_time": "2026-01-12 09:00:00 UTC",
        "start_time": "2026-01-12 09:00:00 UTC", "project_id": "p", "user_email": "else@example.com",
        "statement_type": "SELECT", "state": "DONE", "query": sql, "cache_hit": false});
    format!("{row}\n")
}

/// Source of a column, as a run states it.
fn from(table: &str) -> Value {
    json!({"columnLineage": {"fields": {"name": {"inputFields":
        [{"namespace": "bigquery", "name": table, "field": "name"}]}}}})
}

fn tagged(table: &str, column: &str) -> Vec<(&'static str, String)> {
    let named = json!({"table_catalog": "p", "table_schema": "retail", "table_name": table,
        "column_name": column});
    let with = |more: Value| {
        let mut row = named.clone();
        let more = more.as_object().unwrap().clone();
        row.as_object_mut().unwrap().extend(more);
        format!("{row}\n")
    };
    let listed = json!({"ordinal_position": 9, "data_type": "STRING", "is_nullable": "YES"});
    let field = json!({"field_path": column, "data_type": "STRING", "description": "A number",
        "policy_tags": ["projects/p/locations/us/taxonomies/7/policyTags/quarry086"]});
    vec![
        ("exports/bigquery/COLUMNS.ndjson", with(listed)),
        ("exports/bigquery/COLUMN_FIELD_PATHS.ndjson", with(field)),
    ]
}

fn edits() -> Vec<Edit> {
    let none = json!({});
    let dark = ["p.vault.lonely"];
    let test = json!({"dataQualityAssertions": {"assertions":
        [{"assertion": "unique", "success": false, "column": "id"}]}});
    let both = ["p.retail.staging", "p.vault.feed"];
    vec![
        (
            "a hidden job has the name that a release check waits for",
            vec![(EVENTS, event("nobody", "COMPLETE", &dark, &["p.vault.deep"], &none))],
        ),
        (
            "it fails",
            vec![(EVENTS, event("nobody", "FAIL", &dark, &["p.vault.deep"], &none))],
        ),
        (
            "a run of a hidden job states the source of a column",
            vec![(EVENTS, event("dark", "COMPLETE", &both, &["p.retail.shops"], &from("p.retail.staging")))],
        ),
        (
            "the source is hidden too",
            vec![(EVENTS, event("dark", "COMPLETE", &both, &["p.retail.shops"], &from("p.vault.feed")))],
        ),
        (
            "a run of a hidden job tests an open table",
            vec![(
                EVENTS,
                event("dark", "COMPLETE", &["p.vault.feed"], &["p.retail.shops"], &test),
            )],
        ),
        (
            "a statement makes a hidden view",
            vec![(JOBS, statement("dark1", "CREATE OR REPLACE VIEW `p.inner.darkview` AS SELECT id FROM `p.retail.shops`"))],
        ),
        (
            "a statement makes a table that nothing knows",
            vec![(JOBS, statement("dark2", "CREATE TABLE `p.vault.newmade` AS SELECT id, name FROM `p.retail.shops`"))],
        ),
        (
            "a statement names a hidden column",
            vec![(JOBS, statement("dark3", "SELECT quarry054_tagged FROM `p.trade.orders` WHERE quarry054_tagged = 3"))],
        ),
        (
            "a statement leaves a hidden column out",
            vec![(JOBS, statement("dark4", "SELECT * EXCEPT (quarry054_tagged) FROM `p.trade.orders`"))],
        ),
        ("an open table has a hidden column", tagged("shops", "ssn")),
        ("one that nothing reads has one", tagged("staging", "ssn")),
        (
            "a hidden DME is spelled as a visible one",
            vec![("mesh.yaml", "\n---\napiVersion: vitrina/v1\nkind: DataMeshEnvironment\nid: Trade\nhidden: true\n".to_owned())],
        ),
    ]
}

/// Columns that a run tells of.
fn schema(columns: &[(&str, &str)]) -> Value {
    let fields = columns.iter();
    let fields: Vec<Value> = fields
        .map(|(name, text)| json!({"name": name, "type": "STRING", "description": text}))
        .collect();
    json!({"schema": {"fields": fields}})
}

/// A dataset of which all is granted to the readers, and nothing but runs tells of a table in it.
fn lake() -> (&'static str, String) {
    let row = json!({"object_catalog": "p", "object_schema": null, "object_name": "lake",
        "object_type": "SCHEMA", "privilege_type": "roles/bigquery.dataViewer",
        "grantee": "group:readers@example.com"});
    (
        "exports/bigquery/OBJECT_PRIVILEGES.ndjson",
        format!("{row}\n"),
    )
}

/// What is there, and what a hidden job tells beside it. Runs that aren't over tell of no load.
fn runs() -> Vec<Edit> {
    const FIRST: &str = "exports/openlineage/a.ndjson";
    let dark =
        |writes: &str, facets: &Value| event("dark", "START", &["p.vault.feed"], &[writes], facets);
    let seen = |writes: &str, facets: &Value| {
        event("seen", "START", &["p.retail.staging"], &[writes], facets)
    };
    // What it reads it tells of as well; who writes has a say in the state.
    let reads = |reads: &str, facets: &Value| {
        let event = event("dark", "START", &["p.vault.feed"], &[reads], facets);
        let event = event.replace("\"inputs\"", "\"in\"");
        event
            .replace("\"outputs\"", "\"inputs\"")
            .replace("\"in\"", "\"outputs\"")
    };
    let told = schema(&[("name", "What it says on the door"), ("ssn", "A number")]);
    let owner = json!({"ownership": {"owners": [{"name": "trade", "type": "OWNER"}]}});
    let test = |success: bool| {
        json!({"dataQualityAssertions": {"assertions":
            [{"assertion": "unique", "success": success, "column": "id"}]}})
    };
    let lake = lake();
    let by_both = || {
        (
            EVENTS,
            seen("p.lake.pool", &schema(&[("a", ""), ("b", "Seen")])),
        )
    };
    vec![
        (
            "it tells of columns of a table",
            vec![(FIRST, dark("p.retail.shops", &told))],
        ),
        (
            "it tells who owns a table",
            vec![(FIRST, dark("p.retail.shops", &owner))],
        ),
        (
            "it tests what another job tests",
            vec![
                (EVENTS, seen("p.retail.shops", &test(true))),
                (EVENTS, dark("p.retail.shops", &test(true))),
            ],
        ),
        (
            "its run has the id of another's",
            vec![(
                FIRST,
                dark("p.vault.deep", &json!({})).replace("dark-1", "load_shops-1"),
            )],
        ),
        (
            "it alone tells of a table",
            vec![lake.clone(), (EVENTS, reads("p.lake.pool", &told))],
        ),
        (
            "it states where columns of such a table come from",
            vec![
                lake.clone(),
                (EVENTS, reads("p.lake.pool", &from("p.retail.staging"))),
            ],
        ),
        (
            "it tells of columns in another order",
            vec![
                lake.clone(),
                by_both(),
                (
                    FIRST,
                    reads(
                        "p.lake.pool",
                        &schema(&[("c", ""), ("B", "Dark"), ("a", "Dark")]),
                    ),
                ),
            ],
        ),
        (
            "it states where more columns come from",
            vec![
                lake,
                by_both(),
                (FIRST, reads("p.lake.pool", &from("p.retail.staging"))),
            ],
        ),
    ]
}

/// The portal of `readers`, by file.
pub(super) fn portal(edit: &[(&str, String)]) -> BTreeMap<String, Vec<u8>> {
    let mut mesh = Mesh::new().env("SOURCE_DATE_EPOCH", "1768900000");
    for path in files_below(Path::new(FIXTURE)) {
        mesh = mesh.file(&path, fs::read(Path::new(FIXTURE).join(&path)).unwrap());
    }
    for (path, text) in edit {
        mesh = mesh.append(path, text);
    }
    mesh.run(&["build", "--audience", "readers"]).assert_ran();
    let files = files_below(&mesh.out()).into_iter();
    let read = |path: String| {
        let bytes = fs::read(mesh.out().join(&path)).unwrap();
        (path, bytes)
    };
    files.map(read).collect()
}

/// A portal: bytes by path.
pub(super) type Tree = BTreeMap<String, Vec<u8>>;

/// Paths of the files that aren't the same in two portals.
pub(super) fn differing<'p>(before: &'p Tree, after: &'p Tree) -> BTreeSet<&'p str> {
    let paths = before.keys().chain(after.keys());
    let differ = paths.filter(|path| before.get(*path) != after.get(*path));
    differ.map(String::as_str).collect()
}

#[test]
fn what_hidden_things_tell_is_as_if_it_had_never_been() {
    let before = portal(&[]);
    let mut told: Vec<String> = Vec::new();
    for (name, edit) in edits() {
        let after = portal(&edit);
        let differ = differing(&before, &after);
        if !differ.is_empty() {
            told.push(format!("{name}: {differ:?}"));
        }
    }
    assert_eq!(told, [""; 0]);
}

#[test]
fn what_runs_of_hidden_jobs_tell_of_visible_tables_is_told_to_nobody() {
    let mut told: Vec<String> = Vec::new();
    for (name, mut edit) in runs() {
        let dark = edit.pop();
        let before = portal(&edit);
        edit.extend(dark);
        let after = portal(&edit);
        let differ = differing(&before, &after);
        if !differ.is_empty() {
            told.push(format!("{name}: {differ:?}"));
        }
    }
    assert_eq!(told, [""; 0]);
}

/// Told by a job that may be seen, each of it shows.
#[test]
fn what_runs_of_visible_jobs_tell_shows() {
    for (name, mut edit) in runs() {
        let Some((path, dark)) = edit.pop() else {
            continue;
        };
        let before = portal(&edit);
        let seen = dark.replace("p.vault.feed", "p.retail.regions");
        edit.push((path, seen.replace("p.vault.deep", "p.retail.regions")));
        assert_ne!(before, portal(&edit), "{name}");
    }
}

/// The edits do tell something: of each, the whole differs.
#[test]
fn visible_twins_of_them_would_show() {
    let before = portal(&[]);
    let seen = event(
        "nobody",
        "COMPLETE",
        &["p.retail.staging"],
        &["p.retail.shops"],
        &from("p.retail.staging"),
    );
    let named = statement("seen", "SELECT id FROM `p.trade.orders`");
    for edit in [vec![(EVENTS, seen)], vec![(JOBS, named)]] {
        assert_ne!(before, portal(&edit), "{edit:?}");
    }
}
