//! Levels, a test a row of the table in docs/access.md, through the real binary.

use serde_json::{Value, json};

use crate::support::Mesh;

const DOC: &str = include_str!("../../../docs/access.md");

/// Kinds of the table, each with the test of its row.
const ROWS: [(&str, fn()); 15] = [
    ("unified view", unified_view),
    ("other view, table", other_view_or_table),
    ("what no export describes", what_no_export_describes),
    (
        "what nothing but runs of jobs describes",
        what_nothing_but_runs_describes,
    ),
    ("product", product),
    ("DME", dme),
    ("domain", domain),
    ("team", team),
    ("contract", contract),
    ("job", job),
    ("model, exposure", exposure),
    ("term", term),
    ("guide", guide),
    ("long description", long_description),
    ("column", column),
];

#[test]
fn the_documentation_has_a_row_a_test() {
    let (_, table) = DOC
        .split_once("| kind | open | listed | hidden |\n")
        .unwrap();
    let rows = table
        .lines()
        .skip(1)
        .take_while(|line| line.starts_with('|'));
    let kinds: Vec<&str> = rows
        .map(|row| row.split('|').nth(1).unwrap().trim())
        .collect();
    assert_eq!(kinds, ROWS.map(|(kind, _)| kind));
}

const SETTINGS: &str = r#"
[entry_points]
datasets = ["p.unified"]
[[exports]]
format = "bigquery"
path = "exports/bigquery/**"
[[exports]]
format = "dbt"
path = "exports/dbt/**"
[[exports]]
format = "openlineage"
path = "exports/openlineage/**"
[[audiences]]
id = "analysts"
grantees = ["group:analysts@example.com"]
[[audiences]]
id = "finance"
grantees = ["group:finance@example.com"]
[[audiences]]
id = "leads"
includes = ["finance"]
[access.policy_tags]
"t/finance" = ["finance"]
"#;

/// Domains with a DME, a team and a product each: the shop, whose views are listed, and people, hidden.
const MANIFESTS: &str = "\
apiVersion: vitrina/v1
kind: Domain
id: trade
---
apiVersion: vitrina/v1
kind: Domain
id: sales
parent: trade
---
apiVersion: vitrina/v1
kind: Domain
id: hr
---
apiVersion: vitrina/v1
kind: Team
id: all
---
apiVersion: vitrina/v1
kind: Team
id: sellers
parent: all
---
apiVersion: vitrina/v1
kind: Team
id: paymasters
---
apiVersion: vitrina/v1
kind: DataMeshEnvironment
id: shop
domains: [sales]
team: {name: sellers}
servers: [{type: bigquery, project: p, dataset: shop}]
---
apiVersion: vitrina/v1
kind: DataMeshEnvironment
id: people
hidden: true
domains: [hr]
team: {name: paymasters}
servers: [{type: bigquery, project: p, dataset: people}]
---
apiVersion: vitrina/v1
kind: DataProduct
id: orders
environment: shop
outputPorts:
  - {name: orders, physicalName: p.unified.orders}
---
apiVersion: vitrina/v1
kind: DataProduct
id: pay
environment: people
outputPorts:
  - {name: pay, physicalName: p.unified.pay}
";

fn grant(dataset: &str, name: &str, audience: &str) -> Value {
    json!({"object_catalog": "p", "object_schema": dataset, "object_name": name, "object_type": "VIEW",
           "privilege_type": "roles/bigquery.dataViewer", "grantee": format!("group:{audience}@example.com")})
}

/// Analysts may query orders and the table behind it; finance may query pay.
fn mesh() -> Mesh {
    Mesh::new()
        .file("vitrina.toml", SETTINGS)
        .file("mesh.yaml", MANIFESTS)
        .table("p.shop.orders", &[("id", "INT64")])
        .table("p.shop.items", &[("id", "INT64")])
        .table("p.people.pay", &[("id", "INT64")])
        .view("p.unified.orders", "SELECT id FROM `p.shop.orders`")
        .view("p.unified.items", "SELECT id FROM `p.shop.items`")
        .view("p.unified.pay", "SELECT id FROM `p.people.pay`")
        .view("p.shop.inner", "SELECT id FROM `p.shop.items`")
        .ndjson(
            "OBJECT_PRIVILEGES",
            &[
                grant("unified", "orders", "analysts"),
                grant("shop", "orders", "analysts"),
                grant("unified", "pay", "finance"),
            ],
        )
}

fn lines(mesh: &Mesh, what: &str, audience: &str) -> Vec<Value> {
    let output = mesh.run(&["list", what, "--format", "ndjson", "--audience", audience]);
    output.assert_ran();
    output.ndjson()
}

/// Names of all of a kind that an audience sees.
fn seen(mesh: &Mesh, what: &str, audience: &str) -> String {
    let lines = lines(mesh, what, audience);
    let names: Vec<&str> = lines
        .iter()
        .map(|line| line["name"].as_str().unwrap())
        .collect();
    names.join(" ")
}

/// Those of which everything is seen: the line of a listed one has no audience.
fn open(mesh: &Mesh, what: &str, audience: &str) -> String {
    let lines = lines(mesh, what, audience);
    let open = lines
        .iter()
        .filter(|line| line["audiences"] == json!([audience]));
    let names: Vec<&str> = open.map(|line| line["name"].as_str().unwrap()).collect();
    names.join(" ")
}

#[test]
fn unified_view() {
    let mesh = mesh();
    assert_eq!(
        seen(&mesh, "views", "analysts"),
        "p.unified.items p.unified.orders"
    );
    assert_eq!(open(&mesh, "views", "analysts"), "p.unified.orders");
    assert_eq!(
        seen(&mesh, "views", "finance"),
        "p.unified.items p.unified.orders p.unified.pay"
    );
    assert_eq!(open(&mesh, "views", "leads"), "p.unified.pay");
    // The whole mesh says of each view exactly those whose portal has it open.
    for line in mesh.list("views") {
        for audience in ["analysts", "finance", "leads"] {
            let names = open(&mesh, "views", audience);
            let is_open = names.split(' ').any(|name| line["name"] == name);
            let told = line["audiences"]
                .as_array()
                .unwrap()
                .contains(&json!(audience));
            assert_eq!(told, is_open, "{} {audience}", line["name"]);
        }
    }
}

#[test]
fn other_view_or_table() {
    let mesh = mesh();
    assert_eq!(seen(&mesh, "tables", "analysts"), "p.shop.orders");
    assert_eq!(seen(&mesh, "tables", "finance"), "");
    let granted = mesh.ndjson("OBJECT_PRIVILEGES", &[grant("shop", "inner", "finance")]);
    assert!(open(&granted, "views", "finance").contains("p.shop.inner"));
}

#[test]
fn what_no_export_describes() {
    let all = json!({"object_catalog": "p", "object_schema": null, "object_name": "shop", "object_type": "SCHEMA",
                     "privilege_type": "roles/bigquery.dataViewer", "grantee": "group:analysts@example.com"});
    let mesh = mesh()
        .view(
            "p.shop.lost",
            "SELECT id FROM `p.shop.gone` JOIN `q.x.outside` USING (id)",
        )
        .ndjson("OBJECT_PRIVILEGES", &[all]);
    assert_eq!(
        seen(&mesh, "tables", "analysts"),
        "p.shop.items p.shop.orders"
    );
    assert!(open(&mesh, "views", "analysts").contains("p.shop.lost"));
}

#[test]
fn what_nothing_but_runs_describes() {
    let all = json!({"object_catalog": "p", "object_schema": null, "object_name": "lake", "object_type": "SCHEMA",
                     "privilege_type": "roles/bigquery.dataViewer", "grantee": "group:analysts@example.com"});
    let told = |reads: &str| {
        let event = json!({"eventTime": "2026-01-12T06:00:00Z", "eventType": "COMPLETE",
            "run": {"runId": "r"}, "job": {"namespace": "etl", "name": "fill"}, "producer": "https://example.com/etl",
            "inputs": [{"namespace": "bigquery", "name": reads}],
            "outputs": [{"namespace": "bigquery", "name": "p.lake.pool",
                         "facets": {"schema": {"fields": [{"name": "id", "type": "INT64"}]}}}]});
        let mesh = mesh()
            .ndjson("OBJECT_PRIVILEGES", std::slice::from_ref(&all))
            .file("exports/openlineage/events.ndjson", format!("{event}\n"));
        seen(&mesh, "tables", "analysts")
    };
    assert_eq!(told("p.shop.orders"), "p.lake.pool p.shop.orders");
    assert_eq!(told("p.people.pay"), "p.shop.orders");
}

#[test]
fn product() {
    let mesh = mesh();
    assert_eq!(seen(&mesh, "products", "analysts"), "orders");
    assert_eq!(seen(&mesh, "products", "finance"), "orders pay");
}

#[test]
fn dme() {
    let mesh = mesh();
    assert_eq!(seen(&mesh, "dmes", "analysts"), "shop");
    assert_eq!(seen(&mesh, "dmes", "finance"), "people shop");
    let silent = MANIFESTS.replace("id: shop\n", "id: shop\npublish: [state]\n");
    let without_product = silent
        .split("---\napiVersion: vitrina/v1\nkind: DataProduct")
        .next();
    let mesh = mesh.file("mesh.yaml", without_product.unwrap());
    assert_eq!(
        seen(&mesh, "dmes", "analysts"),
        "shop",
        "it owns a table that is open"
    );
    assert_eq!(
        seen(&mesh, "dmes", "finance"),
        "people",
        "nobody says whose the listed ones are"
    );
}

#[test]
fn domain() {
    let mesh = mesh();
    assert_eq!(seen(&mesh, "domains", "analysts"), "sales trade");
    assert_eq!(seen(&mesh, "domains", "finance"), "hr sales trade");
}

#[test]
fn team() {
    let mesh = mesh();
    assert_eq!(seen(&mesh, "teams", "analysts"), "all sellers");
    assert_eq!(seen(&mesh, "teams", "finance"), "all paymasters sellers");
}

#[test]
fn contract() {
    let of = |id: &str, dataset: &str, tables: &str| {
        format!(
            "apiVersion: v3.0.2\nkind: DataContract\nid: {id}\nversion: 1.0.0\nstatus: active\n\
             servers: [{{server: s, type: bigquery, project: p, dataset: {dataset}}}]\nschema: [{tables}]\n"
        )
    };
    let mesh = mesh()
        .file(
            "a.yaml",
            of("both", "unified", "{name: orders}, {name: pay}"),
        )
        .file("b.yaml", of("listed", "unified", "{name: items}"))
        .file("c.yaml", of("secret", "people", "{name: pay}"));
    assert_eq!(seen(&mesh, "contracts", "analysts"), "both");
    assert_eq!(seen(&mesh, "contracts", "finance"), "both");
}

#[test]
fn job() {
    let run = |job: &str, from: &str, to: &str| {
        json!({"eventTime": "2026-01-14T06:00:00Z", "eventType": "COMPLETE", "run": {"runId": format!("{job}-1")},
               "job": {"namespace": "etl", "name": job},
               "inputs": [{"namespace": "bigquery", "name": from}],
               "outputs": [{"namespace": "bigquery", "name": to}],
               "producer": "https://example.com/etl"})
    };
    let events = [
        run("count", "p.shop.orders", "p.shop.counts"),
        run("pay", "p.people.pay", "p.shop.counts"),
        run("items", "p.shop.orders", "p.shop.items"),
    ];
    let events: Vec<String> = events.iter().map(Value::to_string).collect();
    let mesh = mesh()
        .table("p.shop.counts", &[("n", "INT64")])
        .ndjson("OBJECT_PRIVILEGES", &[grant("shop", "counts", "analysts")])
        .file("exports/openlineage/events.ndjson", events.join("\n"));
    assert_eq!(seen(&mesh, "jobs", "analysts"), "etl/count");
    assert_eq!(seen(&mesh, "jobs", "finance"), "");
}

#[test]
fn exposure() {
    let board = |name: &str, table: &str| {
        json!({"unique_id": format!("exposure.x.{name}"), "name": name, "type": "dashboard",
               "owner": {"name": "Sellers"}, "depends_on": {"nodes": [format!("model.x.{table}")]}})
    };
    let model = |name: &str| {
        json!({"unique_id": format!("model.x.{name}"), "resource_type": "model", "database": "p", "schema": "shop",
               "alias": name, "name": name, "config": {"materialized": "table"},
               "depends_on": {"nodes": []}, "columns": {}})
    };
    let manifest = json!({
        "metadata": {"dbt_schema_version": "https://schemas.getdbt.com/dbt/manifest/v12.json"},
        "nodes": {"model.x.orders": model("orders"), "model.x.items": model("items")},
        "exposures": {"exposure.x.sold": board("sold", "orders"), "exposure.x.stock": board("stock", "items")},
    });
    let mesh = mesh().file("exports/dbt/manifest.json", manifest.to_string());
    assert_eq!(lines(&mesh, "exposures", "analysts").len(), 1);
    assert_eq!(lines(&mesh, "exposures", "finance").len(), 0);
}

#[test]
fn term() {
    let of = |id: &str, audience: &str| {
        format!("apiVersion: vitrina/v1\nkind: GlossaryTerm\nid: {id}\n{audience}")
    };
    let mesh = mesh()
        .file("a.yaml", of("order", ""))
        .file("b.yaml", of("wage", "audience: [finance]\n"))
        .file("c.yaml", of("nobody", "audience: finanse\n"));
    assert_eq!(seen(&mesh, "terms", "analysts"), "order");
    assert_eq!(seen(&mesh, "terms", "leads"), "order wage");
    let told = mesh.rules();
    assert!(told.contains(&"unknown-id c.yaml:4".to_owned()), "{told:?}");
}

#[test]
fn guide() {
    let mesh = mesh()
        .file("guides/start.md", "# Start\n")
        .file("guides/wages.md", "---\naudience: finance\n---\n# Wages\n");
    assert_eq!(seen(&mesh, "guides", "analysts"), "start");
    assert_eq!(seen(&mesh, "guides", "leads"), "start wages");
}

/// A page of the portal of an audience; nothing where it has none.
fn page(mesh: &Mesh, audience: &str, path: &str) -> Option<String> {
    let out = format!("{audience}-portal");
    mesh.run(&["build", "--out", &out, "--audience", audience])
        .assert_ran();
    std::fs::read_to_string(mesh.base().join(out).join(path)).ok()
}

#[test]
fn long_description() {
    let text = "\n# More\nThe ledger is closed on Fridays.\n";
    let of = |id: &str, dataset: &str| {
        format!(
            "apiVersion: vitrina/v1\nkind: DataMeshEnvironment\nid: {id}\n\
             servers: [{{type: bigquery, project: p, dataset: {dataset}}}]\n"
        )
    };
    let mesh = |front: &str, audiences: &[&str]| {
        let grants = audiences.iter();
        let grants: Vec<Value> = grants.map(|a| grant("depot", "stock", a)).collect();
        mesh()
            .file("depot/dme.yaml", of("depot", "depot"))
            .file("depot/README.md", format!("{front}{text}"))
            .table("p.depot.stock", &[("id", "INT64")])
            .ndjson("OBJECT_PRIVILEGES", &grants)
    };
    let says = |mesh: &Mesh, audience: &str| {
        let page = page(mesh, audience, "dmes/depot.html");
        page.map(|page| page.contains("closed on Fridays"))
    };
    let finances = "---\naudience: finance\n---\n";
    let both = ["analysts", "finance"];
    assert_eq!(says(&mesh("", &both), "analysts"), Some(true));
    assert_eq!(says(&mesh(finances, &both), "analysts"), Some(false));
    assert_eq!(says(&mesh(finances, &both), "finance"), Some(true));
    assert_eq!(says(&mesh(finances, &both), "leads"), Some(true));
    // Of an asset that isn't visible there is no text either, whomever it is for.
    let apart = mesh(finances, &["analysts"]);
    assert_eq!(says(&apart, "analysts"), Some(false));
    assert_eq!(says(&apart, "finance"), None);
}

#[test]
fn column() {
    let field = |path: &str, tags: &[&str]| {
        let column = path.split('.').next().unwrap();
        json!({"table_catalog": "p", "table_schema": "shop", "table_name": "orders", "column_name": column,
               "field_path": path, "data_type": "INT64", "policy_tags": tags})
    };
    let fields = [
        field("wage", &["t/finance"]),
        field("hushed", &["t/nobodys"]),
        field("bonus", &["t/finance", "t/nobodys"]),
    ];
    let column = |name: &str, place: u32| {
        json!({"table_catalog": "p", "table_schema": "shop", "table_name": "orders", "column_name": name,
               "ordinal_position": place, "data_type": "INT64", "is_nullable": "YES"})
    };
    let columns = [column("wage", 2), column("hushed", 3), column("bonus", 4)];
    let mesh = mesh()
        .ndjson("COLUMNS", &columns)
        .ndjson("COLUMN_FIELD_PATHS", &fields)
        .ndjson("OBJECT_PRIVILEGES", &[grant("shop", "orders", "finance")]);
    let columns = |audience: &str| {
        let lines = lines(&mesh, "tables", audience);
        let columns = lines[0]["columns"].as_array().unwrap().iter();
        let names: Vec<&str> = columns.map(|c| c["name"].as_str().unwrap()).collect();
        names.join(" ")
    };
    assert_eq!(columns("analysts"), "id");
    assert_eq!(columns("finance"), "id wage");
    assert_eq!(columns("leads"), "id wage");
    let path = "tables/p/shop/orders.html";
    let (analysts, leads) = (page(&mesh, "analysts", path), page(&mesh, "leads", path));
    let (analysts, leads) = (analysts.unwrap(), leads.unwrap());
    assert!(leads.contains("wage"), "{leads}");
    for name in ["wage", "hushed", "bonus"] {
        assert!(!analysts.contains(name), "{name}");
    }
    assert!(!leads.contains("hushed"));
    let whole = mesh.list("tables");
    let whole = whole.iter().find(|line| line["name"] == "p.shop.orders");
    assert_eq!(whole.unwrap()["columns"].as_array().unwrap().len(), 4);
}

#[test]
fn nothing_is_built_of_manifests_that_may_hide_something() {
    let mesh = mesh().file(
        "mesh.yaml",
        MANIFESTS.replace("hidden: true", "hiden: true"),
    );
    let output = mesh.run(&["build", "--audience", "analysts"]);
    assert_eq!(output.status, 2, "{}", output.stderr);
    assert!(output.stderr.contains("mesh.yaml:37"), "{}", output.stderr);
    assert!(!mesh.out().exists());
    mesh.run(&["build"]).assert_ran();
}
