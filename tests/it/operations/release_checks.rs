//! What came of the checks that a release of a product has to pass.

use serde_json::{Value, json};

use super::{at, event, store, words};
use crate::support::Mesh;

const EVENTS: &str = "exports/openlineage/events.ndjson";
const MONITORS: &str = "exports/monte-carlo/monitors.json";
const ALERTS: &str = "exports/monte-carlo/alerts.json";

/// A product of items, released on January 10, with one check that waits for this.
fn goods(waits_for: &str) -> String {
    format!(
        "apiVersion: vitrina/v1\nkind: DataProduct\nid: goods\nenvironment: store\ndomain: sales\nversion: 1.1.0\ntables: [{{name: items, physicalName: p.store.items}}]\noutputPorts: [{{name: items, physicalName: p.unified.items}}]\nreleases: [{{version: 1.1.0, date: 2026-02-01}}, {{version: 1.0.0, date: 2026-01-10}}, {{version: 0.9.0, date: 2025-12-01}}]\nreleaseChecks: [{{id: c, required: true{waits_for}}}]\n"
    )
}

/// The mesh with exports of all that a check may wait for.
fn mesh(waits_for: &str) -> Mesh {
    let waits_for = match waits_for {
        "" => String::new(),
        key => format!(", waitsFor: {{{key}}}"),
    };
    store(&["openlineage", "dbt", "monte-carlo"])
        .file("goods.yaml", goods(&waits_for))
        // Tells what day it is.
        .file(
            EVENTS,
            event("COMPLETE", "r0", &at(20, 12), "clock", "lake.other.clock"),
        )
}

/// The row of the check on the product's page, but for its id.
#[track_caller]
fn row(mesh: &Mesh) -> String {
    let words = words(&mesh.build(), "products/store/goods.html", "checks");
    let (_, row) = words
        .split_once(" c required")
        .unwrap_or_else(|| panic!("{words}"));
    row.trim().to_owned()
}

/// Tests of items and of orders, with what came of each on a day; those of items by another name of
/// the same test.
fn tested(mesh: Mesh, results: &[(&str, &str, u32)]) -> Mesh {
    let metadata = |artifact: &str| {
        json!({"dbt_schema_version": format!("https://schemas.getdbt.com/dbt/{artifact}.json"),
               "generated_at": at(14, 6), "adapter_type": "bigquery", "project_name": "shop"})
    };
    let model = |name: &str| {
        json!({"resource_type": "model", "name": name, "alias": name, "database": "p",
               "schema": "store", "config": {"materialized": "table"}, "depends_on": {"nodes": []}})
    };
    let mut nodes = serde_json::Map::new();
    for name in ["items", "orders"] {
        nodes.insert(format!("model.shop.{name}"), model(name));
    }
    let rows: Vec<Value> = results
        .iter()
        .map(|(id, status, day)| {
            let of = if id.contains("orders") {
                "orders"
            } else {
                "items"
            };
            let name = id.split('.').nth(2).unwrap();
            let test = json!({"resource_type": "test", "name": name,
                "attached_node": format!("model.shop.{of}"), "column_name": "order_id",
                "depends_on": {"nodes": [format!("model.shop.{of}")]}});
            nodes.insert((*id).to_owned(), test);
            json!({"unique_id": id, "status": status, "message": null,
                   "timing": [{"name": "execute", "completed_at": at(*day, 5)}]})
        })
        .collect();
    let manifest = json!({"metadata": metadata("manifest/v12"), "nodes": nodes, "sources": {}});
    let run = json!({"metadata": metadata("run-results/v6"), "results": rows});
    mesh.file("exports/dbt/manifest.json", manifest.to_string())
        .file("exports/dbt/run_results.json", run.to_string())
}

#[test]
fn a_check_that_names_no_result_is_not_bound() {
    let row = row(&mesh(""));
    assert_eq!(row, "not bound the manifest names no result to wait for");
}

#[test]
fn a_test_has_passed_since_the_last_release_and_change() {
    let id = "test.shop.row_count_items.3f2a";
    let name = "dbtTest: row_count_items";
    let waits = |result: &str, day: u32| row(&tested(mesh(name), &[(id, result, day)]));
    let said = |rest: &str| format!("row_count_items dbt test {rest}");
    assert_eq!(waits("pass", 14), said("passed 2026-01-14 05:00 UTC"));
    assert_eq!(waits("fail", 14), said("failed 2026-01-14 05:00 UTC"));
    assert_eq!(waits("warn", 14), said("warning 2026-01-14 05:00 UTC"));
    assert_eq!(
        waits("skipped", 14),
        said("no result it is there, without a result")
    );
    // The planned release of February doesn't count.
    let old = said("outdated older than the release of 2026-01-10 2026-01-09 05:00 UTC");
    assert_eq!(waits("pass", 9), old);
    assert_eq!(
        row(&mesh(name)),
        said("no result no export has one of this name")
    );
    // By its whole id, and by that without what is made of its arguments.
    for id_written in [id, "test.shop.row_count_items"] {
        let mesh = tested(mesh(&format!("dbtTest: {id_written}")), &[(id, "pass", 14)]);
        let expected = format!("{id_written} dbt test passed 2026-01-14 05:00 UTC");
        assert_eq!(row(&mesh), expected);
    }
}

#[test]
fn of_tests_of_one_name_those_of_the_product_count_and_all_of_them() {
    let own = [
        ("test.shop.checked.items1", "pass", 14),
        ("test.shop.checked.orders", "fail", 14),
    ];
    let passed = row(&tested(mesh("dbtTest: checked"), &own));
    assert_eq!(passed, "checked dbt test passed 2026-01-14 05:00 UTC");
    let all = [own[0], ("test.shop.checked.items2", "fail", 13)];
    let failed = row(&tested(mesh("dbtTest: checked"), &all));
    assert_eq!(failed, "checked dbt test failed 2026-01-13 05:00 UTC");
}

#[test]
fn a_view_or_table_that_is_defined_anew_outdates_results() {
    let test = [("test.shop.checked", "pass", 14)];
    let tested = tested(mesh("dbtTest: checked"), &test);
    let statement = |kind: &str, day: u32| {
        json!({
            "job_id": format!("{kind} {day}"), "creation_time": format!("2026-01-{day:02} 09:00:00 UTC"),
            "project_id": "p", "user_email": "ana@example.com", "statement_type": kind,
            "state": "DONE", "query": "SELECT 1", "cache_hit": false, "referenced_tables": [],
            "destination_table": {"project_id": "p", "dataset_id": "unified", "table_id": "items"},
        })
    };
    let ran = |mesh: Mesh, kind: &str, day: u32| mesh.ndjson("JOBS", &[statement(kind, day)]);
    let tested = ran(tested, "CREATE_VIEW", 13);
    assert!(row(&tested).contains("passed"), "{}", row(&tested));
    // Loads change no columns.
    let tested = ran(tested, "INSERT", 15);
    assert!(row(&tested).contains("passed"), "{}", row(&tested));
    let changed = row(&ran(tested, "CREATE_VIEW", 15));
    assert_eq!(
        changed,
        "checked dbt test outdated older than a change of the schema, 2026-01-15 09:00 UTC 2026-01-14 05:00 UTC"
    );
}

#[test]
fn a_table_that_was_made_after_the_test_outdates_it() {
    let test = [("test.shop.checked", "pass", 14)];
    let made = json!({"table_catalog": "p", "table_schema": "store", "table_name": "items",
                      "table_type": "BASE TABLE", "creation_time": "2026-01-16 00:00:00 UTC"});
    let row = row(&tested(mesh("dbtTest: checked"), &test).ndjson("TABLES", &[made]));
    assert!(
        row.contains("older than a change of the schema, 2026-01-16"),
        "{row}"
    );
}

#[test]
fn a_monitor_passes_while_no_incident_of_its_kind_is_open() {
    let monitors = |status: &str, paused: bool| {
        json!({"data": {"getMonitors": [{
            "uuid": "m1", "monitorType": "VOLUME", "name": "Volume of items",
            "entities": ["p:store.items"], "isPaused": paused, "monitorStatus": status,
        }]}})
        .to_string()
    };
    let alert = |kind: &str, status: &str| {
        json!({"data": {"getAlerts": {"edges": [{"node": {
            "id": "a1", "title": "Few rows", "type": kind, "severity": "SEV_2", "status": status,
            "tables": [{"tableId": "p:store.items"}], "createdTime": at(15, 1), "updatedTime": at(16, 1),
        }}]}}})
        .to_string()
    };
    let watched = |waits_for: &str, monitor: String, alert: String| {
        row(&mesh(waits_for).file(MONITORS, monitor).file(ALERTS, alert))
    };
    let fine = || monitors("SUCCESS", false);
    let name = "monitor: Volume of items";
    for (waits_for, monitor, alert, expected) in [
        (
            name,
            fine(),
            alert("VOLUME", "FIXED"),
            "Volume of items monitor passed 2026-01-16 01:00 UTC",
        ),
        (
            "monitor: m1",
            fine(),
            alert("VOLUME", "FIXED"),
            "m1 monitor passed 2026-01-16 01:00 UTC",
        ),
        (
            name,
            fine(),
            alert("VOLUME", "ACKNOWLEDGED"),
            "Volume of items monitor failed 2026-01-15 01:00 UTC",
        ),
        (
            name,
            fine(),
            alert("FRESHNESS", "ACKNOWLEDGED"),
            "Volume of items monitor passed 2026-01-16 01:00 UTC",
        ),
        (
            name,
            fine(),
            alert("CUSTOM", "ACKNOWLEDGED"),
            "Volume of items monitor failed 2026-01-15 01:00 UTC",
        ),
        (
            name,
            monitors("MISCONFIGURED", false),
            alert("VOLUME", "FIXED"),
            "Volume of items monitor failed 2026-01-16 01:00 UTC",
        ),
        (
            name,
            monitors("SUCCESS", true),
            alert("VOLUME", "FIXED"),
            "Volume of items monitor no result it is there, without a result",
        ),
        (
            "monitor: m2",
            fine(),
            alert("VOLUME", "FIXED"),
            "m2 monitor no result no export has one of this name",
        ),
    ] {
        assert_eq!(watched(waits_for, monitor, alert), expected, "{waits_for}");
    }
}

#[test]
fn a_job_has_ended_well() {
    let run = |kind: &str, day: u32| {
        event(
            kind,
            &format!("r{day}"),
            &at(day, 6),
            "reconcile",
            "p.store.items",
        )
    };
    let ran = |waits_for: &str, events: String| row(&mesh(waits_for).append(EVENTS, events));
    for name in ["etl/reconcile", "reconcile", "\"job:etl/reconcile\""] {
        let row = ran(&format!("job: {name}"), run("COMPLETE", 14));
        let name = name.trim_matches('"');
        assert_eq!(row, format!("{name} job passed 2026-01-14 06:00 UTC"));
    }
    let later = run("COMPLETE", 14) + &run("FAIL", 15);
    assert_eq!(
        ran("job: reconcile", later),
        "reconcile job failed 2026-01-15 06:00 UTC"
    );
    let before = ran("job: reconcile", run("COMPLETE", 9));
    assert!(
        before.contains("older than the release of 2026-01-10"),
        "{before}"
    );
    let other = ran("job: settle", run("COMPLETE", 14));
    assert_eq!(other, "settle job no result no export has one of this name");
}

#[test]
fn a_rule_of_a_contract_has_the_result_of_the_test_of_its_name() {
    let contract = "apiVersion: v3.1.0\nkind: DataContract\nid: k\nversion: 1.0.0\nstatus: active\nschema:\n  - name: items\n    physicalName: p.store.items\n    properties:\n      - name: order_id\n        quality: [{id: q1, name: ids-are-known, metric: nullValues, mustBe: 0}]\n";
    let with = |name: &str, results: &[(&str, &str, u32)]| {
        let mesh = mesh(&format!("quality: {name}")).file("k.yaml", contract);
        row(&tested(mesh, results))
    };
    let rule = "quality rule of a contract";
    let test = [("test.shop.ids-are-known", "pass", 14)];
    for name in ["ids-are-known", "q1"] {
        let expected = format!("{name} {rule} passed 2026-01-14 05:00 UTC");
        assert_eq!(with(name, &test), expected);
    }
    // One of another table is another's.
    let other = [("test.shop.ids-are-known.orders", "pass", 14)];
    let expected = format!("q1 {rule} no result it is there, without a result");
    assert_eq!(with("q1", &other), expected);
    let expected = format!("q2 {rule} no result no export has one of this name");
    assert_eq!(with("q2", &test), expected);
}

#[test]
fn a_result_of_an_export_that_is_too_old_is_outdated() {
    let settings = "[entry_points]\ndatasets = [\"p.unified\"]\n\n[[exports]]\nformat = \"bigquery\"\npath = \"exports/bigquery/**\"\n\n[[exports]]\nformat = \"openlineage\"\npath = \"exports/openlineage/**\"\n\n[[exports]]\nformat = \"dbt\"\npath = \"exports/dbt/**\"\nmax_age = \"2d\"\n";
    let test = [("test.shop.checked", "pass", 14)];
    let row = row(&tested(mesh("dbtTest: checked"), &test).file("vitrina.toml", settings));
    assert_eq!(
        row,
        "checked dbt test outdated its export is older than allowed 2026-01-14 05:00 UTC"
    );
}
