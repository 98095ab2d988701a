//! What pages of a part say of what isn't there is true: another may have it, and nobody is judged by
//! what their readers don't see.

use serde_json::{Value, json};

use crate::support::{Mesh, Site};

const SETTINGS: &str = r#"
[entry_points]
datasets = ["p.unified"]
[[exports]]
format = "bigquery"
path = "exports/bigquery/**"
[[audiences]]
id = "analysts"
label = "Data analysts"
grantees = ["group:analysts@example.com"]
"#;

const SALES: &str = "
apiVersion: vitrina/v1
kind: DataMeshEnvironment
id: sales
servers:
  - { type: bigquery, project: p, dataset: core }
---
apiVersion: vitrina/v1
kind: DataProduct
id: orders
environment: sales
criticality: tier_1
tables: [{name: orders, physicalName: p.core.orders}]
outputPorts: [{name: orders, physicalName: p.unified.orders}]
---
apiVersion: v3.0.2
kind: DataContract
id: promise
version: 1.0.0
status: active
schema: [{name: orders, physicalName: p.core.orders}]
slaProperties: [{property: latency, value: 4, unit: h}]
";

fn grant(name: &str) -> Value {
    json!({"object_catalog": "p", "object_schema": "unified", "object_name": name,
           "object_type": "VIEW", "privilege_type": "roles/bigquery.dataViewer",
           "grantee": "group:analysts@example.com"})
}

fn mesh() -> Mesh {
    let columns = &[("id", "STRING")];
    Mesh::new()
        .file("vitrina.toml", SETTINGS)
        .file("sales.yaml", SALES)
        .table("p.core.orders", columns)
        .table("p.elsewhere.things", columns)
        .view("p.unified.orders", "SELECT id FROM p.core.orders")
        .view("p.unified.costs", "SELECT id FROM p.unified.orders")
        .view("p.unified.salaries", "SELECT id FROM p.core.orders")
        .view("p.unified.things", "SELECT id FROM p.elsewhere.things")
        .ndjson("OBJECT_PRIVILEGES", &[grant("orders"), grant("costs")])
        .ndjson(
            "JOBS",
            &[
                json!({"job_id": "j", "creation_time": "2026-01-13 09:00:00 UTC",
                     "start_time": "2026-01-13 09:00:00 UTC", "project_id": "p",
                     "user_email": "ana@example.com", "statement_type": "SELECT",
                     "state": "DONE", "cache_hit": false,
                     "query": "SELECT * FROM `p.unified.orders`"}),
            ],
        )
}

#[track_caller]
fn says(page: &str, sentences: &[&str]) {
    for sentence in sentences {
        assert!(page.contains(sentence), "`{sentence}` isn't in:\n{page}");
    }
}

#[track_caller]
fn says_nowhere(site: &Site, sentences: &[&str]) {
    let files = site.files();
    let pages = files.iter().filter(|path| path.ends_with(".html"));
    for path in pages.filter(|path| !path.starts_with("rules/")) {
        let page = site.page(path);
        for sentence in sentences {
            assert!(!page.contains(sentence), "`{sentence}` is in {path}");
        }
    }
}

#[test]
fn what_may_be_hidden_is_never_said_to_be_missing() {
    let mesh = mesh();
    mesh.run(&["build", "--audience", "analysts"]).assert_ran();
    let site = Site { dir: mesh.out() };
    says(
        &site.page("views/unified/orders.html"),
        &[
            "No data contract that you may see.",
            "No SLA declared that you may see.",
            "No support channel that you may see.",
            "downstream that you may see, however many steps away",
        ],
    );
    says(
        &site.page("views/unified/costs.html"),
        &["Nothing that you may see.", "that you may see reads it"],
    );
    says(
        &site.page("products/sales/orders.html"),
        &["No data contract that you may see."],
    );
    says(
        &site.page("views/unified/things.html"),
        &["Nothing that you may see names a form, or anybody to ask."],
    );
    says_nowhere(
        &site,
        &[
            "No data contract.",
            "No SLA declared.",
            "Nothing known.",
            "nobody",
            "0 people used",
            "no unified view<",
            "no productive table<",
            "0 productive tables",
        ],
    );

    // Nobody's work is judged by the part of it that the reader sees.
    says_nowhere(
        &site,
        &[
            "Governance score",
            "declared higher",
            "declared lower",
            "otherwise than computed",
            "Computed",
            "median",
            "scorecard",
            "behind a unified view",
        ],
    );
    assert!(!site.exists("governance/scorecard.html"));
    let told = "Counted is what you may see, not all that there is.";
    let files = site.files();
    let is_governance = |path: &&String| path.starts_with("governance/") && path.ends_with(".html");
    let pages: Vec<_> = files.iter().filter(is_governance).collect();
    assert_eq!(pages.len(), 9, "{pages:?}");
    for path in pages {
        says(&site.page(path), &[told]);
    }
    let coverage = site.page("governance/coverage.html");
    assert!(!coverage.contains("dmes/sales.html"), "{coverage}");
    let csv = site.page("governance/criticality/assets.csv");
    assert_eq!(
        csv.lines().next(),
        Some("asset,kind,dme,declared,score,reasons")
    );

    let lineage = |name: &str| {
        let answer = mesh.run(&["lineage", name, "--root", "mesh", "--audience", "analysts"]);
        answer.assert_ran();
        answer.stdout
    };
    let listed = lineage("p.unified.salaries");
    let not_told = "  not told, as you may not query it";
    assert_eq!(listed.matches(not_told).count(), 2, "{listed}");
    let open = lineage("p.unified.costs");
    says(
        &open,
        &[
            "upstream (1 that you may see)",
            "something that you may not see",
            "nothing that you may see",
        ],
    );
    assert!(!open.contains("in all"), "{open}");

    // The whole mesh's own portal says what there is.
    mesh.run(&["build", "--out", "whole"]).assert_ran();
    let whole = Site {
        dir: mesh.base().join("whole"),
    };
    says_nowhere(&whole, &[told, "that you may see"]);
    says(
        &whole.page("governance/criticality.html"),
        &["declared otherwise than computed"],
    );
    says(&whole.page("dmes/sales.html"), &["Governance score"]);
}

#[test]
fn an_audience_that_sees_nothing_is_told_of() {
    let settings = format!(
        "{SETTINGS}[[audiences]]\nid = \"strangers\"\nlabel = \"Strangers\"\n[access]\nhidden = [\"p.unified\"]\n"
    );
    let mesh = mesh().file("vitrina.toml", settings);
    let built = mesh.run(&["build", "--all-audiences"]);
    built.assert_ran();
    let told = "sees nothing: no output port and no grant names it";
    assert!(
        built.stderr.contains(&format!("note: `strangers` {told}")),
        "{built:?}"
    );
    assert_eq!(built.stderr.matches(told).count(), 1, "{built:?}");
    let built = mesh.run(&["build", "--audience", "strangers", "--out", "one"]);
    assert!(built.stderr.contains(told), "{built:?}");
}
