//! What other systems know: dbt, Airflow, MLflow, Backstage, and OpenLineage of names that changed.

use serde_json::{Value, json};

use super::{at, event, line, load, rules, store, verdict, words};
use crate::support::Mesh;

const ORDERS: &str = "p.unified.orders";
const TEST: &str = "test.shop.not_null_orders_buyer.a1b2c3d4e5";

/// A dbt project whose model builds `p.store.orders` out of a source, with a test of it.
fn dbt() -> Mesh {
    let metadata = |artifact: &str| {
        json!({"dbt_schema_version": format!("https://schemas.getdbt.com/dbt/{artifact}.json"),
               "dbt_version": "1.10.0", "generated_at": at(14, 6), "adapter_type": "bigquery",
               "project_name": "shop"})
    };
    let node = |kind: &str, name: &str, schema: &str, reads: &[&str], made: &str| {
        json!({"unique_id": format!("{kind}.shop.{name}"), "resource_type": kind, "name": name,
               "alias": name, "database": "p", "schema": schema, "columns": {}, "tags": [],
               "meta": {}, "description": "", "package_name": "shop", "path": name,
               "relation_name": format!("`p`.`{schema}`.`{name}`"),
               "config": {"materialized": made}, "original_file_path": "models/m.sql",
               "depends_on": {"nodes": reads, "macros": []}})
    };
    let mut test = node(
        "test",
        "not_null_orders_buyer",
        "tests",
        &["model.shop.orders"],
        "test",
    );
    test["unique_id"] = json!(TEST);
    test["column_name"] = json!("buyer");
    test["attached_node"] = json!("model.shop.orders");
    let mut nodes = serde_json::Map::new();
    nodes.insert(
        "model.shop.orders".to_owned(),
        node(
            "model",
            "orders",
            "store",
            &["source.shop.raw.sales"],
            "table",
        ),
    );
    nodes.insert(TEST.to_owned(), test);
    let source = json!({
        "unique_id": "source.shop.raw.sales", "resource_type": "source", "name": "sales",
        "source_name": "raw", "identifier": "sales", "database": "p", "schema": "raw",
        "relation_name": "`p`.`raw`.`sales`", "columns": {}, "description": "", "meta": {},
        "tags": [], "package_name": "shop", "path": "s.yml", "original_file_path": "s.yml",
    });
    let manifest = json!({
        "metadata": metadata("manifest/v12"), "nodes": nodes,
        "sources": {"source.shop.raw.sales": source}, "exposures": {}, "groups": {},
        "macros": {}, "metrics": {}, "docs": {}, "disabled": {}, "parent_map": {},
        "child_map": {}, "selectors": {}, "saved_queries": {}, "semantic_models": {},
        "unit_tests": {},
    });
    store(&["dbt"]).file("exports/dbt/manifest.json", manifest.to_string())
}

/// With the results of a run and of the look at the source's age.
fn ran(results: &[(&str, &str)], source: &str, loaded: &str) -> Mesh {
    let results: Vec<Value> = results
        .iter()
        .map(|(id, status)| {
            json!({"unique_id": id, "status": status, "execution_time": 1.0, "message": null,
                   "failures": null, "thread_id": "Thread-1", "adapter_response": {},
                   "timing": [{"name": "execute", "started_at": at(14, 5), "completed_at": at(14, 5)}]})
        })
        .collect();
    let run = json!({
        "metadata": {"dbt_schema_version": "https://schemas.getdbt.com/dbt/run-results/v6.json",
                     "dbt_version": "1.10.0", "generated_at": at(14, 6)},
        "results": results, "elapsed_time": 1.0,
    });
    let sources = json!({
        "metadata": {"dbt_schema_version": "https://schemas.getdbt.com/dbt/sources/v3.json",
                     "dbt_version": "1.10.0", "generated_at": at(14, 6)},
        "results": [{"unique_id": "source.shop.raw.sales", "max_loaded_at": loaded,
                     "snapshotted_at": at(14, 6), "max_loaded_at_time_ago_in_s": 1.0,
                     "status": source, "adapter_response": {}, "timing": [],
                     "criteria": {"warn_after": {"count": 12, "period": "hour"},
                                  "error_after": {"count": 24, "period": "hour"}}}],
        "elapsed_time": 1.0,
    });
    dbt()
        .file("exports/dbt/run_results.json", run.to_string())
        .file("exports/dbt/sources.json", sources.to_string())
}

#[test]
fn dbt_runs_tests_and_source_freshness_decide() {
    let good = [("model.shop.orders", "success"), (TEST, "pass")];
    let late = "`raw.sales` last loaded 2026-01-12 04:00 UTC, SLA 24 h (dbt source freshness).";
    for (results, source, loaded, state, cause) in [
        (&good[..], "pass", at(14, 4), "usable", ""),
        (
            &[("model.shop.orders", "success"), (TEST, "fail")][..],
            "pass",
            at(14, 4),
            "with care",
            "dbt test `not_null_orders_buyer` on column `buyer` of `store.orders` did not pass 2026-01-14 05:00 UTC.",
        ),
        (
            &[("model.shop.orders", "error"), (TEST, "skipped")][..],
            "pass",
            at(14, 4),
            "broken",
            "The dbt run of `store.orders` failed 2026-01-14 05:00 UTC.",
        ),
        (
            &good[..],
            "warn",
            at(13, 14),
            "with care",
            "dbt's freshness check of `raw.sales` gave a warning 2026-01-14 06:00 UTC.",
        ),
        (&good[..], "error", at(12, 4), "broken", late),
    ] {
        let mesh = ran(results, source, &loaded);
        let found = verdict(&mesh, ORDERS);
        assert_eq!(found, (state.into(), cause.into()), "{results:?} {source}");
        assert_eq!(rules(&mesh), [""; 0]);
    }
}

#[test]
fn what_loaded_a_source_since_makes_an_old_freshness_check_harmless() {
    let loads = |hour| event("COMPLETE", "r1", &at(14, hour), "load", "p.raw.sales");
    for (hour, state) in [(5, "broken"), (7, "usable")] {
        let mesh = ran(
            &[("model.shop.orders", "success"), (TEST, "pass")],
            "error",
            &at(12, 4),
        );
        let settings = std::fs::read_to_string(mesh.root().join("vitrina.toml")).unwrap();
        let more = "\n[[exports]]\nformat = \"openlineage\"\npath = \"exports/openlineage/**\"\n";
        let mesh = mesh
            .file("vitrina.toml", settings + more)
            .file("exports/openlineage/events.ndjson", loads(hour));
        assert_eq!(verdict(&mesh, ORDERS).0, state, "{hour}");
    }
}

#[test]
fn the_last_run_of_a_dag_decides() {
    let run = |id: &str, day: u32, state: &str| {
        json!({"dag_id": "load_orders", "dag_run_id": id, "logical_date": at(day, 5),
               "start_date": at(day, 5), "state": state,
               "end_date": (state != "running").then(|| at(day, 6))})
    };
    let mesh = |runs: &[Value]| {
        let dags = json!({"dags": [{"dag_id": "load_orders", "owners": ["sellers"], "tags": [],
                                    "timetable_summary": "At 05:00", "is_paused": false}],
                          "total_entries": 1});
        let written = json!({"asset_events": [{"id": 1, "uri": "bigquery://p/store/orders",
                             "source_dag_id": "load_orders", "source_run_id": "r1",
                             "timestamp": at(13, 6)}], "total_entries": 1});
        let runs = json!({"dag_runs": runs, "total_entries": runs.len()});
        store(&["airflow"])
            .file("exports/airflow/dags.json", dags.to_string())
            .file("exports/airflow/dag_runs.json", runs.to_string())
            .file("exports/airflow/asset_events.json", written.to_string())
    };
    let failed = mesh(&[run("r2", 14, "failed"), run("r1", 13, "success")]);
    let cause = "The job `load_orders`, which writes `store.orders`, failed 2026-01-14 06:00 UTC, in the run that began 2026-01-14 05:00 UTC; it last succeeded 2026-01-13 06:00 UTC.";
    assert_eq!(verdict(&failed, ORDERS), ("broken".into(), cause.into()));
    let job = line(&failed, "jobs", "airflow/load_orders");
    assert_eq!(job["writes"], json!(["p.store.orders"]));
    assert_eq!(job["kind"], "Airflow");
    // One that is still at work says nothing yet.
    let running = mesh(&[run("r1", 13, "success"), run("r2", 14, "running")]);
    assert_eq!(verdict(&running, ORDERS).0, "usable");
}

#[test]
fn a_model_lists_the_tables_and_views_that_its_runs_read() {
    let models = json!({"registered_models": [{
        "name": "churn", "description": "Who leaves.",
        "aliases": [{"alias": "champion", "version": "3"}],
        "latest_versions": [{"name": "churn", "version": "3", "run_id": "a1", "status": "READY"}],
    }]});
    let read = |table: &str| {
        json!({"tags": [{"key": "table", "value": table}],
               "dataset": {"name": "d", "digest": "1", "source_type": "code", "source": "{}"}})
    };
    let run = |id: &str, reads: &[Value]| {
        json!({"info": {"run_id": id, "status": "FINISHED", "start_time": 1_768_370_000_000_i64,
                        "end_time": 1_768_380_000_000_i64},
               "data": {"params": [], "tags": []}, "inputs": {"dataset_inputs": reads}})
    };
    // The second run made no version of any model.
    let runs = json!({"runs": [
        run("a1", &[read("p.unified.orders"), read("p.store.items")]),
        run("b2", &[read("p.unified.buyers")]),
    ]});
    let mesh = store(&["mlflow"])
        .file("exports/mlflow/registered_models.json", models.to_string())
        .file("exports/mlflow/runs.json", runs.to_string());
    let model = line(&mesh, "models", "churn");
    assert_eq!(
        model["reads"],
        json!(["table:p.store.items", "view:p.unified.orders"])
    );
    assert_eq!(model["version"], "3");
    assert_eq!(
        line(&mesh, "tables", "p.store.orders")["impact"]["models"],
        1
    );
    assert_eq!(
        line(&mesh, "tables", "p.store.items")["impact"]["models"],
        1
    );
    let site = mesh.build();
    let main = words(&site, "models/churn.html", "main");
    for part in ["Who leaves.", "store.items", "unified.orders", "READY"] {
        assert!(main.contains(part), "{part}: {main}");
    }
    let lineage = words(&site, "views/unified/orders.html", "lineage");
    assert!(lineage.contains("churn"), "{lineage}");
}

#[test]
fn groups_of_backstage_are_teams() {
    let mesh = store(&["backstage"]).file(
        "exports/backstage/catalog-info.yaml",
        "\
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: {name: logistics, title: Logistics, description: Moves what is sold.}
spec:
  type: team
  profile: {displayName: Logistics people, email: logistics@example.com}
  parent: group:default/operations
  children: []
---
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: {name: operations}
spec: {type: department, children: [logistics]}
---
apiVersion: backstage.io/v1alpha1
kind: Domain
metadata: {name: shipping, title: Shipping}
spec: {owner: group:default/logistics}
",
    );
    assert_eq!(mesh.names("teams"), ["logistics", "operations", "sellers"]);
    assert_eq!(
        line(&mesh, "teams", "logistics")["description"],
        "Moves what is sold."
    );
    assert_eq!(line(&mesh, "domains", "shipping")["team"], "logistics");
    assert_eq!(rules(&mesh), [""; 0]);
    let site = mesh.build();
    let main = words(&site, "teams/logistics.html", "main");
    for part in ["Logistics people", "operations", "Shipping"] {
        assert!(main.contains(part), "{part}: {main}");
    }
}

/// `p.store.orders` had another name until 11 January.
fn renamed(before: &str, after: &str) -> Mesh {
    let change = json!({
        "eventTime": at(11, 6), "eventType": "COMPLETE", "run": {"runId": "change"},
        "job": {"namespace": "etl", "name": "rename"}, "inputs": [],
        "outputs": [{"namespace": "bigquery", "name": "p.store.orders", "facets": {
            "lifecycleStateChange": {"lifecycleStateChange": "RENAME", "previousIdentifier":
                {"namespace": "bigquery", "name": "p.store.orders_v1"}}}}],
        "producer": "https://example.com/etl",
    });
    store(&["openlineage"]).file(
        "exports/openlineage/events.ndjson",
        format!("{before}{change}\n{after}"),
    )
}

#[test]
fn a_rename_leaves_the_former_name_as_history() {
    let after = load("COMPLETE", "r1", &at(14, 6));
    let before = event("COMPLETE", "r0", &at(10, 6), "load_v1", "p.store.orders_v1");
    let mesh = renamed(&before, &after);
    let site = mesh.build();
    let page = words(&site, "tables/p/store/orders.html", "main");
    assert!(
        page.contains("It was p.store.orders_v1 until 2026-01-11."),
        "{page}"
    );
    // The former address still leads to it.
    let former = site.page("tables/p/store/orders_v1.html");
    assert!(former.contains("orders.html"), "{former}");
    let old = line(&mesh, "tables", "p.store.orders_v1");
    assert_eq!(old["status"], "retired");
    assert_eq!(old["replaced_by"], "p.store.orders");
    // What wrote it under its former name did write it.
    let job = line(&mesh, "jobs", "etl/load_v1");
    assert_eq!(job["writes"], json!(["p.store.orders"]));
    // Its last load is the one under its name of today.
    assert_eq!(verdict(&mesh, ORDERS), ("usable".into(), String::new()));
}

#[test]
fn a_rename_alone_brings_no_data() {
    let mesh = renamed("", &load("COMPLETE", "r1", &at(14, 6)));
    assert_eq!(verdict(&mesh, ORDERS).0, "usable");
    assert_eq!(rules(&mesh), [""; 0]);
}
