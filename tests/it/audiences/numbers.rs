//! What is relative (shares, ranks, tiers, scores) is of the part alone: the same as if the rest had
//! never been there.

use std::collections::BTreeMap;
use std::fs;

use serde_json::{Value, json};

use crate::support::{Mesh, files_below};

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

const ALPHA: &str = "\
apiVersion: vitrina/v1
kind: DataMeshEnvironment
id: alpha
servers: [{type: bigquery, project: p, dataset: alpha}]
---
apiVersion: vitrina/v1
kind: DataProduct
id: orders
environment: alpha
criticality: tier_1
masterData: true
slaProperties: [{property: latency, value: 24, unit: h}]
tables: [{name: orders, physicalName: p.alpha.orders}]
outputPorts: [{name: orders, physicalName: p.unified.orders}]
";

const ZULU: &str = "\
apiVersion: vitrina/v1
kind: DataMeshEnvironment
id: zulu
hidden: true
framework: {name: mesh, version: 9.0.0}
servers: [{type: bigquery, project: q, dataset: zulu}]
---
apiVersion: vitrina/v1
kind: DataProduct
id: facts
environment: zulu
slaProperties: [{property: latency, value: 1, unit: h}]
tables: [{name: facts, physicalName: q.zulu.facts}]
inputPorts: [{name: orders, physicalName: p.unified.orders}]
outputPorts: [{name: facts, physicalName: p.unified.facts}]
";

fn grant(dataset: &str, name: &str) -> Value {
    json!({"object_catalog": "p", "object_schema": dataset, "object_name": name,
           "object_type": "TABLE", "privilege_type": "roles/bigquery.dataViewer",
           "grantee": "group:analysts@example.com"})
}

fn statement(id: u32, project: &str, user: &str, query: &str) -> Value {
    json!({"job_id": format!("j{id}"), "creation_time": "2026-01-13 09:00:00 UTC",
           "start_time": "2026-01-13 09:00:00 UTC", "project_id": project,
           "user_email": format!("{user}@example.com"), "statement_type": "SELECT",
           "state": "DONE", "query": query, "cache_hit": false})
}

fn run(kind: &str, job: &str, day: u32, reads: &[&str], writes: &str) -> String {
    let dataset = |name: &&str| json!({"namespace": "bigquery", "name": name});
    let event = json!({"eventTime": format!("2026-01-{day:02}T06:00:00Z"), "eventType": kind,
           "run": {"runId": format!("{job}-{day}")}, "job": {"namespace": "etl", "name": job},
           "inputs": reads.iter().map(dataset).collect::<Vec<_>>(),
           "outputs": [dataset(&writes)], "producer": "https://example.com/etl"});
    format!("{event}\n")
}

/// A DME of which analysts see everything.
fn alone() -> Mesh {
    let columns = [("customer_id", "INT64"), ("amount", "INT64")];
    Mesh::new()
        .env("SOURCE_DATE_EPOCH", "1768464000")
        .file("vitrina.toml", SETTINGS)
        .file("alpha.yaml", ALPHA)
        .table("p.alpha.orders", &columns)
        .table("p.alpha.customers", &[("customer_id", "INT64")])
        .view(
            "p.unified.orders",
            "SELECT customer_id, amount FROM `p.alpha.orders`",
        )
        .view(
            "p.unified.customers",
            "SELECT customer_id FROM `p.alpha.customers`",
        )
        .ndjson(
            "OBJECT_PRIVILEGES",
            &[
                grant("alpha", "orders"),
                grant("alpha", "customers"),
                grant("unified", "orders"),
                grant("unified", "customers"),
            ],
        )
        .ndjson(
            "JOBS",
            &[
                statement(1, "p", "ana", "SELECT * FROM `p.unified.orders`"),
                statement(2, "else", "bo", "SELECT * FROM `p.alpha.orders`"),
            ],
        )
        .file(
            "exports/openlineage/events.ndjson",
            run("COMPLETE", "load_orders", 10, &[], "p.alpha.orders")
                + &run("COMPLETE", "load_orders", 13, &[], "p.alpha.orders")
                + &run("COMPLETE", "load_orders", 14, &[], "p.alpha.orders"),
        )
}

/// The same beside a hidden one, which reads it and is used far more.
fn beside() -> Mesh {
    let columns = [("customer_id", "INT64"), ("amount", "INT64")];
    let mut mesh = alone()
        .file("zulu.yaml", ZULU)
        .table("q.zulu.facts", &columns)
        .view(
            "p.unified.facts",
            "SELECT o.customer_id, f.amount FROM `p.unified.orders` o JOIN `q.zulu.facts` f ON o.customer_id = f.customer_id",
        )
        .append(
            "exports/openlineage/events.ndjson",
            run("FAIL", "load_facts", 14, &["p.alpha.orders"], "q.zulu.facts"),
        );
    for n in 0..7 {
        let (table, view) = (format!("q.zulu.t{n}"), format!("p.unified.t{n}"));
        mesh = mesh.table(&table, &columns).view(
            &view,
            &format!("SELECT customer_id FROM `{table}` JOIN `p.alpha.orders` USING (customer_id)"),
        );
    }
    let statements: Vec<Value> = (10..90)
        .map(|n| {
            statement(
                n,
                "q",
                &format!("user{n}"),
                "SELECT * FROM `p.unified.facts`",
            )
        })
        .collect();
    mesh.ndjson("JOBS", &statements)
}

/// The files of the portal, without its search and its lineage data.
fn portal(mesh: &Mesh) -> BTreeMap<String, String> {
    mesh.run(&["build", "--audience", "analysts"]).assert_ran();
    let is_compared = |path: &String| {
        [
            "governance/",
            "findings/",
            "api/",
            "dmes/",
            "products/",
            "views/",
            "tables/",
        ]
        .iter()
        .any(|folder| path.starts_with(folder))
            || path == "index.html"
    };
    let files = files_below(&mesh.out()).into_iter().filter(is_compared);
    let text = |path: &String| {
        let bytes = fs::read(mesh.out().join(path)).unwrap();
        String::from_utf8_lossy(&bytes).into_owned()
    };
    files.map(|path| (path.clone(), text(&path))).collect()
}

#[test]
fn measures_are_those_of_the_part_alone() {
    let (alone, beside) = (alone(), beside());
    let (expected, found) = (portal(&alone), portal(&beside));
    let names = |all: &BTreeMap<String, String>| all.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&found), names(&expected));
    for (path, text) in &found {
        assert_eq!(text, &expected[path], "{path}");
    }
    // The rest does have a say in the whole.
    let whole = |mesh: &Mesh| {
        mesh.run(&["build", "--out", "whole"]).assert_ran();
        fs::read(mesh.base().join("whole/api/v1/tables.ndjson")).unwrap()
    };
    assert_ne!(whole(&alone), whole(&beside));
    assert!(found.keys().any(|path| path.ends_with(".csv")), "{found:?}");
}
