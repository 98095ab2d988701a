//! `vitrina check --release`: a product that has all that a release needs may go out, one that lacks
//! something may not, and what happens to others keeps nobody back.

use serde_json::Value;

use crate::support::Mesh;

const MESH: &str = "\
apiVersion: vitrina/v1
kind: Team
id: shops
---
apiVersion: vitrina/v1
kind: Team
id: sellers
parent: shops
---
apiVersion: vitrina/v1
kind: Team
id: web-team
---
apiVersion: vitrina/v1
kind: DataMeshEnvironment
id: store
servers: [{type: bigquery, project: shop, dataset: store}]
team: {name: sellers}
incidentManagement: {tool: pager, onCall: store on call}
training:
  - {name: Publishing, required: true, completedBy: [{team: shops, on: 2026-01-02}]}
  - {name: Cooking, completedBy: [web-team]}
---
apiVersion: vitrina/v1
kind: DataMeshEnvironment
id: web
servers: [{type: bigquery, project: shop, dataset: web}]
---
apiVersion: vitrina/v1
kind: DataProduct
id: visits
environment: web
tables: [{name: visits, physicalName: shop.web.visits}]
outputPorts: [{name: visits, physicalName: shop.web.visits}]
";

const PRODUCT: &str = "\
apiVersion: vitrina/v1
kind: DataProduct
id: orders
environment: store
version: 1.1.0
description: What was ordered, and from which page.
criticality: tier_3
tables:
  - {name: orders, physicalName: shop.store.orders, description: A row an order.}
outputPorts:
  - name: orders
    physicalName: shop.unified.orders
    description: A row an order, with the page before it.
    contractId: orders
    audiences: [{name: analysts}]
slaProperties: [{property: latency, value: 48, unit: h, element: orders}]
releaseChecks:
  - {id: counted, required: true, waitsFor: {job: count_orders}}
  - {id: guessed, waitsFor: {job: guess_orders}}
releases:
  - {version: 1.1.0, date: 2026-03-01}
  - {version: 1.0.0, date: 2026-01-05}
";

const CONTRACT: &str = "\
apiVersion: v3.1.0
kind: DataContract
id: orders
version: 1.0.0
status: active
servers:
  - {server: production, type: bigquery, project: shop, dataset: unified}
schema:
  - name: orders
    properties:
      - {name: id, logicalType: string}
";

const RUN: &str = r#"{"eventType": "COMPLETE", "eventTime": "2026-01-08T00:00:00Z", "run": {"runId": "0a1b2c3d-0000-4000-8000-000000000001"}, "job": {"namespace": "etl", "name": "count_orders"}, "inputs": [{"namespace": "bigquery", "name": "shop.store.orders"}]}"#;

const COLUMNS: &str = "\
table_catalog,table_schema,table_name,column_name,field_path,data_type,description
shop,store,orders,id,id,STRING,Number of the order.
shop,web,visits,page,page,STRING,
shop,unified,orders,id,id,STRING,
shop,unified,orders,page,page,STRING,The page before it.
";

const ALERTS: &str = "\
id,table,type,severity,status,created,title
a1,shop:web.visits,VOLUME,SEV_1,ACKNOWLEDGED,2026-01-07T00:00:00Z,Visits are missing
a2,shop:store.orders,VOLUME,SEV_1,FIXED,2026-01-07T00:00:00Z,Orders are missing
";

const MONITORS: &str = "\
monitor_id,table,type,name,status,paused
m1,shop:store.orders,VOLUME,Volume of orders,SUCCESS,false
";

/// Where each part stands.
const FILES: [(&str, &str); 7] = [
    ("mesh.yaml", MESH),
    ("orders.yaml", PRODUCT),
    ("contract.yaml", CONTRACT),
    ("exports/openlineage/runs.ndjson", RUN),
    ("exports/bigquery/COLUMN_FIELD_PATHS.csv", COLUMNS),
    ("exports/monte-carlo/alerts.csv", ALERTS),
    ("exports/monte-carlo/monitors.csv", MONITORS),
];

/// A product that has everything, over a table of its own and one of another DME whose product has
/// nothing but an open incident.
fn whole() -> Mesh {
    let mesh = Mesh::new()
        .file(
            "vitrina.toml",
            "base_url = \"https://example.com/\"\n[entry_points]\ndatasets = [\"shop.unified\"]\n",
        )
        .file(
            "exports/bigquery/TABLES.csv",
            "table_catalog,table_schema,table_name,table_type\nshop,store,orders,BASE TABLE\nshop,web,visits,BASE TABLE\nshop,unified,orders,VIEW\n",
        )
        .file(
            "exports/bigquery/VIEWS.csv",
            "table_catalog,table_schema,table_name,view_definition\nshop,unified,orders,\"SELECT o.id, v.page FROM shop.store.orders o JOIN shop.web.visits v ON v.id = o.id\"\n",
        );
    FILES
        .iter()
        .fold(mesh, |mesh, (path, text)| mesh.file(path, text))
}

/// That mesh, where one part of a file is something else.
#[track_caller]
fn with(file: &str, from: &str, to: &str) -> Mesh {
    let (path, text) = FILES.iter().find(|(path, _)| path.ends_with(file)).unwrap();
    assert!(text.contains(from), "{path} has no {from}");
    whole().file(path, text.replacen(from, to, 1))
}

/// The exit status of a run, and the rules of its errors.
fn judged(mesh: &Mesh, args: &[&str]) -> (i32, Vec<String>) {
    let all = [&["check", "--format", "json"], args].concat();
    let output = mesh.run(&all);
    let findings = output.json();
    let findings = findings.as_array().unwrap().iter();
    let errors = findings.filter(|f| f["severity"] == "error");
    let rule = |f: &Value| f["rule"].as_str().unwrap().to_owned();
    (output.status, errors.map(rule).collect())
}

#[test]
fn a_product_that_has_everything_may_go_out() {
    let mesh = whole();
    let fine = (0, Vec::new());
    assert_eq!(judged(&mesh, &["--release", "product:orders"]), fine);
    // What it needs is judged by the clock too.
    let all = ["--release", "product:orders", "--gate", "all"];
    assert_eq!(judged(&mesh, &all), fine);
}

#[test]
fn a_product_that_lacks_everything_has_to_wait() {
    let mesh = whole();
    // Another product's gate shows all of it as remarks.
    assert_eq!(judged(&mesh, &[]), (0, Vec::new()));
    let (status, mut rules) = judged(&mesh, &["--release", "product:visits"]);
    rules.sort();
    let expected = [
        "columns-undescribed",
        "port-without-contract",
        "product-undescribed",
        "product-untested",
        "product-without-criticality",
        "product-without-on-call",
        "product-without-owner",
        "product-without-service-level",
        "product-without-view",
        "relation-undescribed",
        "release-open-incident",
    ];
    assert_eq!((status, rules), (1, expected.map(str::to_owned).to_vec()));
}

#[test]
fn each_thing_that_is_missing_keeps_a_release_back() {
    for (file, from, to, rule) in [
        (
            "mesh.yaml",
            "team: {name: sellers}\n",
            "",
            "product-without-owner",
        ),
        (
            "mesh.yaml",
            ", onCall: store on call",
            "",
            "product-without-on-call",
        ),
        (
            "mesh.yaml",
            "team: shops, on",
            "team: web-team, on",
            "training-not-completed",
        ),
        // That day is still to come.
        (
            "mesh.yaml",
            "on: 2026-01-02",
            "on: 2026-02-02",
            "training-not-completed",
        ),
        (
            "orders.yaml",
            "description: What was ordered, and from which page.",
            "description: orders",
            "product-undescribed",
        ),
        (
            "orders.yaml",
            ", description: A row an order.",
            "",
            "relation-undescribed",
        ),
        (
            "PATHS.csv",
            "The page before it.",
            "",
            "columns-undescribed",
        ),
        // A column that is taken as it is has the text of its source.
        (
            "PATHS.csv",
            "Number of the order.",
            "",
            "columns-undescribed",
        ),
        (
            "contract.yaml",
            "status: active",
            "status: draft",
            "contract-not-active",
        ),
        (
            "orders.yaml",
            "slaProperties: [{property: latency, value: 48, unit: h, element: orders}]\n",
            "",
            "product-without-service-level",
        ),
        ("monitors.csv", "false", "true", "service-level-unwatched"),
        (
            "orders.yaml",
            "physicalName: shop.unified.orders",
            "physicalName: shop.store.orders",
            "product-without-view",
        ),
        (
            "orders.yaml",
            "    audiences: [{name: analysts}]\n",
            "",
            "view-without-audience",
        ),
        (
            "orders.yaml",
            "criticality: tier_3\n",
            "",
            "product-without-criticality",
        ),
        (
            "orders.yaml",
            ", waitsFor: {job: count_orders}",
            "",
            "release-check-unbound",
        ),
        (
            "orders.yaml",
            "count_orders",
            "count_all",
            "release-check-missing",
        ),
        ("runs.ndjson", "COMPLETE", "FAIL", "release-check-failed"),
        (
            "runs.ndjson",
            "2026-01-08T",
            "2026-01-04T",
            "release-check-outdated",
        ),
        (
            "alerts.csv",
            "FIXED",
            "ACKNOWLEDGED",
            "release-open-incident",
        ),
        (
            "orders.yaml",
            "version: 1.1.0\n",
            "version: 1.2.0\n",
            "release-record",
        ),
        (
            "orders.yaml",
            "date: 2026-03-01",
            "date: 2026-01-01",
            "release-record",
        ),
    ] {
        let mesh = with(file, from, to);
        let (status, mut rules) = judged(&mesh, &["--release", "product:orders"]);
        rules.dedup();
        let without_contract = rule == "product-without-view";
        rules.retain(|found| !(without_contract && found == "port-without-contract"));
        assert_eq!(
            (status, rules),
            (1, vec![rule.to_owned()]),
            "{from} -> {to}"
        );
        // Those who release nothing are told, and nothing keeps their changes back.
        assert_eq!(judged(&mesh, &[]).0, 0, "{from} -> {to}");
    }
}

#[test]
fn what_is_on_its_way_in_or_out_is_not_judged() {
    for (status, expected) in [
        ("proposed", 0),
        ("draft", 1),
        ("deprecated", 0),
        ("retired", 0),
    ] {
        let changed =
            format!("criticality: tier_3\nstatus: {status}\nlifecycle: {{replacedBy: visits}}\n");
        let mesh = with("orders.yaml", "criticality: tier_3\n", &changed);
        let text = std::fs::read_to_string(mesh.root().join("orders.yaml")).unwrap();
        let mesh = mesh.file(
            "orders.yaml",
            text.replace("    audiences: [{name: analysts}]\n", ""),
        );
        let (found, rules) = judged(&mesh, &["--release", "product:orders"]);
        let is_told = rules.iter().any(|rule| rule == "view-without-audience");
        assert_eq!(
            (found, is_told),
            (expected, expected == 1),
            "{status}: {rules:?}"
        );
    }
}

#[test]
fn exports_that_cannot_tell_keep_nobody_back() {
    // Without texts of columns anywhere, none is missing.
    let bare = COLUMNS
        .replace("The page before it.", "")
        .replace("Number of the order.", "");
    let bare = bare.replace("COLUMN_FIELD_PATHS", "COLUMNS").replace(
        "field_path,data_type,description",
        "ordinal_position,data_type",
    );
    let rows = bare
        .replace("id,id,STRING,", "id,1,STRING")
        .replace("page,page,STRING,", "page,2,STRING");
    let mesh = whole().file("exports/bigquery/COLUMNS.csv", rows);
    std::fs::remove_file(mesh.root().join("exports/bigquery/COLUMN_FIELD_PATHS.csv")).unwrap();
    assert_eq!(
        judged(&mesh, &["--release", "product:orders"]),
        (0, Vec::new())
    );
    // Limits hold here too, and what a setting says of a rule goes before its being an error.
    let lenient = "base_url = \"https://example.com/\"\n[entry_points]\ndatasets = [\"shop.unified\"]\n[rules]\nproduct-without-criticality = \"warning\"\n[rules.columns-undescribed]\nlimit = 1\n";
    let mesh = with("PATHS.csv", "The page before it.", "").file("vitrina.toml", lenient);
    let text = PRODUCT.replace("criticality: tier_3\n", "");
    let mesh = mesh.file("orders.yaml", text);
    assert_eq!(
        judged(&mesh, &["--release", "product:orders"]),
        (0, Vec::new())
    );
}

/// The assets of a rule's findings under `--release`.
fn assets(mesh: &Mesh, rule: &str) -> Vec<String> {
    let args = ["check", "--release", "product:orders", "--format", "json"];
    let findings = mesh.run(&args).json();
    let of_rule = findings.as_array().unwrap().iter();
    let of_rule = of_rule.filter(|finding| finding["rule"] == rule);
    of_rule
        .map(|f| f["asset"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn what_nothing_watches_is_said_once() {
    // A view over it isn't told of beside it.
    let mesh = with("monitors.csv", "false", "true");
    let rule = "service-level-unwatched";
    assert_eq!(assets(&mesh, rule), ["table:shop.store.orders"]);
    // Where no table of its own is behind the view, the view is what the promise is about.
    let own = "tables:\n  - {name: orders, physicalName: shop.store.orders, description: A row an order.}\n";
    let product = PRODUCT.replace(own, "");
    assert_ne!(product, PRODUCT);
    let of_others =
        |table: &str| with("monitors.csv", "store.orders", table).file("orders.yaml", &product);
    assert_eq!(assets(&of_others("web.visits"), rule), [""; 0]);
    let mesh = of_others("web.clicks");
    assert_eq!(assets(&mesh, rule), ["view:shop.unified.orders"]);
}

#[test]
fn without_monitors_in_any_export_it_is_said_of_the_product() {
    let mesh = whole();
    std::fs::remove_file(mesh.root().join("exports/monte-carlo/monitors.csv")).unwrap();
    assert_eq!(assets(&mesh, "service-level-unwatched"), ["product:orders"]);
    assert_eq!(judged(&mesh, &["--release", "product:orders"]).0, 1);
    // A rule on quality watches too.
    let watched = CONTRACT.replace(
        "logicalType: string}",
        "logicalType: string, quality: [{metric: nullValues, mustBe: 0}]}",
    );
    assert_ne!(watched, CONTRACT);
    let ours = watched
        .replace("dataset: unified", "dataset: store")
        .replace("id: orders", "id: orders-table");
    let mesh = mesh.file("contract.yaml", watched).file("table.yaml", ours);
    assert_eq!(
        judged(&mesh, &["--release", "product:orders"]),
        (0, Vec::new())
    );
}

#[test]
fn checks_that_may_be_unmet_are_remarks() {
    let findings = whole().list("findings");
    let optional: Vec<&Value> = findings
        .iter()
        .filter(|f| f["rule"] == "optional-check-unmet")
        .collect();
    assert_eq!(optional.len(), 1, "{findings:?}");
    assert_eq!(optional[0]["detail"], "guessed");
    assert_eq!(
        (&optional[0]["file"], &optional[0]["line"]),
        (&"orders.yaml".into(), &19.into())
    );
}
