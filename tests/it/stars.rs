//! Who takes all columns of a table by `*`: SQL of relations, statements of the warehouse's history.

use serde_json::{Value, json};

use crate::support::Mesh;

/// Two tables, and views over them.
fn mesh(views: &[(&str, &str)]) -> Mesh {
    let mesh = Mesh::new()
        .file(
            "vitrina.toml",
            "[entry_points]\ndatasets = [\"p.u\"]\n\n[[exports]]\nformat = \"bigquery\"\npath = \"exports/bigquery/**\"\n",
        )
        .table("p.s.orders", &[("id", "INT64"), ("buyer", "STRING")])
        .table("p.s.items", &[("id", "INT64"), ("item", "STRING")]);
    views
        .iter()
        .fold(mesh, |mesh, (name, sql)| mesh.view(name, sql))
}

#[track_caller]
fn line(mesh: &Mesh, name: &str) -> Value {
    let all = [mesh.list("views"), mesh.list("tables")].concat();
    let found = all.iter().find(|line| line["name"] == name);
    found.unwrap_or_else(|| panic!("{name} in {all:?}")).clone()
}

#[track_caller]
fn stars(mesh: &Mesh, name: &str) -> Vec<String> {
    let line = line(mesh, name);
    let stars = line["stars"].as_array().cloned().unwrap_or_default();
    let said = stars.iter().map(|star| {
        let [relation, place] = ["relation", "place"].map(|key| star[key].as_str().unwrap());
        format!("{relation} {place}")
    });
    said.collect()
}

/// A row of JOBS that writes a table where it says so.
fn statement(id: &str, day: u32, query: &str, writes: Option<&str>) -> Value {
    let time = format!("2026-01-{day:02} 09:00:00 UTC");
    let table = |name: &str| json!({"project_id": "p", "dataset_id": "s", "table_id": name});
    json!({
        "job_id": id, "creation_time": time, "start_time": time, "end_time": time,
        "project_id": "reports", "user_email": "ana@example.com", "state": "DONE",
        "statement_type": if writes.is_some() { "INSERT" } else { "SELECT" },
        "query": query, "cache_hit": false,
        "destination_table": writes.map(table), "referenced_tables": [table("orders")],
    })
}

#[test]
fn what_the_sql_of_views_takes() {
    let mesh = mesh(&[
        ("p.u.all", "SELECT * FROM `p.s.orders`"),
        ("p.u.some", "SELECT id, buyer FROM p.s.orders"),
        (
            "p.u.inner",
            "WITH c AS (SELECT * FROM p.s.orders) SELECT id FROM c",
        ),
        (
            "p.u.both",
            "SELECT * FROM `p.s.orders` UNION ALL SELECT * FROM `p.s.items`",
        ),
        (
            "p.u.joined",
            "SELECT o.* EXCEPT (id), i.item FROM p.s.orders o JOIN p.s.items i USING (id)",
        ),
        ("p.u.view", "SELECT * FROM `p.u.all`"),
        ("p.u.elsewhere", "SELECT * FROM `q.t.unknown`"),
    ]);
    assert_eq!(stars(&mesh, "p.u.all"), ["p.s.orders output"]);
    assert_eq!(stars(&mesh, "p.u.some"), [""; 0]);
    assert_eq!(stars(&mesh, "p.u.inner"), [""; 0]);
    assert_eq!(
        stars(&mesh, "p.u.both"),
        ["p.s.items set operation", "p.s.orders set operation"]
    );
    assert_eq!(stars(&mesh, "p.u.joined"), ["p.s.orders output"]);
    assert_eq!(stars(&mesh, "p.u.view"), ["p.u.all output"]);
    assert_eq!(stars(&mesh, "p.u.elsewhere"), ["q.t.unknown output"]);
}

#[test]
fn a_view_that_takes_all_and_was_made_before_its_table_changed() {
    let column = |view: &str, name: &str, at: u32| {
        json!({"table_catalog": "p", "table_schema": "u", "table_name": view,
               "column_name": name, "ordinal_position": at, "data_type": "STRING"})
    };
    let views = [
        ("p.u.older", "SELECT * FROM `p.s.orders`"),
        ("p.u.newer", "SELECT * FROM `p.s.orders`"),
        ("p.u.turned", "SELECT o.* FROM p.s.orders AS o"),
        ("p.u.named", "SELECT id FROM p.s.orders"),
    ];
    let mesh = mesh(&views).ndjson(
        "COLUMNS",
        &[
            column("older", "id", 1),
            column("newer", "ID", 1),
            column("newer", "buyer", 2),
            column("turned", "buyer", 1),
            column("turned", "id", 2),
            column("named", "id", 1),
            column("named", "buyer", 2),
        ],
    );
    let now = |name: &str| line(&mesh, name)["star_columns"].clone();
    assert_eq!(now("p.u.older"), json!(["id", "buyer"]));
    assert_eq!(now("p.u.newer"), json!([]));
    assert_eq!(now("p.u.turned"), json!(["id", "buyer"]));
    assert_eq!(now("p.u.named"), json!([]));
}

#[test]
fn what_statements_take() {
    let copy = "INSERT INTO p.s.copy SELECT * FROM p.s.orders";
    let mesh = mesh(&[("p.u.orders", "SELECT id FROM p.s.orders")])
        .table("p.s.copy", &[("id", "INT64")])
        .ndjson(
            "JOBS",
            &[
                statement("j1", 5, copy, Some("copy")),
                statement("j2", 6, copy, Some("copy")),
                statement("j3", 7, "SELECT * FROM p.s.orders", None),
                statement("j4", 7, "SELECT id FROM (SELECT * FROM p.s.orders)", None),
                statement("j5", 8, "SELECT * FROM orders", None),
                statement("j6", 8, "SELECT * FROM p.u.orders UNION ALL SELECT 1", None),
                statement("j7", 9, "SELECT id FROM p.s.orders WHERE", None),
                statement("j8", 9, "SELECT item FROM p.s.items WHERE", None),
            ],
        );
    let of = |name: &str| {
        let line = line(&mesh, name);
        [line["star_uses"].clone(), line["unparsed"].clone()]
    };
    let uses = |output: u32, set_operation: u32, insert: u32| json!({"output": output, "header": 0, "set_operation": set_operation, "insert": insert});
    // What can't be read names `items` only; that it reads `orders` says the warehouse.
    assert_eq!(of("p.s.orders"), [uses(2, 0, 2), json!(2)]);
    assert_eq!(of("p.s.items"), [Value::Null, json!(1)]);
    assert_eq!(of("p.u.orders"), [uses(0, 1, 0), json!(0)]);
    assert_eq!(of("p.s.copy"), [Value::Null, json!(0)]);
}

#[test]
fn what_statements_of_a_script_take_by_way_of_its_temporary_tables() {
    let text =
        "CREATE TEMP TABLE m AS SELECT * FROM p.s.items; INSERT INTO p.s.copy SELECT * FROM m";
    let row = |id: &str, text: &str, kind: &str, parent: Option<&str>| {
        let mut row = statement(id, 5, text, None);
        row["statement_type"] = json!(kind);
        row["parent_job_id"] = json!(parent);
        row
    };
    let (made, written) = text.split_once("; ").unwrap();
    let script = row("s", text, "SCRIPT", None);
    let parts = [
        row("s1", made, "CREATE_TABLE_AS_SELECT", Some("s")),
        row("s2", written, "INSERT", Some("s")),
    ];
    let uses = |rows: &[Value]| {
        let mesh = mesh(&[]).ndjson("JOBS", rows);
        line(&mesh, "p.s.items")["star_uses"].clone()
    };
    // Its parts are counted with it.
    assert_eq!(uses(std::slice::from_ref(&script))["insert"], 1);
    assert_eq!(uses(&[vec![script], parts.to_vec()].concat())["insert"], 1);
}
