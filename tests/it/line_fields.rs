//! What lines say so that two builds can be compared: how far datasets are listed, what isn't known,
//! days in the life of assets, and what reads a table or view.

use serde_json::{Value, json};
use vitrina::lines::{AssetLine, MeshLine, RelationLine, schema};

use crate::support::{Mesh, Output};

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/manifests");

fn sample(what: &str) -> Vec<Value> {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_vitrina"));
    command.args(["list", what, "--root", SAMPLE, "--format", "ndjson"]);
    let output = Output::of(command);
    output.assert_ran();
    output.ndjson()
}

fn named<'v>(lines: &'v [Value], name: &str) -> &'v Value {
    let found = lines.iter().find(|line| line["name"] == name);
    found.unwrap_or_else(|| panic!("no {name}"))
}

fn column(table: &str, name: &str, position: u32, more: &Value) -> Value {
    let mut row = json!({
        "table_catalog": "p", "table_schema": "d", "table_name": table, "column_name": name,
        "ordinal_position": position, "data_type": "STRING",
    });
    for (key, value) in more.as_object().unwrap() {
        row[key] = value.clone();
    }
    row
}

fn table_row(dataset: &str, name: &str) -> Value {
    json!({"table_catalog": "p", "table_schema": dataset, "table_name": name, "table_type": "BASE TABLE"})
}

#[test]
fn a_relation_says_its_system_and_how_it_is_laid_out() {
    let mesh = Mesh::new()
        .ndjson("TABLES", &[table_row("d", "orders")])
        .ndjson(
            "COLUMNS",
            &[
                column(
                    "orders",
                    "day",
                    1,
                    &json!({"is_nullable": "NO", "is_partitioning_column": "YES"}),
                ),
                column(
                    "orders",
                    "shop",
                    2,
                    &json!({"is_nullable": "YES", "clustering_ordinal_position": 2}),
                ),
                column(
                    "orders",
                    "buyer",
                    3,
                    &json!({"clustering_ordinal_position": 1}),
                ),
            ],
        )
        .ndjson(
            "TABLE_OPTIONS",
            &[
                json!({"table_catalog": "p", "table_schema": "d", "table_name": "orders",
                     "option_name": "require_partition_filter", "option_value": "true"}),
            ],
        )
        .view(
            "p.unified.orders",
            "SELECT o.day, x.id FROM `p.d.orders` o, `q.e.elsewhere` x",
        );
    let tables = mesh.list("tables");
    let orders = named(&tables, "p.d.orders");
    for (field, value) in [
        ("system", json!("bigquery")),
        ("dialect", json!("bigquery")),
        ("columns_complete", json!(true)),
        ("partitioned_by", json!(["day"])),
        ("requires_filter", json!(true)),
        ("clustering", json!(["buyer", "shop"])),
        ("lifecycle", Value::Null),
    ] {
        assert_eq!(orders[field], value, "{field}");
    }
    let nullability = |at: usize| orders["columns"][at].get("nullability").cloned();
    assert_eq!(nullability(0), Some(json!("required")));
    assert_eq!(nullability(1), Some(json!("nullable")));
    // No export tells: the older field says that it may be.
    assert_eq!(nullability(2), None);
    assert_eq!(orders["columns"][2]["nullable"], true);
    let outside = named(&tables, "q.e.elsewhere");
    assert_eq!(outside["system"], Value::Null);
    assert_eq!(outside["dialect"], Value::Null);
    assert_eq!(outside["columns_complete"], false);
    assert_eq!(outside["requires_filter"], false);
}

#[test]
fn days_of_a_port_come_before_those_of_its_product() {
    let product = "\
apiVersion: vitrina/v1
kind: DataProduct
id: orders
name: Orders
version: '1.0.0'
status: deprecated
description: Orders.
domain: d
environment: e
lifecycle: {deprecationDate: 2026-01-01, endOfLife: 2026-12-31, validTo: 2027-01-31, replacedBy: sales}
tables:
  - name: orders
    physicalName: p.d.orders
    lifecycle: {endOfLife: 2026-06-30, replacedBy: p.d.sales}
outputPorts:
  - name: orders
    version: '1'
    type: unifiedView
    physicalName: p.unified.orders
    lifecycle: {endOfLife: 2026-09-30}
";
    let mesh = Mesh::new()
        .table("p.d.orders", &[("id", "STRING")])
        .table("p.d.sales", &[("id", "STRING")])
        .view("p.unified.orders", "SELECT id FROM `p.d.orders`")
        .file("orders.yaml", product)
        .file(
            "d.yaml",
            "apiVersion: vitrina/v1\nkind: Domain\nid: d\nname: D\ndescription: D.\n",
        );
    let days = |end: &str, replaced_by: &str| {
        json!({"valid_from": null, "valid_to": "2027-01-31", "deprecation_date": "2026-01-01",
               "end_of_life": end, "replaced_by": replaced_by})
    };
    let tables = mesh.list("tables");
    assert_eq!(
        named(&tables, "p.d.orders")["lifecycle"],
        days("2026-06-30", "table:p.d.sales")
    );
    assert_eq!(named(&tables, "p.d.sales")["lifecycle"], Value::Null);
    let views = mesh.list("views");
    assert_eq!(views[0]["lifecycle"], days("2026-09-30", "product:sales"));
    // What replaces the product is called as it is written, since nothing is called so.
    assert_eq!(
        mesh.list("products")[0]["lifecycle"],
        days("2026-12-31", "sales")
    );
    assert_eq!(mesh.list("domains")[0]["lifecycle"], Value::Null);
    // One that is there has its id.
    let dmes = sample("dmes");
    assert_eq!(
        named(&dmes, "legacy-dwh")["lifecycle"],
        json!({"valid_from": null, "valid_to": null, "deprecation_date": "2024-03-01",
               "end_of_life": "2027-06-30", "replaced_by": "dme:reference-core"})
    );
}

/// By dataset, how far it is listed and why not further.
fn listed(mesh: &Mesh) -> Vec<(String, String, Option<String>)> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let lines = mesh.list("datasets").into_iter();
    lines
        .map(|line| {
            assert_eq!(
                line["key"],
                format!("dataset:{}", line["name"].as_str().unwrap())
            );
            let (name, listed) = (text(&line["name"]), text(&line["listed"]));
            (name.unwrap(), listed.unwrap(), text(&line["partial_why"]))
        })
        .collect()
}

#[test]
fn a_dataset_is_listed_as_far_as_exports_list_it() {
    let complete = |name: &str| (name.to_owned(), "complete".to_owned(), None);
    let mesh = Mesh::new()
        .table("p.d.orders", &[("id", "STRING")])
        // One that lacks and is read makes no listing partial.
        .view(
            "p.unified.orders",
            "SELECT o.id FROM `p.d.orders` o, `p.d.gone` g, `q.e.elsewhere` e",
        );
    assert_eq!(listed(&mesh), [complete("p.d"), complete("p.unified")]);
    // Most of what is read isn't in the listing.
    let mesh = mesh.view("p.unified.more", "SELECT a.id FROM `p.d.a` a, `p.d.b` b");
    let why = "3 of the 4 tables of it that are read aren't listed".to_owned();
    assert_eq!(
        listed(&mesh),
        [
            ("p.d".to_owned(), "partial".to_owned(), Some(why)),
            complete("p.unified")
        ]
    );
}

#[test]
fn a_listing_with_rows_that_cant_be_read_is_partial() {
    let mesh = Mesh::new()
        .ndjson("TABLES", &[table_row("whole", "a")])
        .append(
            "exports/bigquery/more/TABLES.ndjson",
            table_row("cut", "b").to_string(),
        )
        .append(
            "exports/bigquery/more/TABLES.ndjson",
            "\n{\"table_catalog\": \"p\", \"table_sch",
        );
    let why = "rows of the file that lists it couldn't be read, or were cut off".to_owned();
    assert_eq!(
        listed(&mesh),
        [
            ("p.cut".to_owned(), "partial".to_owned(), Some(why)),
            ("p.whole".to_owned(), "complete".to_owned(), None),
        ]
    );
}

#[test]
fn what_a_role_may_see_is_no_whole_listing() {
    let mesh = Mesh::new()
        .file(
            "vitrina.toml",
            "[[exports]]\nformat = \"information-schema\"\ndialect = \"postgres\"\npath = \"pg/**\"\n",
        )
        .file(
            "pg/tables.csv",
            "table_catalog,table_schema,table_name,table_type\nshop,raw,orders,BASE TABLE\n",
        )
        .file(
            "pg/columns.csv",
            "table_catalog,table_schema,table_name,column_name,ordinal_position,is_nullable,data_type\n\
             shop,raw,orders,id,1,NO,bigint\n",
        );
    let lines = mesh.list("datasets");
    assert_eq!(lines.len(), 1);
    assert_eq!(
        lines[0],
        json!({"key": "dataset:shop.raw", "name": "shop.raw", "system": "postgres",
               "dialect": "postgres", "listed": "no", "partial_why": null,
               "tells": ["columns", "nullability"], "location": null, "collation": null,
               "table_expiration": null, "partition_expiration": null, "options_listed": false,
               "access_listed": false,
               "authorized": []})
    );
}

#[test]
fn what_tables_and_datasets_are_set_to_is_said() {
    let datasets = sample("datasets");
    let finance = named(&datasets, "mercadia-finance.finance_reporting");
    assert_eq!(finance["location"], "US");
    assert_eq!(finance["access_listed"], true);
    let authorized = finance["authorized"].as_array().unwrap();
    assert!(authorized.contains(&json!("view:mercadia-unified.unified.exchange_rates")));
    let customers = named(&datasets, "mercadia-customers.customer_360");
    assert_eq!(customers["partition_expiration"], 94_608_000);
    assert_eq!(
        customers["authorized"],
        json!(["dataset:mercadia-unified.unified"])
    );
    let tables = sample("tables");
    let taxes = named(
        &tables,
        "mercadia-finance.finance_reporting.tax_withholdings",
    );
    assert_eq!(taxes["row_policies"], 2);
    assert_eq!(taxes["policy_columns"], json!(["jurisdiction"]));
    let customers = named(&tables, "mercadia-customers.customer_360.customers");
    assert_eq!(customers["keys"][0]["primary"], true);
    assert_eq!(customers["keys"][0]["enforced"], false);
    let mesh = Mesh::new()
        .ndjson("TABLES", &[table_row("d", "orders")])
        .ndjson(
            "COLUMNS",
            &[column(
                "orders",
                "name",
                1,
                &json!({"collation_name": "und:ci"}),
            )],
        );
    let tables = mesh.list("tables");
    assert_eq!(
        named(&tables, "p.d.orders")["columns"][0]["collation"],
        "und:ci"
    );
}

#[test]
fn a_dataset_tells_what_any_of_its_tables_tells() {
    let datasets = sample("datasets");
    let unified = named(&datasets, "mercadia-unified.unified");
    assert_eq!(unified["listed"], "complete");
    let tells = unified["tells"].as_array().unwrap();
    for fact in ["columns", "descriptions", "grants", "statements"] {
        assert!(tells.contains(&json!(fact)), "{fact}: {tells:?}");
    }
    let plain = Mesh::new().ndjson("TABLES", &[table_row("d", "orders")]);
    assert_eq!(plain.list("datasets")[0]["tells"], json!([]));
}

/// A row of JOBS of January 2026.
fn statement(id: &str, day: u32, user: &str, project: &str, query: &str) -> Value {
    let time = format!("2026-01-{day:02} 09:00:00 UTC");
    json!({
        "job_id": id, "creation_time": time, "start_time": time, "end_time": time,
        "project_id": project, "user_email": user, "statement_type": "SELECT", "state": "DONE",
        "query": query, "referenced_tables": [],
    })
}

const LOADER: &str = "loader@reports.iam.gserviceaccount.com";
const REPORTS: &str = "Reports@Reports.iam.gserviceaccount.com";
/// Ends as one does, and isn't the address of any.
const NOBODY: &str = "ana quiroga, password=x@reports.iam.gserviceaccount.com";

fn used() -> Mesh {
    let mut written = statement(
        "j5",
        9,
        LOADER,
        "loads",
        "INSERT INTO `p.d.copy` SELECT id FROM `p.d.orders`",
    );
    written["statement_type"] = json!("INSERT");
    written["destination_table"] =
        json!({"project_id": "p", "dataset_id": "d", "table_id": "copy"});
    Mesh::new()
        .table("p.d.orders", &[("id", "STRING")])
        .table("p.d.copy", &[("id", "STRING")])
        .table("p.d.idle", &[("id", "STRING")])
        .table("p.d.events_20260101", &[("id", "STRING")])
        .table("p.d.events_20260102", &[("id", "STRING")])
        .view("p.unified.orders", "SELECT id FROM `p.d.orders`")
        .ndjson(
            "JOBS",
            &[
                statement(
                    "j1",
                    5,
                    "ana.quiroga@example.com",
                    "reports",
                    "SELECT id FROM `p.unified.orders`",
                ),
                statement(
                    "j2",
                    6,
                    REPORTS,
                    "reports",
                    "SELECT id FROM `p.unified.orders` WHERE id = 'a'",
                ),
                statement(
                    "j3",
                    7,
                    REPORTS,
                    "reports",
                    "SELECT id FROM `p.unified.orders` WHERE id = 'b'",
                ),
                statement(
                    "j4",
                    8,
                    LOADER,
                    "loads",
                    "SELECT id FROM `p.unified.orders`",
                ),
                written,
                statement("j6", 10, LOADER, "loads", "SELECT id FROM `p.d.events_*`"),
                statement(
                    "j7",
                    12,
                    "ana.quiroga@example.com",
                    "reports",
                    "SELECT id FROM `p.unified.orders`",
                ),
                statement(
                    "j8",
                    4,
                    NOBODY,
                    "reports",
                    "SELECT id FROM `p.unified.orders`",
                ),
            ],
        )
        .bigquery()
}

#[test]
fn service_accounts_are_named_as_readers_and_persons_are_not() {
    let mesh = used();
    let account = |id: &str, last: &str, queries: u32| json!({"kind": "service account", "id": id, "last": last, "queries": queries});
    let views = mesh.list("views");
    assert_eq!(
        views[0]["readers"],
        json!([
            account("reports@reports.iam.gserviceaccount.com", "2026-01-07", 2),
            account(LOADER, "2026-01-08", 1),
        ])
    );
    assert_eq!(views[0]["last_named"], "2026-01-12");
    assert_eq!(views[0]["readers_more"], 0);
    let tables = mesh.list("tables");
    // What writes another table reads this one; what is written isn't read by that.
    let orders = named(&tables, "p.d.orders");
    assert_eq!(orders["readers"], json!([account(LOADER, "2026-01-09", 1)]));
    assert_eq!(orders["last_named"], "2026-01-09");
    for idle in ["p.d.copy", "p.d.idle"] {
        let idle = named(&tables, idle);
        assert_eq!(
            (&idle["readers"], &idle["last_named"]),
            (&json!([]), &Value::Null)
        );
    }
    // A wildcard names each table that it stands for.
    for shard in ["p.d.events_20260101", "p.d.events_20260102"] {
        let shard = named(&tables, shard);
        assert_eq!(
            shard["readers"],
            json!([account(LOADER, "2026-01-10", 1)]),
            "{shard}"
        );
        assert_eq!(shard["last_named"], "2026-01-10");
    }
    for what in ["views", "tables", "datasets", "mesh", "findings"] {
        let printed = mesh
            .run(&["list", what, "--root", "mesh", "--format", "ndjson"])
            .stdout;
        assert!(!printed.to_lowercase().contains("quiroga"), "{printed}");
    }
}

#[test]
fn readers_beyond_the_first_fifty_are_counted() {
    let mut mesh = Mesh::new().table("p.d.orders", &[("id", "STRING")]);
    for n in 0..60 {
        let account = format!("a{n:02}@reports.iam.gserviceaccount.com");
        let row = statement(
            &format!("j{n}"),
            5,
            &account,
            "reports",
            "SELECT id FROM `p.d.orders`",
        );
        mesh = mesh.ndjson("JOBS", &[row]);
    }
    let tables = mesh.list("tables");
    let readers = tables[0]["readers"].as_array().unwrap();
    assert_eq!(readers.len(), 50);
    assert_eq!(readers[49]["id"], "a49@reports.iam.gserviceaccount.com");
    assert_eq!(tables[0]["readers_more"], 10);
}

#[test]
fn the_mesh_says_of_which_days_statements_are_known() {
    let mut lines = used().list("mesh");
    assert_eq!(lines.len(), 1);
    let counts = lines[0].as_object_mut().unwrap().remove("lines").unwrap();
    assert_eq!(counts["views"], used().list("views").len());
    assert_eq!(counts["findings"], used().list("findings").len());
    assert_eq!(
        lines[0],
        json!({
            "version": env!("CARGO_PKG_VERSION"),
            "audience": null,
            "as_of": "2026-01-12",
            "entry_points": ["p.unified"],
            "exports": [{"format": "bigquery", "path": "exports/bigquery/**",
                         "newest": "2026-01-12T09:00:00Z", "stale": false}],
            "usage": [
                {"project": "loads", "from": "2026-01-08", "until": "2026-01-10", "unknown": null},
                {"project": "reports", "from": "2026-01-04", "until": "2026-01-12", "unknown": null},
            ],
        })
    );
    let without = Mesh::new().table("p.d.orders", &[("id", "STRING")]);
    assert_eq!(without.list("mesh")[0]["usage"], json!([]));
}

#[test]
fn readers_of_each_kind_are_in_the_sample() {
    let mut kinds = std::collections::BTreeSet::new();
    let mut ids = std::collections::BTreeSet::new();
    for what in ["jobs", "products", "models", "exposures"] {
        ids.extend(
            sample(what)
                .iter()
                .map(|line| line["id"].as_str().unwrap().to_owned()),
        );
    }
    for line in sample("views").into_iter().chain(sample("tables")) {
        let line: RelationLine = serde_json::from_value(line).unwrap();
        for reader in line.readers {
            kinds.insert(reader.kind.as_str());
            let is_asset = ids.contains(&reader.id);
            assert!(
                is_asset != reader.id.ends_with(".gserviceaccount.com"),
                "{}",
                reader.id
            );
        }
    }
    let kinds: Vec<&str> = kinds.into_iter().collect();
    assert_eq!(
        kinds,
        ["exposure", "job", "model", "product", "service account"]
    );
}

#[test]
fn a_line_of_an_older_version_is_read() {
    let given = json!({
        "id": "view:p.d.v", "key": "relation:p.d.v", "name": "p.d.v", "url": "views/d/v.html",
        "title": "v", "kind": "unified view",
        "columns": [{"name": "a", "type": "STRING", "nullable": true}],
    });
    let line: RelationLine = serde_json::from_value(given).unwrap();
    assert_eq!(line.columns[0].nullability, None);
    assert!(line.grants.is_empty() && !line.columns_complete && line.lifecycle.is_none());
    let given = json!({"id": "product:a", "key": "product:a", "name": "a", "url": "a.html"});
    let line: AssetLine = serde_json::from_value(given).unwrap();
    assert_eq!(line.lifecycle, None);
}

/// What a line can hold is told by the schema beside it: what is always there is required.
#[test]
fn the_schema_names_each_field_and_those_that_are_always_there() {
    let schema = schema();
    let of = |line: &str, part: &str| schema["$defs"][line][part].clone();
    for (line, field) in [
        ("RelationLine", "system"),
        ("RelationLine", "dialect"),
        ("RelationLine", "lifecycle"),
        ("RelationLine", "columns_complete"),
        ("RelationLine", "partitioned_by"),
        ("RelationLine", "requires_filter"),
        ("RelationLine", "clustering"),
        ("RelationLine", "grants"),
        ("RelationLine", "readers"),
        ("RelationLine", "readers_more"),
        ("RelationLine", "last_named"),
        ("AssetLine", "lifecycle"),
        ("DatasetLine", "listed"),
        ("DatasetLine", "tells"),
        ("MeshLine", "usage"),
    ] {
        let property = &of(line, "properties")[field];
        assert!(
            property["description"].is_string(),
            "{line}.{field}: {property}"
        );
        // A value that an older line lacks isn't one by default.
        assert!(
            property.get("default").is_none(),
            "{line}.{field}: {property}"
        );
        let required = of(line, "required");
        let required = required.as_array().unwrap();
        assert!(required.contains(&json!(field)), "{line}.{field}");
    }
    let required = of("ColumnLine", "required");
    assert!(!required.as_array().unwrap().contains(&json!("nullability")));
    assert_eq!(
        of("ColumnLine", "properties")["nullability"]["enum"][0],
        "required"
    );
}

#[test]
fn what_is_listed_is_published() {
    let mesh = used();
    let site = mesh.build();
    for what in ["mesh", "datasets", "domains", "contracts", "teams"] {
        let printed = mesh
            .run(&["list", what, "--root", "mesh", "--format", "ndjson"])
            .stdout;
        assert_eq!(
            site.page(&format!("api/v1/{what}.ndjson")),
            printed,
            "{what}"
        );
    }
    let line: MeshLine = serde_json::from_str(&site.page("api/v1/mesh.ndjson")).unwrap();
    assert_eq!(line.entry_points, ["p.unified"]);
}
