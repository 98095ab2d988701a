//! Which columns a relation has: what the warehouse lists, what documentation and runs name, what SQL
//! adds, and how their names meet.

use serde_json::{Value, json};

use crate::html;
use crate::support::Mesh;

/// A manifest of dbt with these nodes and sources.
fn manifest(adapter: &str, nodes: &Value, sources: &Value) -> String {
    json!({"metadata": {"dbt_schema_version": "https://schemas.getdbt.com/dbt/manifest/v12.json", "adapter_type": adapter},
           "nodes": nodes, "sources": sources})
    .to_string()
}

fn catalog(nodes: &Value) -> String {
    json!({"metadata": {"dbt_schema_version": "https://schemas.getdbt.com/dbt/catalog/v1.json"}, "nodes": nodes, "sources": {}})
        .to_string()
}

/// A model `shop.<schema>.<name>`.
fn model(full: &str, materialized: &str, columns: &[&str], inputs: &[&str], sql: &str) -> Value {
    let (schema, name) = full.split_once('.').unwrap();
    let columns: serde_json::Map<String, Value> = columns
        .iter()
        .map(|c| ((*c).to_owned(), json!({"name": c})))
        .collect();
    json!({"resource_type": "model", "database": "shop", "schema": schema, "name": name, "alias": name,
           "config": {"materialized": materialized}, "columns": columns, "depends_on": {"nodes": inputs},
           "compiled_code": sql, "language": "sql"})
}

fn dbt(adapter: &str, nodes: &Value, sources: &Value) -> Mesh {
    Mesh::new().file("vitrina.toml", "").file(
        "exports/dbt/manifest.json",
        manifest(adapter, nodes, sources),
    )
}

/// What a relation is in the list of tables or views.
#[track_caller]
fn line(mesh: &Mesh, name: &str) -> Value {
    let all = [mesh.list("views"), mesh.list("tables")].concat();
    let found = all.iter().find(|line| line["name"] == name);
    found.unwrap_or_else(|| panic!("{name} in {all:?}")).clone()
}

/// Names of a relation's columns, in order.
#[track_caller]
fn columns(mesh: &Mesh, name: &str) -> Vec<String> {
    let line = line(mesh, name);
    let columns = line["columns"].as_array().unwrap().iter();
    columns
        .map(|c| c["name"].as_str().unwrap().to_owned())
        .collect()
}

/// `column: sources` of a relation, or why they aren't known.
#[track_caller]
fn origins(mesh: &Mesh, name: &str) -> Vec<String> {
    let line = line(mesh, name);
    let columns = line["columns"].as_array().unwrap().iter();
    columns
        .map(|c| {
            let sources: Vec<&str> = c["sources"]
                .as_array()
                .unwrap()
                .iter()
                .map(|s| s.as_str().unwrap())
                .collect();
            let why = c["unknown"].as_str().unwrap_or_default();
            format!(
                "{}: {}{why}",
                c["name"].as_str().unwrap(),
                sources.join(" ")
            )
        })
        .collect()
}

/// `column how` of a relation as `vitrina lineage --columns` tells them.
#[track_caller]
fn lineage(mesh: &Mesh, id: &str) -> Vec<String> {
    let asked = [
        "lineage",
        id,
        "--root",
        "mesh",
        "--up",
        "--columns",
        "--format",
        "json",
    ];
    let answer = mesh.run(&asked).json();
    let all = answer["columns"].as_array().unwrap().iter();
    all.filter(|c| c["id"] == id)
        .map(|c| {
            format!(
                "{} {}",
                c["column"].as_str().unwrap(),
                c["how"].as_str().unwrap()
            )
        })
        .collect()
}

/// A view over a source of which only the key is documented, and a view over that.
fn partial() -> Value {
    json!({
        "model.shop.stg_orders": model("stg.stg_orders", "view", &["id"], &["source.shop.raw.orders"],
            "select id, amount from shop.raw.orders"),
        "model.shop.revenue": model("marts.revenue", "view", &["total"], &["model.shop.stg_orders"],
            "select sum(amount) as total, count(id) as orders from shop.stg.stg_orders"),
    })
}

fn orders() -> Value {
    json!({"source.shop.raw.orders": {"database": "shop", "schema": "raw", "name": "orders", "identifier": "orders",
           "columns": {"id": {"name": "id", "description": "Key."}}}})
}

#[test]
fn documented_columns_are_not_all_columns() {
    let mesh = dbt("postgres", &partial(), &orders());
    assert_eq!(
        origins(&mesh, "shop.stg.stg_orders"),
        ["id: shop.raw.orders:id", "amount: shop.raw.orders:amount"]
    );
    assert_eq!(
        origins(&mesh, "shop.marts.revenue"),
        [
            "total: shop.stg.stg_orders:amount",
            "orders: shop.stg.stg_orders:id"
        ]
    );
    assert_eq!(
        lineage(&mesh, "view:shop.marts.revenue"),
        ["orders aggregation", "total aggregation"]
    );
    // Its page and the search show them.
    let site = mesh.build();
    let page = site.page("views/stg/stg_orders.html");
    assert!(page.contains("amount"), "{page}");
    let found = mesh.run(&["search", "amount"]).stdout;
    assert!(found.contains("stg_orders"), "{found}");
}

#[test]
fn star_over_what_is_documented_in_part_is_open() {
    let nodes = json!({
        "model.shop.part": model("stg.part", "view", &[], &["source.shop.raw.orders"],
            "with src as (select * from shop.raw.orders) select *, amount * 2 as twice from src"),
        "model.shop.up": model("stg.up", "view", &["note"], &["model.shop.part"],
            "select id, twice, other from shop.stg.part"),
        "model.shop.joined": model("stg.joined", "view", &[], &["model.shop.part"],
            "select id, city, shop from shop.stg.part join shop.raw.shops on shop = name"),
    });
    let mut sources = orders();
    sources["source.shop.raw.shops"] = json!({"database": "shop", "schema": "raw", "name": "shops", "columns": {"city": {"name": "city"}}});
    let mesh = dbt("postgres", &nodes, &sources);
    assert_eq!(
        origins(&mesh, "shop.stg.part"),
        ["id: shop.raw.orders:id", "twice: shop.raw.orders:amount"]
    );
    assert_eq!(
        origins(&mesh, "shop.stg.up"),
        [
            "id: shop.stg.part:id",
            "twice: shop.stg.part:twice",
            "other: shop.stg.part:other",
            "note: the statement doesn't name this column",
        ]
    );
    // What one relation has for sure comes from it; what neither is known to have may come of both.
    assert_eq!(
        origins(&mesh, "shop.stg.joined"),
        [
            "id: shop.stg.part:id",
            "city: shop.raw.shops:city",
            "shop: `shop` could be a column of several relations",
        ]
    );
}

#[test]
fn star_derives_from_sql_whatever_is_built_of_it() {
    for materialized in [
        "view",
        "table",
        "incremental",
        "materialized_view",
        "dynamic_table",
        "ephemeral_like",
    ] {
        let nodes = json!({
            "model.shop.base": model("stg.base", materialized, &[], &[], "select id, amount from shop.raw.orders"),
            "model.shop.top": model("marts.top", "view", &[], &["model.shop.base"],
                "select *, amount * 2 as twice from shop.stg.base"),
        });
        let mesh = dbt("postgres", &nodes, &json!({}));
        assert_eq!(
            columns(&mesh, "shop.marts.top"),
            ["id", "amount", "twice"],
            "{materialized}"
        );
        assert_eq!(
            columns(&mesh, "shop.stg.base"),
            ["id", "amount"],
            "{materialized}"
        );
    }
    // dbt adds columns to a snapshot; a seed has no SQL.
    let mut nodes = json!({
        "snapshot.shop.base": model("stg.base", "snapshot", &[], &[], "select id from shop.raw.orders"),
        "seed.shop.codes": model("stg.codes", "seed", &["code"], &[], ""),
        "model.shop.top": model("marts.top", "view", &[], &["snapshot.shop.base"],
            "select * from shop.stg.base where dbt_valid_to is null"),
        "model.shop.coded": model("marts.coded", "view", &[], &["seed.shop.codes"],
            "select *, upper(label) as label from shop.stg.codes"),
    });
    nodes["snapshot.shop.base"]["resource_type"] = json!("snapshot");
    nodes["seed.shop.codes"]["resource_type"] = json!("seed");
    let mesh = dbt("postgres", &nodes, &json!({}));
    assert_eq!(
        columns(&mesh, "shop.marts.top"),
        [
            "id",
            "dbt_scd_id",
            "dbt_updated_at",
            "dbt_valid_from",
            "dbt_valid_to"
        ]
    );
    assert_eq!(
        origins(&mesh, "shop.marts.coded"),
        ["code: shop.stg.codes:code", "label: shop.stg.codes:label"]
    );
}

#[test]
fn the_catalogs_list_is_complete_and_in_its_order() {
    let listed = |columns: Value| {
        let nodes =
            json!({"model.shop.stg_orders": {"metadata": {"type": "table"}, "columns": columns}});
        dbt("databricks", &partial(), &orders()).file("exports/dbt/catalog.json", catalog(&nodes))
    };
    let mesh = listed(
        json!({"id": {"name": "id", "type": "bigint", "index": 0}, "amount": {"name": "amount", "type": "double", "index": 1},
                             "paid": {"name": "paid", "type": "boolean", "index": 2}}),
    );
    assert_eq!(
        columns(&mesh, "shop.stg.stg_orders"),
        ["id", "amount", "paid"]
    );
    // As written, whatever stands first, from 1, with a gap and a place that is missing.
    let mesh = listed(
        json!({"late": {"type": "int"}, "paid": {"index": 5}, "amount": {"index": 2}, "id": {"index": 1}}),
    );
    assert_eq!(
        columns(&mesh, "shop.stg.stg_orders"),
        ["id", "amount", "paid", "late"]
    );
    // The other model isn't in the catalog: its SQL tells.
    assert_eq!(columns(&mesh, "shop.marts.revenue"), ["total", "orders"]);
}

/// A table and a view over it in BigQuery, and a dbt project that documents them in its own way.
fn cased(documented: &[&str]) -> Mesh {
    let nodes = json!({
        "model.p.orders": model("mart.orders", "table", documented, &[], "select 1"),
        "model.p.wide": model("mart.wide", "view", &[], &["model.p.orders"], "select ID, shop from `shop`.`mart`.`orders`"),
    });
    Mesh::new()
        .file("vitrina.toml", "")
        .table("shop.mart.orders", &[("id", "INT64"), ("shop", "STRING")])
        .view("shop.mart.wide", "SELECT * FROM `shop.mart.orders`")
        .file(
            "exports/dbt/manifest.json",
            manifest("bigquery", &nodes, &json!({})),
        )
}

#[test]
fn names_meet_whatever_their_case() {
    let mesh = cased(&["ID", "Shop"]);
    assert_eq!(columns(&mesh, "shop.mart.orders"), ["id", "shop"]);
    assert_eq!(columns(&mesh, "shop.mart.wide"), ["id", "shop"]);
    assert!(!mesh.check().contains("documented-column-missing"));
}

#[test]
fn what_only_documentation_names_is_marked_and_found() {
    let mesh = cased(&["ID", "gone", "shop.field"]);
    assert_eq!(
        columns(&mesh, "shop.mart.orders"),
        ["id", "shop", "shop.field", "gone"]
    );
    assert_eq!(columns(&mesh, "shop.mart.wide"), ["id", "shop"]);
    let line = line(&mesh, "shop.mart.orders");
    let missing: Vec<&Value> = line["columns"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| &c["missing"])
        .collect();
    // The export lists no fields, so that nothing is known against that one.
    assert_eq!(
        missing,
        [
            &Value::Null,
            &Value::Null,
            &Value::Null,
            &json!("documented")
        ]
    );
    let found = mesh.check();
    assert!(
        found.contains("warning[documented-column-missing]: column `gone` of `shop.mart.orders` is documented, and the warehouse doesn't have it\n--> exports/dbt/manifest.json:1"),
        "{found}"
    );
    let page = mesh.build().page("tables/shop/mart/orders.html");
    assert_eq!(
        page.matches("documented only, not in the warehouse")
            .count(),
        1
    );
}

/// The warehouse exports the view's SQL and not its columns.
#[test]
fn sql_spells_what_only_documentation_names_too() {
    let nodes = json!({
        "model.p.wide": model("mart.wide", "view", &["id", "SHOP_NAME", "other", "Place.city"], &[], ""),
    });
    let mesh = Mesh::new()
        .file("vitrina.toml", "")
        .table("shop.mart.orders", &[("id", "INT64"), ("shop", "STRING")])
        .view(
            "shop.mart.wide",
            "SELECT ID, shop AS shop_name, STRUCT(shop AS city) AS place FROM `shop.mart.orders`",
        )
        .view("shop.mart.top", "SELECT * FROM `shop.mart.wide`")
        .file(
            "exports/dbt/manifest.json",
            manifest("bigquery", &nodes, &json!({})),
        );
    assert_eq!(
        columns(&mesh, "shop.mart.wide"),
        ["ID", "shop_name", "place", "place.city", "other"]
    );
    assert_eq!(
        columns(&mesh, "shop.mart.top"),
        ["ID", "shop_name", "place"]
    );
}

/// As many columns as are found by a map, named in upper case by SQL and in lower case by the
/// warehouse.
#[test]
fn columns_of_wide_views_are_found_by_name() {
    let names: Vec<String> = (0..200).map(|i| format!("c{i}")).collect();
    let columns: Vec<(&str, &str)> = names.iter().map(|n| (n.as_str(), "INT64")).collect();
    let upper: Vec<String> = names.iter().rev().map(|n| n.to_uppercase()).collect();
    let listed = columns.iter().zip(1..).map(|((name, _), place)| {
        json!({"table_catalog": "shop", "table_schema": "mart", "table_name": "wide", "column_name": name,
               "ordinal_position": place, "data_type": "INT64", "is_nullable": "YES"})
    });
    let listed: Vec<Value> = listed.collect();
    let mesh = Mesh::new()
        .file("vitrina.toml", "")
        .table("shop.mart.orders", &columns)
        .view(
            "shop.mart.wide",
            &format!("SELECT {} FROM `shop.mart.orders`", upper.join(", ")),
        )
        .ndjson("COLUMNS", &listed);
    let expected: Vec<String> = names
        .iter()
        .map(|n| format!("{n}: shop.mart.orders:{n}"))
        .collect();
    assert_eq!(origins(&mesh, "shop.mart.wide"), expected);
    let page = mesh.build().page("views/mart/wide.html");
    assert_eq!(page.matches("orders.<wbr>c").count(), 200);
}

#[test]
fn a_dot_in_a_name_that_sql_gives_is_part_of_it() {
    for (adapter, column) in [("databricks", "`a.b`"), ("duckdb", "\"a.b\"")] {
        let sql = format!("select id, {column}, place from shop.raw.orders");
        let nodes = json!({
            "model.shop.m": model("stg.m", "view", &["id", "a.b", "place.city"], &[], &sql),
        });
        let mesh = dbt(adapter, &nodes, &json!({}));
        assert_eq!(
            columns(&mesh, "shop.stg.m"),
            ["id", "a.b", "place", "place.city"],
            "{adapter}"
        );
    }
}

/// A model's SQL is told where it is none; scripts need not hold a query.
#[test]
fn text_that_is_no_statement_is_told() {
    let found = |sql: &str| {
        let nodes = json!({"model.shop.m": model("stg.m", "table", &["id"], &[], sql)});
        let findings = dbt("postgres", &nodes, &json!({})).check();
        findings.matches("sql-unparsed").count()
    };
    for sql in ["sel id from x", "just words", "\n  1 as id;\n"] {
        assert_eq!(found(sql), 1, "{sql}");
    }
    for sql in [
        "",
        "-- nothing",
        "select 1 as id",
        "delete from stg.x where id = 1",
        "insert into stg.x select 1 as id; delete from stg.x where id = 2",
        "drop table stg.x; vacuum",
    ] {
        assert_eq!(found(sql), 0, "{sql}");
    }
}

/// A model whose SQL names a column, over one that a run saw some columns of.
#[test]
fn what_a_run_saw_is_not_all_either() {
    let event = |inputs: Value| {
        json!({"eventTime": "2026-01-01T00:00:00Z", "eventType": "COMPLETE", "run": {"runId": "01941f29-7c00-7000-8000-000000000001"},
               "job": {"namespace": "n", "name": "j"}, "inputs": inputs, "outputs": [], "producer": "x", "schemaURL": "x"})
        .to_string()
    };
    let inputs = json!([{"namespace": "bigquery", "name": "p.raw.seen", "facets": {"schema": {"fields": [{"name": "id"}]}}}]);
    // A key twice: the last one wins.
    let text = event(inputs).replace(
        "\"producer\"",
        "\"eventType\":\"START\",\"eventType\":\"COMPLETE\",\"producer\"",
    );
    let mesh = Mesh::new()
        .bigquery()
        .append(
            "vitrina.toml",
            "\n[[exports]]\nformat = \"openlineage\"\npath = \"exports/openlineage/**\"\n",
        )
        .file("exports/openlineage/events.ndjson", format!("{text}\n"))
        .view("p.unified.v", "SELECT id, amount FROM p.raw.seen")
        .view("p.unified.all", "SELECT * FROM p.raw.seen");
    assert_eq!(
        origins(&mesh, "p.unified.v"),
        ["id: p.raw.seen:id", "amount: p.raw.seen:amount"]
    );
    assert_eq!(origins(&mesh, "p.unified.all"), ["id: p.raw.seen:id"]);
}

/// A table as its own project describes it, and as the project that reads it does.
#[test]
fn a_stub_of_another_project_changes_no_kind() {
    for (own, other) in [("a", "b"), ("b", "a")] {
        let mut up = model("mart.customers", "table", &["id"], &[], "select 1 as id");
        up["access"] = json!("public");
        let stub = json!({"resource_type": "model", "package_name": "up", "unique_id": "model.up.customers", "database": "shop", "schema": "mart",
            "name": "customers", "alias": "customers", "description": "", "columns": {}, "config": {"materialized": "view"},
            "depends_on": {"nodes": []}, "access": "protected", "path": "", "original_file_path": ""});
        let report = model(
            "rep.report",
            "table",
            &[],
            &["model.up.customers"],
            "select id from `shop`.`mart`.`customers`",
        );
        let mesh = Mesh::new()
            .file(
                "vitrina.toml",
                "[entry_points]\ndatasets = [\"shop.mart\"]\n",
            )
            .file(
                &format!("exports/dbt/{own}/manifest.json"),
                manifest("bigquery", &json!({"model.up.customers": up}), &json!({})),
            )
            .file(
                &format!("exports/dbt/{other}/manifest.json"),
                manifest(
                    "bigquery",
                    &json!({"model.up.customers": stub, "model.down.report": report}),
                    &json!({}),
                ),
            );
        let found = line(&mesh, "shop.mart.customers");
        assert_eq!(
            (&found["unified"], &found["id"]),
            (&json!(false), &json!("table:shop.mart.customers")),
            "{own}"
        );
        assert_eq!(
            origins(&mesh, "shop.rep.report"),
            ["id: shop.mart.customers:id"]
        );
        let page = mesh.build().page("tables/shop/mart/customers.html");
        assert!(
            page.contains("public") && !page.contains("external model"),
            "{own}"
        );
    }
}

/// A project that another installs as a package, with its code: what it says of itself counts.
#[test]
fn a_package_is_described_by_its_own_project() {
    let of = |project: &str, nodes: Value| {
        json!({"metadata": {"dbt_schema_version": "https://schemas.getdbt.com/dbt/manifest/v12.json",
                            "adapter_type": "bigquery", "project_name": project},
               "nodes": nodes, "sources": {}})
        .to_string()
    };
    for (own, other) in [("a", "b"), ("b", "a")] {
        let mut up = model(
            "mart.customers",
            "table",
            &["id"],
            &[],
            "select 1 as id, 2 as age",
        );
        up["description"] = json!("All of them.");
        let mut package = model("mart.customers", "view", &[], &[], "select 1 as id");
        package["description"] = json!("Older.");
        let report = model(
            "rep.report",
            "table",
            &[],
            &["model.up.customers"],
            "select age from `shop`.`mart`.`customers`",
        );
        let mesh = Mesh::new()
            .file("vitrina.toml", "")
            .file(
                &format!("exports/dbt/{own}/manifest.json"),
                of("up", json!({"model.up.customers": up})),
            )
            .file(
                &format!("exports/dbt/{other}/manifest.json"),
                of(
                    "down",
                    json!({"model.up.customers": package, "model.down.report": report}),
                ),
            );
        let found = line(&mesh, "shop.mart.customers");
        assert_eq!(found["id"], "table:shop.mart.customers", "{own}");
        assert_eq!(found["description"], "All of them.", "{own}");
        assert_eq!(columns(&mesh, "shop.mart.customers"), ["id", "age"]);
        assert_eq!(
            origins(&mesh, "shop.rep.report"),
            ["age: shop.mart.customers:age"]
        );
    }
}

#[test]
fn results_with_keys_twice_are_read() {
    let results = r#"{"metadata":{"dbt_schema_version":"https://schemas.getdbt.com/dbt/run-results/v6.json","generated_at":"2026-01-01T00:00:00Z"},"results":[{"status":"success","timing":[],"unique_id":"model.shop.stg_orders"}],"args":{"command":"run","which":"run","command":"run","which":"run"}}"#;
    let mesh = dbt("postgres", &partial(), &orders()).file("exports/dbt/run_results.json", results);
    let found = mesh.check();
    assert!(
        !found.contains("export-file") && !found.contains("export-row"),
        "{found}"
    );
}

/// One that an adapter names in its own way, with an owner of its group, and SQL that doesn't parse.
#[test]
fn other_adapters_groups_and_sql_that_is_not_parsed() {
    let mut broken = model(
        "dw.broken",
        "table",
        &[],
        &[],
        "select a from dw.base join dw.more using ((",
    );
    broken["relation_name"] = json!("dw.broken");
    broken["group"] = json!("sales");
    let mut base = model("dw.base", "table", &[], &[], "select 1 as id");
    base["relation_name"] = json!("dw.base");
    base["group"] = json!("finance");
    let mut top = model(
        "dw.top",
        "view",
        &[],
        &["model.shop.base"],
        "select * from dw.base",
    );
    top["relation_name"] = json!("dw.top");
    let mut text: Value = serde_json::from_str(&manifest(
        "oracle",
        &json!({"model.shop.broken": broken, "model.shop.base": base, "model.shop.top": top}),
        &json!({}),
    ))
    .unwrap();
    text["groups"] = json!({
        "group.shop.sales": {"name": "sales", "owner": {"name": "Sales data team", "email": "sales@example.com"}},
        "group.shop.finance": {"name": "finance", "owner": {"name": "ann@example.com", "email": "ann@example.com"}},
    });
    text["disabled"] = json!([]);
    let mesh = Mesh::new()
        .file("vitrina.toml", "")
        .file("exports/dbt/manifest.json", text.to_string());
    assert_eq!(origins(&mesh, "DW.TOP"), ["id: DW.BASE:id"]);
    let found = mesh.check();
    assert!(
        found.contains("warning[sql-unparsed]: the SQL of `DW.BROKEN` doesn't parse at its line 1"),
        "{found}"
    );
    assert!(found.contains("--> exports/dbt/manifest.json:1"), "{found}");
    assert_eq!(found.matches("sql-unparsed").count(), 1, "{found}");
    let site = mesh.build();
    let pages: Vec<String> = site
        .files()
        .into_iter()
        .filter(|f| f.ends_with(".html"))
        .collect();
    let page = |name: &str| site.page(pages.iter().find(|f| f.ends_with(name)).unwrap());
    assert!(page("/BROKEN.html").contains("Sales data team"));
    assert!(page("/BROKEN.html").contains("The parser stopped at line 1"));
    // Addresses of persons stay out.
    assert!(!page("/BASE.html").contains("ann@"));
}

/// What is read of JSON is in the column; a field that no export tells of isn't invented.
#[test]
fn fields_of_what_holds_none_are_the_column() {
    let mesh = Mesh::new()
        .bigquery()
        .table("p.raw.events", &[("payload", "JSON"), ("at", "TIMESTAMP")])
        .view(
            "p.mart.users",
            "SELECT payload.user.id AS user, e.payload.kind FROM `p.raw.events` AS e",
        );
    assert_eq!(
        origins(&mesh, "p.mart.users"),
        ["user: p.raw.events:payload", "kind: p.raw.events:payload"]
    );
    assert_eq!(
        lineage(&mesh, "view:p.mart.users"),
        ["kind transformation", "user transformation"]
    );
}

#[test]
fn sources_of_one_table_name_are_told_apart() {
    let mesh = Mesh::new()
        .bigquery()
        .table("p.shop.orders", &[("id", "INT64")])
        .table("p.till.orders", &[("id", "INT64")])
        .view(
            "p.unified.both",
            "SELECT id FROM `p.shop.orders` UNION ALL SELECT id FROM `p.till.orders`",
        )
        .view("p.unified.one", "SELECT id FROM `p.shop.orders`");
    let site = mesh.build();
    for (name, wanted) in [
        ("both", "shop.orders.id, till.orders.id"),
        ("one", "orders.id"),
    ] {
        let page = format!("views/unified/{name}.html");
        let rows = html::rows(&html::tokens(&site.page(&page), &page), "columns");
        assert_eq!(rows[0][3], wanted, "{page}");
    }
}

/// Without paths of fields, the text of a column's type names them.
#[test]
fn types_name_the_fields_of_their_structs() {
    let source = "source.shop.raw.orders";
    for (adapter, text, sql) in [
        (
            "trino",
            "array(row(sku varchar, qty bigint))",
            "SELECT l.a, l.b FROM shop.raw.orders CROSS JOIN UNNEST(lines) AS l (a, b)",
        ),
        (
            "databricks",
            "array<struct<sku:string,qty:int>>",
            "SELECT l.a, l.b FROM shop.raw.orders LATERAL VIEW inline(lines) l AS a, b",
        ),
    ] {
        let nodes = json!({"model.shop.flat": model("mart.flat", "view", &[], &[source], sql)});
        let sources = json!({source: {"resource_type": "source", "database": "shop", "schema": "raw",
                                      "name": "orders", "identifier": "orders", "columns": {}}});
        let columns = json!({"lines": {"name": "lines", "type": text, "index": 1}});
        let listed = json!({"metadata": {"dbt_schema_version": "https://schemas.getdbt.com/dbt/catalog/v1.json"},
                            "nodes": {},
                            "sources": {source: {"metadata": {"type": "table"}, "columns": columns}}});
        let mesh =
            dbt(adapter, &nodes, &sources).file("exports/dbt/catalog.json", listed.to_string());
        assert_eq!(
            origins(&mesh, "shop.mart.flat"),
            [
                "a: shop.raw.orders:lines.sku",
                "b: shop.raw.orders:lines.qty"
            ],
            "{adapter}"
        );
    }
}
