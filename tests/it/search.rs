//! What the search finds that is not written as it was typed, and how it says so.

use serde_json::{Value, json};

use crate::support::Mesh;

const MESH: &str = "\
apiVersion: vitrina/v1
kind: Domain
id: claims
---
apiVersion: vitrina/v1
kind: DataMeshEnvironment
id: store
domains: [claims]
servers: [{type: bigquery, project: p, dataset: raw}]
---
apiVersion: vitrina/v1
kind: DataProduct
id: claims
environment: store
domain: claims
---
apiVersion: vitrina/v1
kind: GlossaryTerm
id: gmv
name: Gross merchandise value
synonyms: [turnover, Facturación]
assets: ['view:p.unified.orders']
";

const SETTINGS: &str = "\
[entry_points]
datasets = [\"p.unified\"]

[[exports]]
format = \"bigquery\"
path = \"exports/bigquery/**\"

[[exports]]
format = \"openlineage\"
path = \"exports/openlineage/**\"

[[audiences]]
id = \"analysts\"
label = \"People who analyse\"
grantees = [\"group:a@example.com\"]
";

/// A field of `p.raw.orders`.
fn field(path: &str, description: Option<&str>) -> Value {
    json!({"table_catalog": "p", "table_schema": "raw", "table_name": "orders",
           "column_name": path.split('.').next(), "field_path": path, "data_type": "STRING",
           "description": description})
}

fn grant(view: &str, grantee: &str) -> Value {
    json!({"object_catalog": "p", "object_schema": "unified", "object_name": view,
           "object_type": "VIEW", "privilege_type": "roles/bigquery.dataViewer", "grantee": grantee})
}

fn mesh() -> Mesh {
    let wide: Vec<String> = (0..700).map(|i| format!("measure_{i}")).collect();
    let mut wide: Vec<(&str, &str)> = wide.iter().map(|c| (c.as_str(), "INT64")).collect();
    wide.push(("zenith_level", "INT64"));
    let text: &[(&str, &str)] = &[("id", "STRING")];
    let mut mesh = Mesh::new()
        .file("vitrina.toml", SETTINGS)
        .file("mesh.yaml", MESH)
        .table(
            "p.raw.orders",
            &[
                ("id", "INT64"),
                ("shop", "STRING"),
                (
                    "lines",
                    "ARRAY<STRUCT<sku STRING, qty INT64, lines STRING>>",
                ),
            ],
        )
        .ndjson(
            "COLUMN_FIELD_PATHS",
            &[
                field("id", None),
                field("shop", None),
                field("lines", None),
                field("lines.sku", None),
                field("lines.qty", Some("Pieces in the parcel.")),
                field("lines.lines", None),
            ],
        )
        .table(
            "p.raw.crates",
            &[(
                "boxes",
                "ARRAY<STRUCT<barcode STRING, size STRUCT<depth_mm NUMERIC(5, 1)>>>",
            )],
        )
        .ndjson(
            "COLUMN_FIELD_PATHS",
            &[
                json!({"table_catalog": "p", "table_schema": "raw", "table_name": "crates",
                     "column_name": "boxes", "field_path": "boxes.size", "data_type": "STRUCT",
                     "description": "Measured by the packer."}),
            ],
        )
        .table("p.raw.wide", &wide)
        .table("p.raw.drivers", &[("driverlicense", "STRING")])
        .table("p.raw.alpha", &[("quasar", "STRING"), ("pulsar", "STRING")])
        .table("p.raw.beta", &[("comet", "STRING")])
        .table("p.raw.pedidos", &[("tienda", "STRING")])
        .table("p.raw.vendas", &[("loja", "STRING")])
        .table("p.raw.the_by", text)
        .table("acme-prod.sales.invoices", text)
        .view("p.unified.orders", "SELECT id FROM `p.raw.orders`")
        .view(
            "p.unified.visit_counts",
            "SELECT COUNT(*) AS n FROM `p.raw.visits_*`",
        )
        .view("p.mart.claims", "SELECT id FROM `p.raw.the_by`")
        .ndjson(
            "OBJECT_PRIVILEGES",
            &[
                grant("orders", "allAuthenticatedUsers"),
                grant("visit_counts", "group:a@example.com"),
            ],
        )
        .file(
            "exports/openlineage/events.ndjson",
            json!({
                "eventTime": "2026-01-14T06:00:00Z", "eventType": "FAIL", "run": {"runId": "r1"},
                "job": {"namespace": "etl", "name": "load_orders"}, "inputs": [],
                "outputs": [{"namespace": "bigquery", "name": "p.raw.orders"}],
                "producer": "https://example.com/etl",
            })
            .to_string(),
        );
    for day in 1..=5 {
        mesh = mesh.table(&format!("p.raw.visits_2026010{day}"), text);
    }
    mesh.build();
    mesh
}

/// The answer to a query.
fn ask(mesh: &Mesh, query: &str) -> Value {
    let output = mesh.run(&["search", "--format", "json", "-n", "50", "--", query]);
    output.assert_ran();
    output.json()
}

fn ids(answer: &Value) -> Vec<&str> {
    let hits = answer["hits"].as_array().unwrap();
    hits.iter().map(|h| h["id"].as_str().unwrap()).collect()
}

/// The columns that a hit names.
fn columns(hit: &Value) -> Vec<String> {
    let all = hit["columns"].as_array().unwrap();
    let text = |column: &Value| -> String {
        let segments = column.as_array().unwrap();
        segments.iter().map(|s| s.as_str().unwrap()).collect()
    };
    all.iter().map(text).collect()
}

#[test]
fn words_that_nothing_matches_are_left_out_and_named() {
    let mesh = mesh();
    let answer = ask(&mesh, "orders zzqx");
    assert_eq!(ids(&answer)[0], "view:p.unified.orders");
    assert_eq!(answer["left_out"], json!(["zzqx"]));
    let output = mesh.run(&["search", "zzqx orders vvkk"]);
    assert_eq!(output.status, 0);
    assert!(
        output
            .stderr
            .starts_with("note: Nothing matches “zzqx” and “vvkk”; shown without them.\n"),
        "{}",
        output.stderr
    );
    // With no word left there is no result, whatever else is asked for.
    for query in ["zzqx", "zzqx vvkk", "dme:store zzqx", "the zzqx"] {
        let answer = ask(&mesh, query);
        assert_eq!(
            (ids(&answer), &answer["left_out"]),
            (vec![], &json!([])),
            "{query}"
        );
    }
    // What was asked for in a field or in quotes must be there.
    for query in ["orders column:zzqx", "orders \"zzqx vvkk\""] {
        assert!(ids(&ask(&mesh, query)).is_empty(), "{query}");
    }
}

#[test]
fn where_nothing_has_all_words_most_of_their_weight_will_do() {
    let mesh = mesh();
    // Of three words as rare as each other, two are 67 %, one of two is 50 %.
    let answer = ask(&mesh, "quasar pulsar comet");
    assert_eq!(ids(&answer), ["table:p.raw.alpha"]);
    assert_eq!(answer["left_out"], json!(["comet"]));
    assert_eq!(answer["hits"][0]["missing"], json!(["comet"]));
    assert!(ids(&ask(&mesh, "quasar comet")).is_empty());
    // A word that stands there twice weighs no more.
    assert!(ids(&ask(&mesh, "quasar comet quasars quasar ")).is_empty());
    let answer = ask(&mesh, "comet quasar pulsar comet ");
    assert_eq!(answer["hits"][0]["missing"], json!(["comet"]));
    // What a word may have been meant to be, or be a part of, doesn't stand in the way of the rest.
    for (query, guessed) in [("quasar zenth", "zenth"), ("quasar license", "license")] {
        let answer = ask(&mesh, query);
        assert_eq!(ids(&answer), ["table:p.raw.alpha"], "{query}");
        assert_eq!(answer["left_out"], json!([guessed]), "{query}");
    }
    // Where something has all of them, nothing else is a result.
    let answer = ask(&mesh, "quasar pulsar");
    assert_eq!(ids(&answer), ["table:p.raw.alpha"]);
    assert_eq!(
        (&answer["left_out"], &answer["note"]),
        (&json!([]), &Value::Null)
    );
}

#[test]
fn a_word_weighs_by_all_assets_that_have_it() {
    let mut mesh = Mesh::new().bigquery();
    for i in 0..4 {
        // In a name, a column and a text: twelve in all, four in each field.
        mesh = mesh
            .table(&format!("p.raw.depot_{i}"), &[("a", "STRING")])
            .table(&format!("p.raw.one_{i}"), &[("depot", "STRING")])
            .table(&format!("p.raw.two_{i}"), &[("b", "STRING")])
            .ndjson(
                "TABLE_OPTIONS",
                &[json!({"table_catalog": "p", "table_schema": "raw",
                         "table_name": format!("two_{i}"), "option_name": "description",
                         "option_type": "STRING", "option_value": "\"depot\""})],
            )
            .table(&format!("p.raw.three_{i}"), &[("c", "STRING")]);
    }
    for name in ["ice", "snow"] {
        mesh = mesh.table(&format!("p.raw.{name}"), &[("glacier", "STRING")]);
    }
    mesh.build();
    let answer = ask(&mesh, "depot glacier");
    assert_eq!(ids(&answer), ["table:p.raw.ice", "table:p.raw.snow"]);
    assert_eq!(answer["left_out"], json!(["depot"]));
}

#[test]
fn words_that_say_little_need_not_match() {
    let mesh = mesh();
    for (query, id) in [
        ("the orders of a shop", "table:p.raw.orders"),
        ("where are the orders from this shop", "table:p.raw.orders"),
        ("los pedidos de la tienda", "table:p.raw.pedidos"),
        ("as vendas da loja", "table:p.raw.vendas"),
        ("¿cuántos pedidos hay?", "table:p.raw.pedidos"),
        ("quais são as vendas", "table:p.raw.vendas"),
        ("where's this shop's orders", "table:p.raw.orders"),
        ("what orders does a shop have", "table:p.raw.orders"),
        // All there is, and a name that is just that.
        ("the by", "table:p.raw.the_by"),
        ("the_by", "table:p.raw.the_by"),
    ] {
        let answer = ask(&mesh, query);
        assert_eq!(ids(&answer).first(), Some(&id), "{query}");
        assert_eq!(answer["left_out"], json!([]), "{query}");
    }
}

#[test]
fn synonyms_reach_the_assets_that_carry_the_term() {
    let mesh = mesh();
    for query in [
        "turnover",
        "facturacion",
        "merchandise value",
        "trunover",
        "what is the merchandise value",
    ] {
        let answer = ask(&mesh, query);
        assert_eq!(
            ids(&answer),
            ["term:gmv", "view:p.unified.orders"],
            "{query}"
        );
        assert_eq!(answer["hits"][1]["glossary"], true, "{query}");
    }
}

#[test]
fn fields_and_all_columns_are_found_and_named() {
    let mesh = mesh();
    for (query, id, column) in [
        ("sku", "table:p.raw.orders", "lines.sku"),
        ("lines.sku", "table:p.raw.orders", "lines.sku"),
        ("column:lines.sku", "table:p.raw.orders", "lines.sku"),
        ("column:sku", "table:p.raw.orders", "lines.sku"),
        ("orders qty", "table:p.raw.orders", "lines.qty"),
        // Written as one word.
        ("zenithlevel", "table:p.raw.wide", "zenith_level"),
        // Where only the type tells of them.
        ("barcode", "table:p.raw.crates", "boxes.barcode"),
        (
            "column:boxes.barcode",
            "table:p.raw.crates",
            "boxes.barcode",
        ),
        (
            "boxes size depth_mm",
            "table:p.raw.crates",
            "boxes.size.depth_mm",
        ),
        ("zenith_level", "table:p.raw.wide", "zenith_level"),
        ("measure_699", "table:p.raw.wide", "measure_699"),
    ] {
        let answer = ask(&mesh, query);
        assert_eq!(ids(&answer).first(), Some(&id), "{query}");
        let columns = columns(&answer["hits"][0]);
        assert_eq!(columns.first().map(String::as_str), Some(column), "{query}");
    }
    // By what is written about a field.
    let answer = ask(&mesh, "pieces parcel");
    assert_eq!(ids(&answer), ["table:p.raw.orders"]);
    assert_eq!(answer["hits"][0]["column_text"], true);
    assert_eq!(ids(&ask(&mesh, "measured packer")), ["table:p.raw.crates"]);
}

#[test]
fn what_contracts_say_of_columns_is_found() {
    let mesh = Mesh::new()
        .bigquery()
        .table("p.raw.coupons", &[("id", "STRING")])
        .table("p.raw.others", &[("id", "STRING")])
        .file(
            "coupons.odcs.yaml",
            "apiVersion: v3.0.2\nkind: DataContract\nid: c\nversion: 1.0.0\nstatus: active\n\
             servers: [{server: prod, type: bigquery, project: p, dataset: raw}]\n\
             schema:\n- name: coupons\n  properties:\n  - name: id\n    \
             logicalType: string\n    description: Unforgeable identity\n",
        );
    mesh.build();
    let answer = ask(&mesh, "unforgeable identity");
    assert_eq!(ids(&answer), ["table:p.raw.coupons"]);
    assert_eq!(answer["hits"][0]["column_text"], true);
}

#[test]
fn a_word_within_a_compound_is_the_last_resort() {
    let mesh = mesh();
    for query in ["license", "licenses", "driver license"] {
        let answer = ask(&mesh, query);
        assert_eq!(ids(&answer), ["table:p.raw.drivers"], "{query}");
        assert_eq!(columns(&answer["hits"][0]), ["driverlicense"], "{query}");
    }
}

#[test]
fn full_names_are_found_however_they_are_quoted() {
    let mesh = mesh();
    for query in [
        "acme-prod.sales.invoices",
        "`acme-prod.sales.invoices`",
        "`acme-prod`.`sales`.`invoices`",
        "\"acme-prod\".\"sales\".\"invoices\"",
        "\"acme-prod.sales.invoices\"",
        "[acme-prod:sales.invoices]",
        "acme-prod:sales.invoices",
        "acme-prod.sales.invoices;",
        "FROM acme-prod.sales.invoices",
        "SELECT * FROM `acme-prod.sales.invoices` LIMIT 10",
        "acme-prod.sales.invoices$20260101",
        "acme-prod.sales.invoices$__NULL__",
        "acme-prod.sales.invoices@-3600000",
        "\"acme-prod\".\"sales\".\"invoices\" AS i",
        "LEFT JOIN `acme-prod.sales.invoices` AS i ON i.id = o.id",
        "CREATE OR REPLACE TABLE `acme-prod.sales.invoices` AS",
        "MERGE INTO acme-prod.sales.invoices i",
        "table:acme-prod.sales.invoices",
    ] {
        let answer = ask(&mesh, query);
        assert_eq!(
            ids(&answer).first(),
            Some(&"table:acme-prod.sales.invoices"),
            "{query}"
        );
        assert_eq!(answer["note"], Value::Null, "{query}");
    }
}

#[test]
fn of_the_same_word_views_come_before_domains() {
    let mesh = mesh();
    let answer = ask(&mesh, "claims");
    assert_eq!(
        ids(&answer)[..3],
        ["view:p.mart.claims", "product:claims", "domain:claims"]
    );
}

#[test]
fn shards_do_not_crowd_out_the_rest() {
    let mesh = mesh();
    let answer = ask(&mesh, "visits");
    let mut first = ids(&answer)[..2].to_vec();
    first.sort_unstable();
    assert_eq!(
        first,
        ["table:p.raw.visits_20260105", "view:p.unified.visit_counts"]
    );
    assert!(ids(&answer).contains(&"table:p.raw.visits_20260102"));
    // By its name each of them is first.
    for name in [
        "visits_20260102",
        "p.raw.visits_20260102",
        "VISITS 20260102",
    ] {
        assert_eq!(
            ids(&ask(&mesh, name))[0],
            "table:p.raw.visits_20260102",
            "{name}"
        );
    }
}

#[test]
fn verdicts_and_audiences_narrow_down() {
    let mesh = mesh();
    let views = mesh.list("views");
    let state = |view: &Value| view["verdict"]["state"].as_str().unwrap().to_owned();
    let mut states: Vec<String> = views.iter().map(state).collect();
    states.sort_unstable();
    states.dedup();
    assert!(states.len() > 1, "{states:?}");
    for wanted in &states {
        for spelled in [
            format!("\"{wanted}\""),
            wanted.replace(' ', "-"),
            wanted.clone(),
        ] {
            let answer = ask(&mesh, &format!("verdict:{spelled}"));
            for view in &views {
                let id = format!("view:{}", view["name"].as_str().unwrap());
                let found = ids(&answer).contains(&id.as_str());
                assert_eq!(found, state(view) == *wanted, "{id} {spelled}");
            }
        }
    }
    assert_eq!(
        ids(&ask(&mesh, "audience:everyone")),
        ["view:p.unified.orders"]
    );
    for query in ["audience:analysts", "audience:\"people who analyse\""] {
        assert_eq!(
            ids(&ask(&mesh, query)),
            ["view:p.unified.orders", "view:p.unified.visit_counts"],
            "what everyone may use is theirs, too: {query}"
        );
    }
}
