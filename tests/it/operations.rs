//! What the exports of operations tell: whether data can be used now, who uses it, and what other
//! systems know of it.

mod faults;
mod passing_time;
mod promises;
mod release_checks;
mod systems;
mod usage;
mod verdicts;

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::html;
use crate::support::{Mesh, Site};

const MESH: &str = "\
apiVersion: vitrina/v1
kind: Domain
id: sales
---
apiVersion: vitrina/v1
kind: Team
id: sellers
---
apiVersion: vitrina/v1
kind: DataMeshEnvironment
id: store
domains: [sales]
team: {name: sellers}
servers:
  - {type: bigquery, project: p, dataset: store}
---
apiVersion: vitrina/v1
kind: DataProduct
id: orders
environment: store
domain: sales
tables:
  - {name: orders, physicalName: p.store.orders}
outputPorts:
  - {name: orders, physicalName: p.unified.orders}
  - {name: buyers, physicalName: p.unified.buyers}
slaProperties:
  - {property: latency, value: 24, unit: h, element: orders}
";

/// Orders and items of a store, three unified views over them, `buyers` by way of `orders`, and the
/// exports of these formats beside BigQuery's. `old` is another name of the project.
fn store(formats: &[&str]) -> Mesh {
    let mut settings =
        "[entry_points]\ndatasets = [\"p.unified\"]\n\n[aliases]\n\"old\" = \"p\"\n".to_owned();
    for format in ["bigquery"].iter().chain(formats) {
        write!(
            settings,
            "\n[[exports]]\nformat = \"{format}\"\npath = \"exports/{format}/**\"\n"
        )
        .unwrap();
    }
    Mesh::new()
        .file("vitrina.toml", settings)
        .file("mesh.yaml", MESH)
        .table(
            "p.store.orders",
            &[
                ("order_id", "INT64"),
                ("buyer", "STRING"),
                ("amount", "NUMERIC"),
            ],
        )
        .table(
            "p.store.items",
            &[("order_id", "INT64"), ("item", "STRING")],
        )
        .view(
            "p.unified.orders",
            "SELECT order_id, buyer, amount FROM `p.store.orders`",
        )
        .view(
            "p.unified.buyers",
            "SELECT buyer, SUM(amount) AS spent FROM `p.unified.orders` GROUP BY buyer",
        )
        .view(
            "p.unified.items",
            "SELECT order_id, item FROM `p.store.items`",
        )
}

/// A moment of January 2026.
fn at(day: u32, hour: u32) -> String {
    format!("2026-01-{day:02}T{hour:02}:00:00Z")
}

/// A line of OpenLineage: what befell a run of a job that writes a table.
fn event(kind: &str, run: &str, time: &str, job: &str, writes: &str) -> String {
    let event = json!({
        "eventTime": time, "eventType": kind, "run": {"runId": run},
        "job": {"namespace": "etl", "name": job}, "inputs": [],
        "outputs": [{"namespace": "bigquery", "name": writes}],
        "producer": "https://example.com/etl",
    });
    format!("{event}\n")
}

/// Such an event of `load_orders`, which writes `p.store.orders`.
fn load(kind: &str, run: &str, time: &str) -> String {
    event(kind, run, time, "load_orders", "p.store.orders")
}

/// The line of a view or table.
#[track_caller]
fn line(mesh: &Mesh, what: &str, name: &str) -> Value {
    let all = mesh.list(what);
    let found = all.into_iter().find(|line| line["name"] == name);
    found.unwrap_or_else(|| panic!("no {name} in {what}"))
}

/// State and cause of a view.
#[track_caller]
fn verdict(mesh: &Mesh, view: &str) -> (String, String) {
    let verdict = &line(mesh, "views", view)["verdict"];
    let text = |key: &str| verdict[key].as_str().unwrap_or_default().to_owned();
    (text("state"), text("cause"))
}

/// The words of a page, or of the element of this id in it.
#[track_caller]
fn words(site: &Site, path: &str, id: &str) -> String {
    let tokens = html::tokens(&site.page(path), path);
    html::text(html::inside(&tokens, id))
}

/// `rule:line` of all findings.
fn rules(mesh: &Mesh) -> Vec<String> {
    mesh.list("findings")
        .iter()
        .map(|f| format!("{}:{}", f["rule"].as_str().unwrap(), f["line"]))
        .collect()
}
