//! Which columns a hidden table has has no say in what is told of views that name it.

use serde_json::{Value, json};

use super::hidden_pairs::{differing, portal};

const STATEMENTS: [&str; 13] = [
    "SELECT * FROM `p.vault.starred`",
    "SELECT s.*, s.code AS kept, 1 AS one FROM `p.vault.starred` s",
    "SELECT s.*, o.id AS oid FROM `p.vault.starred` s JOIN `p.trade.orders` o ON o.id = s.id",
    "WITH x AS (SELECT * FROM `p.vault.starred`) SELECT id, code AS kept, count(*) AS one FROM x GROUP BY 1, 2",
    "SELECT * EXCEPT (code) FROM `p.vault.starred`",
    "SELECT id, code FROM `p.vault.starred`",
    "SELECT id, amount, code FROM `p.vault.starred` s JOIN `p.trade.orders` o USING (id)",
    "SELECT * FROM `p.trade.orders` UNION ALL SELECT * FROM `p.vault.starred`",
    "SELECT * REPLACE (code + 1 AS code) FROM `p.vault.starred`",
    "SELECT s FROM `p.vault.starred` s",
    "SELECT s.id.x, s.code.y AS kept FROM `p.vault.starred` s",
    "SELECT amount, code FROM `p.trade.orders`, `p.vault.starred`",
    "SELECT (SELECT max(code) FROM `p.vault.starred`) AS kept, amount FROM `p.trade.orders`",
];

/// A file of an export, and a row of it.
type Row = (&'static str, String);

fn row(file: &'static str, of: (&str, &str), more: &Value) -> Row {
    let (schema, name) = of;
    let mut row = json!({"table_catalog": "p", "table_schema": schema, "table_name": name});
    let more = more.as_object().unwrap().clone();
    row.as_object_mut().unwrap().extend(more);
    (file, format!("{row}\n"))
}

fn columns(of: (&str, &str), names: &[&str]) -> Vec<Row> {
    let all = (1..).zip(names);
    let column = |(place, name): (usize, &&str)| {
        let more = json!({"column_name": name, "ordinal_position": place, "data_type": "INT64",
            "is_nullable": "YES"});
        row("exports/bigquery/COLUMNS.ndjson", of, &more)
    };
    all.map(column).collect()
}

/// A view that readers may use; its columns are listed where `listed` says so.
fn view(sql: &str, listed: bool) -> Vec<Row> {
    let of = ("unified", "starry");
    let mut rows = vec![
        row(
            "exports/bigquery/TABLES.ndjson",
            of,
            &json!({"table_type": "VIEW"}),
        ),
        row(
            "exports/bigquery/VIEWS.ndjson",
            of,
            &json!({"view_definition": sql, "use_standard_sql": "YES"}),
        ),
    ];
    if listed {
        rows.extend(columns(of, &["id", "amount", "code", "kept", "one"]));
    }
    let grant = json!({"object_catalog": "p", "object_schema": "unified", "object_name": "starry",
        "object_type": "TABLE", "privilege_type": "roles/bigquery.dataViewer",
        "grantee": "group:readers@example.com"});
    rows.push((
        "exports/bigquery/OBJECT_PRIVILEGES.ndjson",
        format!("{grant}\n"),
    ));
    rows
}

#[test]
fn columns_of_hidden_tables_decide_nothing() {
    let of = ("vault", "starred");
    let mut told: Vec<String> = Vec::new();
    for (at, sql) in STATEMENTS.into_iter().enumerate() {
        let listed = at % 2 == 0;
        let missing = view(sql, listed);
        let before = portal(&missing);
        let hidden = match at % 3 {
            0 => vec!["id", "code", "quarry090_more"],
            1 => vec!["amount", "id"],
            _ => vec!["id", "code"],
        };
        let mut there = missing;
        there.push(row(
            "exports/bigquery/TABLES.ndjson",
            of,
            &json!({"table_type": "BASE TABLE"}),
        ));
        there.extend(columns(of, &hidden));
        let after = portal(&there);
        let differ = differing(&before, &after);
        if !differ.is_empty() {
            told.push(format!("{sql} over {hidden:?}: {differ:?}"));
        }
    }
    assert_eq!(told, [""; 0]);
}
