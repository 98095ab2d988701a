//! Which names mean one table: partitions, shards, temporary tables, spellings, servers.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::support::Mesh;

const JOBS: &str = "exports/bigquery/JOBS.ndjson";
const EVENTS: &str = "exports/openlineage/events.ndjson";

fn mesh() -> Mesh {
    Mesh::new().file(
        "vitrina.toml",
        "[entry_points]\ndatasets = [\"acme.unified\"]\n",
    )
}

/// Tables of BigQuery with one column.
fn tables(mesh: Mesh, names: &[&str]) -> Mesh {
    names
        .iter()
        .fold(mesh, |mesh, name| mesh.table(name, &[("id", "STRING")]))
}

/// `from -> to` of all edges.
fn edges(mesh: &Mesh) -> Vec<String> {
    let bare = |v: &Value| {
        let id = v.as_str().unwrap();
        id.split_once(':').unwrap().1.to_owned()
    };
    let mut all: Vec<String> = mesh
        .list("edges")
        .iter()
        .map(|e| format!("{} -> {}", bare(&e["from"]), bare(&e["to"])))
        .collect();
    all.sort_unstable();
    all
}

/// How many findings say that it isn't clear which table is meant, or that one is missing.
fn doubts(mesh: &Mesh) -> usize {
    let rules = mesh.field("findings", "rule");
    let doubt = |rule: &&String| {
        matches!(
            rule.as_str(),
            "ambiguous-server" | "drift-missing-target" | "export-row"
        )
    };
    rules.iter().filter(doubt).count()
}

fn lines(rows: &[Value]) -> String {
    let mut text = String::new();
    for row in rows {
        writeln!(text, "{row}").unwrap();
    }
    text
}

/// A successful run of a job that reads and writes datasets of (namespace, name).
fn run(id: u32, inputs: &[(&str, &str)], outputs: &[(&str, &str)]) -> Value {
    let all = |of: &[(&str, &str)]| -> Vec<Value> {
        of.iter()
            .map(|(namespace, name)| json!({"namespace": namespace, "name": name}))
            .collect()
    };
    json!({
        "eventType": "COMPLETE", "eventTime": "2026-09-01T01:00:00Z",
        "run": {"runId": format!("0a1b2c3d-0000-4000-8000-{id:012}")},
        "job": {"namespace": "etl", "name": format!("job{id}")},
        "inputs": all(inputs), "outputs": all(outputs),
    })
}

fn shard(mesh: Mesh, name: &str, created: Option<&str>, columns: &[&str]) -> Mesh {
    let columns: Vec<Value> = (1..)
        .zip(columns)
        .map(|(at, column)| {
            json!({"table_catalog": "acme", "table_schema": "raw", "table_name": name,
                   "column_name": column, "ordinal_position": at, "data_type": "STRING"})
        })
        .collect();
    mesh.ndjson(
        "TABLES",
        &[
            json!({"table_catalog": "acme", "table_schema": "raw", "table_name": name,
                 "table_type": "BASE TABLE", "creation_time": created}),
        ],
    )
    .ndjson("COLUMNS", &columns)
}

/// The columns downstream of a table, as `relation.column`.
fn columns_below(mesh: &Mesh, table: &str) -> Vec<String> {
    let ask = [
        "lineage",
        table,
        "--root",
        "mesh",
        "--columns",
        "--down",
        "--format",
        "json",
    ];
    let answer = mesh.run(&ask);
    assert_eq!(answer.status, 0, "{}", answer.stderr);
    let answer = answer.json();
    let mut found: Vec<String> = answer["columns"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| {
            format!(
                "{}.{}",
                c["id"].as_str().unwrap(),
                c["column"].as_str().unwrap()
            )
        })
        .collect();
    found.sort_unstable();
    found
}

#[test]
fn a_wildcard_is_its_tables() {
    let select = "SELECT id FROM `acme.raw.visits_*` WHERE _TABLE_SUFFIX > '20260101'";
    let mesh = shard(
        mesh(),
        "visits_20260101",
        Some("2026-02-01 00:00:00 UTC"),
        &["id", "shop"],
    );
    let mesh = shard(
        mesh,
        "visits_20260102",
        Some("2026-01-02 00:00:00 UTC"),
        &["id"],
    );
    let mesh = mesh
        .view("acme.unified.visits", "SELECT * FROM `acme.raw.visits_*`")
        .file(
            JOBS,
            lines(&[json!({"job_id": "a", "creation_time": "2026-09-01 10:00:00 UTC", "user_email": "a@x.example",
                "project_id": "acme", "state": "DONE", "statement_type": "SELECT", "query": select})]),
        );
    let both = ["acme.raw.visits_20260101", "acme.raw.visits_20260102"];
    assert_eq!(mesh.names("tables"), both);
    // Columns are those of the table that was made last, whatever its name.
    let below = [
        "view:acme.unified.visits.id",
        "view:acme.unified.visits.shop",
    ];
    for table in both {
        assert_eq!(columns_below(&mesh, table), below, "{table}");
    }
    for table in mesh.list("tables") {
        assert_eq!(table["impact"]["views"], 1, "{table}");
        assert_eq!(table["usage"]["queries"], 1, "{table}");
    }
    let view = &mesh.list("views")[0];
    assert_eq!(view["references"], json!(["acme.raw.visits_*"]));
    assert_eq!(view["targets"], json!(both));
}

#[test]
fn a_wildcard_of_a_product_is_no_asset() {
    let product = "apiVersion: vitrina/v1
kind: Domain
id: web
---
apiVersion: vitrina/v1
kind: Team
id: webs
---
apiVersion: vitrina/v1
kind: DataMeshEnvironment
id: raw
domains: [web]
team: {name: webs}
servers: [{type: bigquery, project: acme, dataset: raw}]
---
apiVersion: vitrina/v1
kind: DataProduct
id: visits
environment: raw
domain: web
tables: [{name: visits, physicalName: \"acme.raw.visits_*\"}]
inputPorts: [{name: hits, physicalName: \"acme.raw.visits_*\"}]
";
    let shards = ["acme.raw.visits_20260101", "acme.raw.visits_20260102"];
    let mesh = tables(mesh(), &shards).file("mesh.yaml", product);
    assert_eq!(sorted(mesh.names("tables")), shards);
    let product = &mesh.list("products")[0];
    assert_eq!(product["tables"], json!([shards[1]]));
    assert_eq!(product["reads"], json!(["table:acme.raw.visits_20260102"]));
}

#[test]
fn without_moments_the_greatest_name_tells_the_columns() {
    let mesh = shard(mesh(), "visits_20260102", None, &["id", "new"]);
    let mesh = shard(mesh, "visits_20260101", None, &["id", "old"]);
    let mesh = shard(mesh, "visitors", None, &["other"]).view(
        "acme.unified.visits",
        "SELECT * FROM `acme.raw.visits_2026*`",
    );
    let below = [
        "view:acme.unified.visits.id",
        "view:acme.unified.visits.new",
    ];
    assert_eq!(columns_below(&mesh, "acme.raw.visits_20260101"), below);
    assert_eq!(columns_below(&mesh, "acme.raw.visitors"), [""; 0]);
    // Where no table is described, the wildcard is all that is known.
    let mesh = mesh.view("acme.unified.gone", "SELECT id FROM `acme.old.hits_*`");
    assert!(mesh.names("tables").contains(&"acme.old.hits_*".to_owned()));
}

#[test]
fn a_source_of_dbt_that_is_a_wildcard_is_made_of_its_tables() {
    let source = json!({"unique_id": "source.shop.raw.visits", "resource_type": "source", "name": "visits",
        "identifier": "visits_*", "database": "acme", "schema": "raw", "relation_name": "`acme`.`raw`.`visits_*`"});
    let model = json!({"unique_id": "model.shop.daily", "resource_type": "model", "name": "daily", "alias": "daily",
        "database": "acme", "schema": "mart", "relation_name": "`acme`.`mart`.`daily`",
        "config": {"materialized": "table"}, "columns": {}, "compiled_code": "select id from `acme`.`raw`.`visits_*`",
        "depends_on": {"nodes": ["source.shop.raw.visits"]}});
    let manifest = json!({
        "metadata": {"dbt_schema_version": "https://schemas.getdbt.com/dbt/manifest/v12.json", "adapter_type": "bigquery",
                     "generated_at": "2026-09-01T00:00:00Z"},
        "nodes": {"model.shop.daily": model}, "sources": {"source.shop.raw.visits": source},
    });
    let mesh = shard(mesh(), "visits_20260101", None, &["id"]);
    let mesh = shard(mesh, "visits_20260102", None, &["id"])
        .file("exports/dbt/manifest.json", manifest.to_string());
    let known = edges(&mesh);
    for edge in [
        "acme.raw.visits_* -> acme.mart.daily",
        "acme.raw.visits_20260101 -> acme.raw.visits_*",
        "acme.raw.visits_20260102 -> acme.raw.visits_*",
    ] {
        assert!(known.iter().any(|e| e == edge), "{edge}: {known:?}");
    }
    assert_eq!(
        columns_below(&mesh, "acme.raw.visits_20260101"),
        ["table:acme.mart.daily.id"]
    );
}

#[test]
fn decorated_names_are_those_of_the_table() {
    let bigquery = "bigquery";
    let names = [
        "acme.mart.daily",
        "acme.raw.files",
        "acme.rep.snap",
        "acme.rep.week",
    ];
    let daily = [
        "daily$20260901",
        "daily$2026090212",
        "daily$__NULL__",
        "daily$__UNPARTITIONED__",
    ];
    let mut events: Vec<Value> = (1..)
        .zip(daily)
        .map(|(id, name)| {
            let name = format!("acme.mart.{name}");
            run(id, &[(bigquery, "acme.raw.files")], &[(bigquery, &name)])
        })
        .collect();
    events.push(run(
        8,
        &[(bigquery, "acme.mart.daily@1756684800000")],
        &[(bigquery, "acme.rep.snap")],
    ));
    events.push(run(
        9,
        &[(bigquery, "acme.mart.daily@-3600000")],
        &[(bigquery, "acme.rep.week")],
    ));
    let mesh = tables(mesh(), &names).file(EVENTS, lines(&events));
    assert_eq!(sorted(mesh.names("tables")), names);
    assert_eq!(
        edges(&mesh),
        [
            "acme.mart.daily -> acme.rep.snap",
            "acme.mart.daily -> acme.rep.week",
            "acme.raw.files -> acme.mart.daily",
        ]
    );
    assert_eq!(doubts(&mesh), 0);
}

/// A row of JOBS.
fn job(id: &str, parent: Option<&str>, query: &str, writes: Option<&str>, reads: &[&str]) -> Value {
    let table = |name: &str| {
        let (dataset, table) = name.split_once('.').unwrap();
        json!({"project_id": "acme", "dataset_id": dataset, "table_id": table})
    };
    let kind = match parent {
        Some(_) => "CREATE_TABLE_AS_SELECT",
        None => "SCRIPT",
    };
    json!({"job_id": id, "creation_time": "2026-09-01 10:00:00 UTC", "user_email": "etl@x.example",
           "project_id": "acme", "query": query, "state": "DONE", "parent_job_id": parent,
           "statement_type": kind,
           "destination_table": writes.map(table),
           "referenced_tables": reads.iter().map(|r| table(r)).collect::<Vec<_>>()})
}

#[test]
fn scripts_write_by_way_of_temporary_tables() {
    let s = "_scriptdeadbeef";
    let (first, second) = (format!("{s}.s"), format!("{s}.s2"));
    let script = "BEGIN CREATE TEMP TABLE s AS SELECT id FROM `acme.raw.orders`; CREATE TEMP TABLE s2 AS SELECT * FROM s; CREATE OR REPLACE TABLE `acme.mart.scripted` AS SELECT * FROM s2; END";
    let rows = [
        job("j1", None, script, None, &[]),
        job(
            "j2",
            Some("j1"),
            "CREATE TEMP TABLE s AS SELECT id FROM `acme.raw.orders`",
            Some(&first),
            &["raw.orders"],
        ),
        job(
            "j3",
            Some("j1"),
            "CREATE TEMP TABLE s2 AS SELECT * FROM s",
            Some(&second),
            &[&first],
        ),
        job(
            "j4",
            Some("j1"),
            "CREATE OR REPLACE TABLE `acme.mart.scripted` AS SELECT * FROM s2",
            Some("mart.scripted"),
            &[&second],
        ),
        // A procedure, by bare names only.
        job("k1", None, "CALL `acme.mart.fill`()", None, &[]),
        job(
            "k2",
            Some("k1"),
            "CREATE TEMP TABLE t AS SELECT id FROM `acme.raw.shops`",
            Some("_script01234567.t"),
            &[],
        ),
        job(
            "k3",
            Some("k1"),
            "INSERT INTO `acme.mart.called` SELECT id FROM t",
            Some("mart.called"),
            &[],
        ),
    ];
    let names = [
        "acme.mart.called",
        "acme.mart.scripted",
        "acme.raw.orders",
        "acme.raw.shops",
    ];
    let expected = [
        "acme.mart.scripted -> acme.unified.scripted",
        "acme.raw.orders -> acme.mart.scripted",
        "acme.raw.shops -> acme.mart.called",
    ];
    let mut backwards = rows.clone();
    backwards.reverse();
    for rows in [rows, backwards] {
        // Children may stand in another file than their script, before or after it.
        let (one, other) = rows.split_at(3);
        let mesh = tables(mesh(), &names)
            .view(
                "acme.unified.scripted",
                "SELECT id FROM `acme.mart.scripted`",
            )
            .file(JOBS, lines(one))
            .file("exports/bigquery/JOBS_BY_PROJECT.ndjson", lines(other));
        assert_eq!(sorted(mesh.names("tables")), names);
        assert_eq!(edges(&mesh), expected);
        let site = mesh.build();
        let page = site.page("views/unified/scripted.html");
        assert!(page.contains("2026-09-01 10:00"), "{page}");
    }
}

#[test]
fn a_script_without_its_statements_is_taken_apart() {
    let script = "DECLARE d DATE; CREATE TEMP TABLE s AS SELECT id FROM `acme.raw.orders`; INSERT INTO `acme.mart.scripted` SELECT id FROM s JOIN `acme.raw.shops` USING (id)";
    let names = ["acme.mart.scripted", "acme.raw.orders", "acme.raw.shops"];
    let mesh = tables(mesh(), &names).file(JOBS, lines(&[job("j1", None, script, None, &[])]));
    assert_eq!(sorted(mesh.names("tables")), names);
    assert_eq!(
        edges(&mesh),
        [
            "acme.raw.orders -> acme.mart.scripted",
            "acme.raw.shops -> acme.mart.scripted"
        ]
    );
}

#[test]
fn hidden_datasets_are_datasets() {
    let anonymous = "_0123456789abcdef0123456789abcdef01234567.anon0123456789abcdef0123";
    let rows = [
        job(
            "a",
            None,
            "CREATE TABLE `acme._scratch.orders` AS SELECT id FROM `acme.raw.orders`",
            Some("_scratch.orders"),
            &["raw.orders"],
        ),
        job(
            "b",
            None,
            "SELECT id FROM `acme._scratch.orders`",
            Some(anonymous),
            &["_scratch.orders"],
        ),
    ];
    let mesh = tables(mesh(), &["acme.raw.orders"]).file(JOBS, lines(&rows));
    assert_eq!(
        sorted(mesh.names("tables")),
        ["acme._scratch.orders", "acme.raw.orders"]
    );
    assert_eq!(edges(&mesh), ["acme.raw.orders -> acme._scratch.orders"]);
}

#[test]
fn runs_go_through_temporary_tables_too() {
    let all = |names: &[&'static str]| -> Vec<(&'static str, &'static str)> {
        names.iter().map(|name| ("bigquery", *name)).collect()
    };
    let step = |id: u32, reads: &'static str, writes: &'static str| {
        run(id, &all(&[reads]), &all(&[writes]))
    };
    let anonymous = "acme._0123456789abcdef0123456789abcdef01234567.anon0123456789abcdef0123";
    let rows = [
        step(1, "acme._scriptdeadbeef.b", "acme.mart.daily"),
        step(2, "acme._scriptdeadbeef.a", "acme._scriptdeadbeef.b"),
        step(3, "acme.raw.orders", "acme._scriptdeadbeef.a"),
        step(4, "acme.raw.orders", anonymous),
        step(5, "acme.raw.orders", "acme._scratch.orders"),
    ];
    let mesh = tables(mesh(), &["acme.raw.orders", "acme.mart.daily"]).file(EVENTS, lines(&rows));
    assert_eq!(
        sorted(mesh.names("tables")),
        ["acme._scratch.orders", "acme.mart.daily", "acme.raw.orders"]
    );
    assert_eq!(
        sorted(edges(&mesh)),
        [
            "acme.raw.orders -> acme._scratch.orders",
            "acme.raw.orders -> acme.mart.daily"
        ]
    );
}

#[test]
fn what_column_lineage_names_has_an_edge() {
    let mut event = run(
        1,
        &[("bigquery", "acme.raw.orders")],
        &[("bigquery", "acme.mart.t")],
    );
    event["outputs"][0]["facets"] = json!({"columnLineage": {
        "fields": {"city": {"inputFields": [
            {"namespace": "bigquery", "name": "acme.raw.shops", "field": "city"},
            {"namespace": "bigquery", "name": "acme.mart.t", "field": "city"}]}},
        "dataset": [{"namespace": "bigquery", "name": "acme.raw.calendar", "field": "day",
                     "transformations": [{"type": "INDIRECT", "subtype": "FILTER"}]}]}});
    let mesh = mesh().file(EVENTS, lines(&[event]));
    assert_eq!(
        edges(&mesh),
        [
            "acme.raw.calendar -> acme.mart.t",
            "acme.raw.orders -> acme.mart.t",
            "acme.raw.shops -> acme.mart.t",
        ]
    );
    for edge in mesh.list("edges") {
        assert_eq!(edge["provenance"][0]["job"], "job:etl/job1", "{edge}");
    }
}

/// A dbt manifest of models by `(id, database, schema, alias, relation_name, sql)`.
fn dbt(adapter: &str, models: &[[&str; 6]]) -> String {
    let mut nodes = serde_json::Map::new();
    for [id, database, schema, alias, relation_name, sql] in models {
        let id = format!("model.shop.{id}");
        nodes.insert(
            id.clone(),
            json!({"unique_id": id, "resource_type": "model", "name": alias, "alias": alias,
                   "database": database, "schema": schema, "relation_name": relation_name,
                   "config": {"materialized": "table"}, "columns": {}, "compiled_code": sql,
                   "depends_on": {"nodes": []}}),
        );
    }
    json!({
        "metadata": {"dbt_schema_version": "https://schemas.getdbt.com/dbt/manifest/v12.json",
                     "adapter_type": adapter, "generated_at": "2026-09-01T00:00:00Z"},
        "nodes": nodes, "sources": {},
    })
    .to_string()
}

#[test]
fn spellings_of_one_snowflake_table_are_one_asset() {
    let models = [
        [
            "orders",
            "analytics",
            "prod",
            "orders",
            "analytics.prod.orders",
            "select id from Raw.Shop.Orders",
        ],
        [
            "daily",
            "analytics",
            "prod",
            "daily",
            "ANALYTICS.PROD.DAILY",
            "select id from Analytics.Prod.Orders",
        ],
        [
            "quoted",
            "analytics",
            "prod",
            "Quoted",
            "analytics.prod.\"Quoted\"",
            "select 1 as x",
        ],
    ];
    let server = "snowflake://org-account";
    let events = [
        run(
            1,
            &[(server, "RAW.SHOP.ORDERS")],
            &[(server, "ANALYTICS.PROD.ORDERS")],
        ),
        run(
            2,
            &[(
                "snowflake://ORG-account.snowflakecomputing.com",
                "analytics.prod.daily",
            )],
            &[(server, "analytics.prod.REPORT")],
        ),
        run(
            3,
            &[(server, "analytics.prod.Quoted")],
            &[(server, "ANALYTICS.PROD.REPORT")],
        ),
    ];
    let mesh = mesh()
        .file("exports/dbt/manifest.json", dbt("snowflake", &models))
        .file(EVENTS, lines(&events));
    assert_eq!(
        mesh.names("tables"),
        [
            "ANALYTICS.PROD.DAILY",
            "ANALYTICS.PROD.ORDERS",
            "ANALYTICS.PROD.Quoted",
            "ANALYTICS.PROD.REPORT",
            "RAW.SHOP.ORDERS",
        ]
    );
    assert_eq!(
        edges(&mesh),
        [
            "ANALYTICS.PROD.DAILY -> ANALYTICS.PROD.REPORT",
            "ANALYTICS.PROD.ORDERS -> ANALYTICS.PROD.DAILY",
            "ANALYTICS.PROD.Quoted -> ANALYTICS.PROD.REPORT",
            "RAW.SHOP.ORDERS -> ANALYTICS.PROD.ORDERS",
        ]
    );
    let ask = ["lineage", "analytics.prod.orders", "--root", "mesh"];
    assert_eq!(mesh.run(&ask).status, 0);
}

#[test]
fn case_counts_where_the_system_says_so() {
    let bigquery = "bigquery";
    let redshift = "redshift://cluster.example:5439";
    let events = [
        run(
            1,
            &[(bigquery, "acme.raw.Orders")],
            &[(bigquery, "acme.raw.orders")],
        ),
        run(
            2,
            &[(redshift, "DEV.Public.Sales")],
            &[("redshift://cluster.example", "dev.public.totals")],
        ),
    ];
    let model = [
        "sales",
        "dev",
        "public",
        "sales",
        "\"dev\".\"public\".\"sales\"",
        "select 1 as x",
    ];
    let mesh = mesh()
        .file("exports/dbt/manifest.json", dbt("redshift", &[model]))
        .file(EVENTS, lines(&events));
    assert_eq!(
        sorted(mesh.names("tables")),
        [
            "acme.raw.Orders",
            "acme.raw.orders",
            "dev.public.sales",
            "dev.public.totals"
        ]
    );
}

#[test]
fn tables_of_two_servers_are_two() {
    let (a, b) = ("postgres://a:5432", "postgresql://B");
    let events = [
        run(
            1,
            &[(a, "shop.public.orders")],
            &[(a, "shop.public.totals")],
        ),
        run(2, &[(b, "shop.public.orders")], &[(b, "shop.public.other")]),
        // The usual port and the case of a host tell no servers apart.
        run(
            3,
            &[("postgres://A", "shop.public.orders")],
            &[(a, "shop.public.totals")],
        ),
    ];
    let mesh = mesh().file(EVENTS, lines(&events));
    assert_eq!(
        edges(&mesh),
        [
            "a:shop.public.orders -> shop.public.totals",
            "b:shop.public.orders -> shop.public.other",
        ]
    );
    assert_eq!(doubts(&mesh), 0);
    // A tool that names no server leaves open which one it means.
    let model = [
        "orders",
        "shop",
        "public",
        "orders",
        "\"shop\".\"public\".\"orders\"",
        "select 1 as x",
    ];
    let mesh = mesh.file("exports/dbt/manifest.json", dbt("postgres", &[model]));
    assert_eq!(mesh.names("tables").len(), 5);
    assert_eq!(doubts(&mesh), 1);
}

#[test]
fn another_system_with_a_name_is_another_table() {
    let snowflake = "snowflake://org-account";
    let events = [run(
        1,
        &[("postgres://a", "shop.public.orders")],
        &[(snowflake, "SHOP.PUBLIC.ORDERS")],
    )];
    let model = [
        "orders",
        "shop",
        "public",
        "orders",
        "shop.public.orders",
        "select 1 as x",
    ];
    let mesh = mesh()
        .file("exports/dbt/manifest.json", dbt("snowflake", &[model]))
        .file(EVENTS, lines(&events));
    // dbt's is Snowflake's.
    assert_eq!(edges(&mesh), ["a:shop.public.orders -> SHOP.PUBLIC.ORDERS"]);
    assert_eq!(mesh.names("tables").len(), 2);
}

fn sorted(mut names: Vec<String>) -> Vec<String> {
    names.sort();
    names
}

#[test]
fn a_wildcard_that_tools_name_is_its_tables() {
    let referenced = json!([{"project_id": "acme", "dataset_id": "raw", "table_id": "visits_*"}]);
    let written =
        |table: &str| json!({"project_id": "acme", "dataset_id": "mart", "table_id": table});
    let row = |id: &str, table: &str, query: Value| {
        json!({"job_id": id, "creation_time": "2026-09-01 10:00:00 UTC", "user_email": "a@x.example",
               "project_id": "acme", "state": "DONE", "statement_type": "INSERT", "query": query,
               "referenced_tables": referenced, "destination_table": written(table)})
    };
    let rows = [
        row(
            "a",
            "by_text",
            json!("INSERT INTO acme.mart.by_text SELECT id FROM `acme.raw.visits_*`"),
        ),
        row("b", "by_list", Value::Null),
    ];
    let mut event = run(
        1,
        &[("bigquery", "acme.raw.visits_*")],
        &[("bigquery", "acme.mart.by_run")],
    );
    event["outputs"][0]["facets"] = json!({"columnLineage": {"fields": {"id": {"inputFields": [
        {"namespace": "bigquery", "name": "acme.raw.visits_*", "field": "id"}]}}}});
    let mesh = shard(mesh(), "visits_20260101", None, &["id"]);
    let mesh = shard(mesh, "visits_20260102", None, &["id"])
        .file(JOBS, lines(&rows))
        .file(EVENTS, lines(&[event]));
    let names = [
        "acme.mart.by_list",
        "acme.mart.by_run",
        "acme.mart.by_text",
        "acme.raw.visits_20260101",
        "acme.raw.visits_20260102",
    ];
    assert_eq!(sorted(mesh.names("tables")), names);
    assert_eq!(
        edges(&mesh),
        [
            "acme.raw.visits_20260101 -> acme.mart.by_list",
            "acme.raw.visits_20260101 -> acme.mart.by_run",
            "acme.raw.visits_20260101 -> acme.mart.by_text",
            "acme.raw.visits_20260102 -> acme.mart.by_list",
            "acme.raw.visits_20260102 -> acme.mart.by_run",
            "acme.raw.visits_20260102 -> acme.mart.by_text",
        ]
    );
    for table in &names[3..] {
        assert_eq!(
            columns_below(&mesh, table),
            ["table:acme.mart.by_run.id"],
            "{table}"
        );
    }
    // Without a table of it, the wildcard is all that is known.
    let event = run(
        2,
        &[("bigquery", "acme.old.hits_*")],
        &[("bigquery", "acme.mart.hits")],
    );
    let mesh = mesh.file(EVENTS, lines(&[event]));
    assert!(edges(&mesh).contains(&"acme.old.hits_* -> acme.mart.hits".to_owned()));
}

#[test]
fn systems_without_databases_meet_by_schema() {
    for (adapter, server, own, relation_name) in [
        (
            "mysql",
            "mysql://db.example:3306",
            "shop.orders",
            "`shop`.`orders`",
        ),
        (
            "spark",
            "hive://meta.example:9083",
            "shop.orders",
            "shop.orders",
        ),
        (
            "oracle",
            "oracle://db.example:1521",
            "ORCL.SHOP.ORDERS",
            "shop.orders",
        ),
    ] {
        let totals = own.replace("orders", "totals").replace("ORDERS", "TOTALS");
        let event = run(1, &[(server, own)], &[(server, &totals)]);
        let model = [
            "orders",
            "",
            "shop",
            "orders",
            relation_name,
            "select 1 as x",
        ];
        let mesh = mesh()
            .file("exports/dbt/manifest.json", dbt(adapter, &[model]))
            .file(EVENTS, lines(&[event]));
        let folded = |name: &str| match adapter {
            "oracle" => name.to_uppercase(),
            _ => name.to_owned(),
        };
        assert_eq!(
            mesh.names("tables"),
            [folded("shop.orders"), folded("shop.totals")],
            "{adapter}"
        );
    }
    // Two places that hold a schema of one name stay apart.
    let model = [
        "orders",
        "",
        "shop",
        "orders",
        "`shop`.`orders`",
        "select 1 as x",
    ];
    let events = [
        run(1, &[("mysql://a", "shop.orders")], &[]),
        run(2, &[("mysql://b", "shop.orders")], &[]),
    ];
    let mesh = mesh()
        .file("exports/dbt/manifest.json", dbt("mysql", &[model]))
        .file(EVENTS, lines(&events));
    assert_eq!(mesh.names("tables").len(), 3);
}

#[test]
fn what_nothing_describes_is_one_asset_in_any_spelling() {
    let sql = [
        "select id from raw.shop.orders",
        "select id from RAW.SHOP.ORDERS",
        "select id from \"RAW\".\"SHOP\".\"ORDERS\"",
    ];
    let names = ["a", "b", "c"];
    let models: Vec<[&str; 6]> = names
        .iter()
        .zip(sql)
        .map(|(name, sql)| [*name, "raw", "mart", *name, "raw.mart.x", sql])
        .collect();
    let mesh = mesh().file("exports/dbt/manifest.json", dbt("snowflake", &models));
    assert_eq!(
        edges(&mesh),
        [
            "RAW.SHOP.ORDERS -> RAW.MART.A",
            "RAW.SHOP.ORDERS -> RAW.MART.B",
            "RAW.SHOP.ORDERS -> RAW.MART.C",
        ]
    );
    assert_eq!(mesh.names("tables").len(), 4);
}

/// `column: sources` of a table.
fn origins(mesh: &Mesh, table: &str) -> Vec<String> {
    let all = mesh.list("tables");
    let found = all.iter().find(|line| line["name"] == table).unwrap();
    let columns = found["columns"].as_array().unwrap().iter();
    columns
        .map(|c| {
            let sources = c["sources"].as_array().unwrap().iter();
            let sources: Vec<&str> = sources.map(|s| s.as_str().unwrap()).collect();
            format!("{}: {}", c["name"].as_str().unwrap(), sources.join(", "))
        })
        .collect()
}

#[test]
fn sql_of_runs_is_read_as_its_system_does() {
    let server = "snowflake://org-account";
    let mut event = run(1, &[(server, "DB.S.SRC")], &[(server, "DB.S.TGT")]);
    event["job"]["facets"] =
        json!({"sql": {"query": "create table tgt as select id, \"lower\" from src"}});
    let mesh = mesh().file(EVENTS, lines(&[event]));
    assert_eq!(
        origins(&mesh, "DB.S.TGT"),
        ["id: DB.S.SRC:id", "lower: DB.S.SRC:lower"]
    );
}

#[test]
fn what_is_inserted_goes_by_place() {
    let fields = json!({"schema": {"fields": [{"name": "x", "type": "INT64"}, {"name": "y", "type": "INT64"}]}});
    for (query, expected) in [
        (
            "insert into acme.mart.t (y, x) select x, y from acme.raw.s",
            ["x: acme.raw.s:y", "y: acme.raw.s:x"],
        ),
        (
            "insert into acme.mart.t select a, b from acme.raw.s",
            ["x: acme.raw.s:a", "y: acme.raw.s:b"],
        ),
        (
            "insert into acme.mart.t (`x`, y) select max(a), b from acme.raw.s group by b",
            ["x: acme.raw.s:a", "y: acme.raw.s:b"],
        ),
    ] {
        let mut event = run(
            1,
            &[("bigquery", "acme.raw.s")],
            &[("bigquery", "acme.mart.t")],
        );
        event["outputs"][0]["facets"] = fields.clone();
        event["job"]["facets"] = json!({"sql": {"query": query}});
        let mesh = mesh().file(EVENTS, lines(&[event]));
        assert_eq!(origins(&mesh, "acme.mart.t"), expected, "{query}");
    }
}

#[test]
fn the_warehouse_completes_what_a_statement_leaves_out() {
    let rows = [
        // The job has a default dataset.
        ("a", "select id from orders join acme.raw.shops using (id)"),
        // Legacy SQL that doesn't say so, and what can't be read.
        ("b", "SELECT id FROM [acme:raw.orders$20260901]"),
        ("c", "select id from (("),
    ]
    .map(|(id, query)| {
        let reads = if id == "a" {
            &["raw.orders", "raw.shops", "raw.extra"][..]
        } else {
            &["raw.orders"]
        };
        let written = format!("mart.{id}");
        let mut row = job(id, None, query, Some(&written), reads);
        row["statement_type"] = json!("SELECT");
        row
    });
    let names = [
        "acme.mart.a",
        "acme.mart.b",
        "acme.mart.c",
        "acme.raw.extra",
        "acme.raw.orders",
        "acme.raw.shops",
    ];
    let mesh = tables(mesh(), &names).file(JOBS, lines(&rows));
    assert_eq!(
        edges(&mesh),
        [
            "acme.raw.orders -> acme.mart.a",
            "acme.raw.orders -> acme.mart.b",
            "acme.raw.orders -> acme.mart.c",
            "acme.raw.shops -> acme.mart.a",
        ]
    );
}

/// What was published under an address that the asset no longer has.
#[test]
fn an_old_address_leads_to_the_page_that_the_asset_has_now() {
    let all = |owner: &str| {
        let dmes = ["sales", "stock"].map(|id| {
            format!("apiVersion: vitrina/v1\nkind: DataMeshEnvironment\nid: {id}\n---\n")
        });
        let product = "apiVersion: vitrina/v1\nkind: DataProduct\nid: orders\nenvironment: ";
        dmes.concat() + product + owner + "\n"
    };
    let today = mesh().file("mesh.yaml", all("sales"));
    let today = tables(today, &["acme.unified.orders", "acme.core.orders_v2"]);
    let site = today.build();
    let (table, view) = (
        "tables/acme/unified/orders.html",
        "views/unified/orders.html",
    );
    let (sales, stock) = ("products/sales/orders.html", "products/stock/orders.html");
    assert!(site.exists(table) && site.exists(sales));
    assert!(!site.exists("api/v1/moved.ndjson"));

    // The table became a view, and the product went to another DME.
    let tomorrow = today
        .file("mesh.yaml", all("stock"))
        .file("exports/bigquery/TABLES.ndjson", "")
        .file("exports/bigquery/COLUMNS.ndjson", "");
    let tomorrow = tables(tomorrow, &["acme.core.orders_v2"])
        .view("acme.unified.orders", "SELECT id FROM acme.core.orders_v2");
    // The day after it is as it was the day before.
    for _ in 0..2 {
        let site = tomorrow.build();
        assert!(site.exists(view) && site.exists(stock));
        for (old, new) in [(table, view), (sales, stock)] {
            let page = site.page(old);
            let leads = format!("url={}{new}\"", "../".repeat(old.matches('/').count()));
            assert!(page.contains(&leads), "{page}");
            assert!(page.contains("noindex"), "{page}");
        }
        let moved = site.page("api/v1/moved.ndjson");
        assert_eq!(
            moved,
            format!(
                "{{\"key\":\"product:orders\",\"url\":\"{sales}\"}}\n{{\"key\":\"relation:acme.unified.orders\",\"url\":\"{table}\"}}\n"
            )
        );
    }

    // Back again: the page stands where it stood, and what it had meanwhile leads there.
    let back = tomorrow
        .file("exports/bigquery/TABLES.ndjson", "")
        .file("exports/bigquery/VIEWS.ndjson", "")
        .file("exports/bigquery/COLUMNS.ndjson", "");
    let back = tables(back, &["acme.unified.orders", "acme.core.orders_v2"]);
    let site = back.build();
    assert!(site.page(view).contains("tables/acme/unified/orders.html"));
    assert!(!site.page(table).contains("http-equiv=\"refresh\""));

    // What is no more has no address.
    let gone = tables(
        back.file("exports/bigquery/TABLES.ndjson", "")
            .file("exports/bigquery/COLUMNS.ndjson", ""),
        &["acme.core.orders_v2"],
    );
    let site = gone.build();
    assert!(!site.exists(view) && !site.exists(table));
}

/// Where names differ by more than case, and where somebody wrote into the former record.
#[test]
fn an_old_address_stands_only_where_there_is_room() {
    let dme =
        |id: &str| format!("apiVersion: vitrina/v1\nkind: DataMeshEnvironment\nid: {id}\n---\n");
    let product = |id: &str, dme: &str| {
        format!("apiVersion: vitrina/v1\nkind: DataProduct\nid: {id}\nenvironment: {dme}\n---\n")
    };
    let mesh = tables(mesh(), &["acme.core.orders"])
        .file("mesh.yaml", dme("Sales") + &product("orders", "Sales"));
    let folders = |site: &crate::support::Site| {
        let files = site.files().into_iter();
        files
            .filter(|path| path.starts_with("products/"))
            .collect::<Vec<_>>()
    };
    let before = folders(&mesh.build());
    let mesh = mesh.file(
        "mesh.yaml",
        dme("sales") + &dme("stock") + &product("orders", "stock") + &product("returns", "sales"),
    );
    let site = mesh.build();
    assert_eq!(
        folders(&site),
        [
            "products/index.html",
            "products/sales/returns.html",
            "products/stock/orders.html"
        ],
        "{before:?}"
    );

    // A page below a page can't be written, and must not stand in the way of any build.
    let record = mesh.out().join(".vitrina-files");
    let text = std::fs::read_to_string(&record).unwrap();
    std::fs::write(
        &record,
        text + "api/v1/moved.ndjson\nindex.html/x.html\nINDEX.html\n",
    )
    .unwrap();
    std::fs::write(
        mesh.out().join("api/v1/moved.ndjson"),
        "{\"key\":\"product:orders\",\"url\":\"index.html/x.html\"}\n{\"key\":\"product:orders\",\"url\":\"INDEX.html\"}\n",
    )
    .unwrap();
    let site = mesh.build();
    assert!(!site.exists("INDEX.html") && !site.exists("api/v1/moved.ndjson"));
}
