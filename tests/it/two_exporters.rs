//! One warehouse through two exporters is one state: `vitrina diff` finds nothing between them.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Map, Value, json};

use crate::support::{Mesh, Output, files_below};

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/manifests");

/// Says that two states differ in nothing, there and back.
#[track_caller]
fn assert_same(mesh: &Mesh, one: &Path, other: &Path) {
    for (old, new) in [(one, other), (other, one)] {
        let mut command = mesh.command();
        command.arg("diff").arg(old).arg(new).arg("--all");
        let output = Output::of(command);
        let nothing = "0 breaking, 0 risky, 0 unknown, 0 safe\n";
        let said = (output.stdout.as_str(), output.stderr.as_str());
        assert_eq!(
            said,
            ("", nothing),
            "{} to {}",
            old.display(),
            new.display()
        );
    }
}

type Rows = Vec<Map<String, Value>>;

/// Columns in the order in which they first come.
fn columns(rows: &Rows) -> Vec<&String> {
    let mut columns = Vec::new();
    for column in rows.iter().flat_map(Map::keys) {
        if !columns.contains(&column) {
            columns.push(column);
        }
    }
    columns
}

/// A value as tools write it where there are only texts.
fn cell(value: Option<&Value>) -> Option<String> {
    match value? {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

fn csv(rows: &Rows) -> Vec<u8> {
    let columns = columns(rows);
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let mut lines = columns
        .iter()
        .map(|c| quoted(c))
        .collect::<Vec<_>>()
        .join(",")
        + "\r\n";
    for row in rows {
        let cells = columns.iter().map(|column| {
            let text = cell(row.get(*column));
            text.map(|text| quoted(&text)).unwrap_or_default()
        });
        lines += &(cells.collect::<Vec<_>>().join(",") + "\r\n");
    }
    lines.into_bytes()
}

fn parquet(rows: &Rows) -> Vec<u8> {
    use parquet::data_type::{ByteArray, ByteArrayType};
    use parquet::file::writer::SerializedFileWriter;
    use parquet::schema::parser::parse_message_type;
    let columns = columns(rows);
    let fields = columns
        .iter()
        .map(|c| format!("optional binary {c} (UTF8);"));
    let schema = format!("message rows {{ {} }}", fields.collect::<String>());
    let schema = parse_message_type(&schema).unwrap().into();
    let mut writer = SerializedFileWriter::new(Vec::new(), schema, Arc::default()).unwrap();
    let mut group = writer.next_row_group().unwrap();
    for column in columns {
        let cells: Vec<Option<String>> = rows.iter().map(|row| cell(row.get(column))).collect();
        let levels: Vec<i16> = cells.iter().map(|cell| i16::from(cell.is_some())).collect();
        let texts = cells
            .iter()
            .flatten()
            .map(|text| ByteArray::from(text.as_str()));
        let texts: Vec<ByteArray> = texts.collect();
        let mut column = group.next_column().unwrap().unwrap();
        let typed = column.typed::<ByteArrayType>();
        typed.write_batch(&texts, Some(&levels), None).unwrap();
        column.close().unwrap();
    }
    group.close().unwrap();
    writer.into_inner().unwrap()
}

fn json_array(rows: &Rows) -> Vec<u8> {
    serde_json::to_vec_pretty(rows).unwrap()
}

/// A copy of a mesh whose rows are written another way, but for those of `JOBS`: they nest.
fn rewritten(mesh: &Mesh, name: &str, extension: &str, write: fn(&Rows) -> Vec<u8>) -> PathBuf {
    let root = mesh.base().join(name);
    for file in files_below(Path::new(SAMPLE)) {
        let mut to = root.join(&file);
        let mut bytes = fs::read(Path::new(SAMPLE).join(&file)).unwrap();
        let are_rows = file.starts_with("exports/bigquery/") && file.ends_with(".ndjson");
        if are_rows && !file.ends_with("JOBS.ndjson") {
            let text = String::from_utf8(bytes).unwrap();
            let row = |line| serde_json::from_str(line).unwrap();
            bytes = write(&text.lines().map(row).collect());
            to.set_extension(extension);
        }
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::write(to, bytes).unwrap();
    }
    root
}

#[test]
fn rows_of_bigquery_say_the_same_in_each_format() {
    let mesh = Mesh::new();
    let csv = rewritten(&mesh, "csv", "csv", csv);
    let parquet = rewritten(&mesh, "parquet", "parquet", parquet);
    let array = rewritten(&mesh, "json", "json", json_array);
    assert_same(&mesh, Path::new(SAMPLE), &csv);
    assert_same(&mesh, &parquet, &array);
    assert_same(&mesh, &csv, &parquet);
}

/// The rows of a view of INFORMATION_SCHEMA, each about a table of `p`.
fn rows(mesh: Mesh, view: &str, rows: &[(&str, Value)]) -> Mesh {
    let lines = rows.iter().map(|(table, row)| {
        let (dataset, name) = table.split_once('.').unwrap();
        let mut row = row.clone();
        row["table_catalog"] = "p".into();
        row["table_schema"] = dataset.into();
        row["table_name"] = name.into();
        format!("{row}\n")
    });
    let text: String = lines.collect();
    mesh.file(&format!("rows/exports/bigquery/{view}.ndjson"), text)
}

const SQL: &str = "SELECT id, placed_on FROM `p.store.orders`";
const TAG: &str = "projects/g/locations/eu/taxonomies/1/policyTags/2";

/// A table of all kinds of columns and a view over it, as rows.
fn as_rows(mesh: Mesh) -> Mesh {
    let (table, view) = ("store.orders", "unified.orders");
    let created = "2026-01-01 00:00:00 UTC";
    let listed = [
        (
            table,
            json!({"table_type": "BASE TABLE", "creation_time": created}),
        ),
        (
            view,
            json!({"table_type": "VIEW", "creation_time": created}),
        ),
    ];
    let of_columns = [
        (table, "id", "INT64", "NO", "Number."),
        (table, "placed_on", "DATE", "YES", "Day."),
        (
            table,
            "lines",
            "ARRAY<STRUCT<sku STRING(8), n INT64>>",
            "NO",
            "Lines.",
        ),
        (table, "amount", "NUMERIC(10, 2)", "YES", "Gross."),
        (table, "whole", "BIGNUMERIC(9)", "YES", "Rounded."),
        (table, "buyer", "STRING(20)", "YES", "Buyer."),
        (table, "paid", "BOOL", "YES", "Whether."),
        (table, "rate", "FLOAT64", "YES", "Rate."),
        (view, "id", "INT64", "YES", "Number of it."),
        (view, "placed_on", "DATE", "YES", "Day of it."),
    ];
    let place = |of: &str, column: &str| {
        let own = of_columns.iter().filter(|(table, ..)| *table == of);
        own.map(|one| one.1)
            .position(|name| name == column)
            .unwrap()
            + 1
    };
    let columns = of_columns.map(|(of, column, data_type, is_nullable, _)| {
        let is_first = of == table && column == "id";
        let by = if of == table && column == "placed_on" { "YES" } else { "NO" };
        let row = json!({"column_name": column, "ordinal_position": place(of, column), "data_type": data_type,
            "is_nullable": is_nullable, "is_partitioning_column": by,
            "clustering_ordinal_position": is_first.then_some(1),
            "collation_name": (column == "buyer").then_some("und:ci")});
        (of, row)
    });
    let mut paths = of_columns.map(|(of, column, data_type, _, description)| {
        let tags = if column == "buyer" { vec![TAG] } else { Vec::new() };
        (of, json!({"column_name": column, "field_path": column, "data_type": data_type, "description": description, "policy_tags": tags}))
    }).to_vec();
    for (path, data_type, description) in [
        ("lines.sku", "STRING(8)", Some("Article.")),
        ("lines.n", "INT64", None),
    ] {
        paths.push((table, json!({"column_name": "lines", "field_path": path, "data_type": data_type, "description": description})));
    }
    let options = [
        ("description", "STRING", "\"Orders.\""),
        ("require_partition_filter", "BOOL", "true"),
        (
            "labels",
            "ARRAY<STRUCT<STRING, STRING>>",
            "[STRUCT(\"tier\", \"gold\")]",
        ),
        ("partition_expiration_days", "FLOAT64", "30.0"),
    ];
    let options = options.map(|(name, kind, value)| {
        (
            table,
            json!({"option_name": name, "option_type": kind, "option_value": value}),
        )
    });
    let key = json!({"constraint_catalog": "p", "constraint_schema": "store", "constraint_name": "orders.pk$"});
    let mut constraint = key.clone();
    constraint["constraint_type"] = "PRIMARY KEY".into();
    let mut usage = key;
    usage["column_name"] = "id".into();
    usage["ordinal_position"] = 1.into();
    let mesh = rows(mesh, "TABLES", &listed);
    let mesh = rows(
        mesh,
        "VIEWS",
        &[(
            view,
            json!({"view_definition": SQL, "use_standard_sql": "YES"}),
        )],
    );
    let mesh = rows(mesh, "COLUMNS", &columns);
    let mesh = rows(mesh, "COLUMN_FIELD_PATHS", &paths);
    let mesh = rows(mesh, "TABLE_OPTIONS", &options);
    let mesh = rows(mesh, "TABLE_CONSTRAINTS", &[(table, constraint)]);
    let mesh = rows(mesh, "KEY_COLUMN_USAGE", &[(table, usage)]);
    let grant = |dataset: &str, role: &str, to: &str| {
        let row = json!({"object_catalog": "p", "object_name": dataset, "object_type": "SCHEMA",
            "privilege_type": format!("roles/bigquery.{role}"), "grantee": format!("group:{to}@example.com")});
        format!("{row}\n")
    };
    let grants = grant("store", "dataOwner", "store") + &grant("unified", "dataViewer", "all");
    let datasets = ["store", "unified"].map(|dataset| {
        format!(
            "{}\n",
            json!({"catalog_name": "p", "schema_name": dataset, "location": "EU"})
        )
    });
    mesh.file("rows/exports/bigquery/OBJECT_PRIVILEGES.ndjson", grants)
        .file("rows/exports/bigquery/SCHEMATA.ndjson", datasets.concat())
}

/// The same as `bq show --format=prettyjson` tells of it.
fn as_shown(mesh: Mesh) -> Mesh {
    let named =
        |dataset: &str| json!({"projectId": "p", "datasetId": dataset, "tableId": "orders"});
    let created = "1767225600000";
    let table = json!({
        "kind": "bigquery#table", "tableReference": named("store"), "type": "TABLE",
        "creationTime": created, "location": "EU", "description": "Orders.", "labels": {"tier": "gold"},
        "requirePartitionFilter": true,
        "timePartitioning": {"type": "DAY", "field": "placed_on", "expirationMs": "2592000000"},
        "clustering": {"fields": ["id"]}, "tableConstraints": {"primaryKey": {"columns": ["id"]}},
        "schema": {"fields": [
            {"name": "id", "type": "INTEGER", "mode": "REQUIRED", "description": "Number."},
            {"name": "placed_on", "type": "DATE", "mode": "NULLABLE", "description": "Day."},
            {"name": "lines", "type": "RECORD", "mode": "REPEATED", "description": "Lines.", "fields": [
                {"name": "sku", "type": "STRING", "maxLength": "8", "description": "Article."},
                {"name": "n", "type": "INTEGER"}]},
            {"name": "amount", "type": "NUMERIC", "precision": "10", "scale": "2", "description": "Gross."},
            {"name": "whole", "type": "BIGNUMERIC", "precision": "9", "description": "Rounded."},
            {"name": "buyer", "type": "STRING", "maxLength": "20", "collation": "und:ci",
             "description": "Buyer.", "policyTags": {"names": [TAG]}},
            {"name": "paid", "type": "BOOLEAN", "description": "Whether."},
            {"name": "rate", "type": "FLOAT", "description": "Rate."}]},
    });
    let view = json!({
        "kind": "bigquery#table", "tableReference": named("unified"), "type": "VIEW",
        "creationTime": created, "location": "EU", "view": {"query": SQL, "useLegacySql": false},
        "schema": {"fields": [
            {"name": "id", "type": "INTEGER", "description": "Number of it."},
            {"name": "placed_on", "type": "DATE", "description": "Day of it."}]},
    });
    let dataset = |id: &str, role: &str, to: &str| {
        json!({"kind": "bigquery#dataset", "datasetReference": {"projectId": "p", "datasetId": id},
            "location": "EU", "access": [{"role": role, "groupByEmail": format!("{to}@example.com")}]})
    };
    let shown = [
        ("table", table),
        ("view", view),
        ("store", dataset("store", "OWNER", "store")),
        ("unified", dataset("unified", "READER", "all")),
    ];
    shown.iter().fold(mesh, |mesh, (name, text)| {
        mesh.file(
            &format!("shown/exports/bigquery/{name}.json"),
            format!("{text:#}"),
        )
    })
}

#[test]
fn what_bq_shows_is_what_information_schema_tells() {
    let settings = "[entry_points]\ndatasets = [\"p.unified\"]\n";
    let mesh = as_shown(as_rows(Mesh::new()))
        .file("rows/vitrina.toml", settings)
        .file("shown/vitrina.toml", settings);
    assert_same(&mesh, &mesh.root().join("rows"), &mesh.root().join("shown"));
}

/// Views of Snowflake's information_schema: name, columns, rows.
const SHOP: [(&str, &str, &[&str]); 5] = [
    (
        "SCHEMATA",
        "CATALOG_NAME|SCHEMA_NAME",
        &["SHOP|RAW", "SHOP|MART"],
    ),
    (
        "TABLES",
        "TABLE_CATALOG|TABLE_SCHEMA|TABLE_NAME|TABLE_TYPE|ROW_COUNT|BYTES|CREATED|COMMENT",
        &[
            "SHOP|RAW|ORDERS|BASE TABLE|12|2048|2026-01-01 00:00:00.000 -0800|All orders, \"raw\"\nas they come",
            "SHOP|MART|ORDERS|VIEW|||2026-01-01 00:00:00.000 -0800|",
            "SHOP|MART|Daily Orders|VIEW|||2026-01-01 00:00:00.000 -0800|",
        ],
    ),
    (
        "VIEWS",
        "TABLE_CATALOG|TABLE_SCHEMA|TABLE_NAME|VIEW_DEFINITION",
        &[
            "SHOP|MART|ORDERS|create view MART.ORDERS as select ID, AMOUNT from SHOP.RAW.ORDERS",
            "SHOP|MART|Daily Orders|create view MART.\"Daily Orders\" as select AMOUNT as \"Sum\" from SHOP.RAW.ORDERS",
        ],
    ),
    (
        "COLUMNS",
        "TABLE_CATALOG|TABLE_SCHEMA|TABLE_NAME|COLUMN_NAME|ORDINAL_POSITION|IS_NULLABLE|DATA_TYPE|CHARACTER_MAXIMUM_LENGTH|NUMERIC_PRECISION|NUMERIC_SCALE|COMMENT",
        &[
            "SHOP|RAW|ORDERS|ID|1|NO|NUMBER||38|0|Key",
            "SHOP|RAW|ORDERS|AMOUNT|2|YES|NUMBER||10|2|",
            "SHOP|RAW|ORDERS|NAME|3|YES|TEXT|80|||",
            "SHOP|RAW|ORDERS|AT|4|YES|TIMESTAMP_NTZ||||",
            "SHOP|MART|ORDERS|ID|1|YES|NUMBER||38|0|",
            "SHOP|MART|ORDERS|AMOUNT|2|YES|NUMBER||10|2|",
            "SHOP|MART|Daily Orders|Sum|1|YES|NUMBER||10|2|",
        ],
    ),
    (
        "OBJECT_PRIVILEGES",
        "GRANTEE|GRANTED_TO|OBJECT_CATALOG|OBJECT_SCHEMA|OBJECT_NAME|OBJECT_TYPE|PRIVILEGE_TYPE",
        &["ANALYST|ROLE|SHOP|MART|ORDERS|VIEW|SELECT"],
    ),
];

#[test]
fn rows_of_snowflake_say_the_same_in_each_format() {
    let settings = "[entry_points]\ndatasets = [\"SHOP.MART\"]\n[[exports]]\nformat = \"information-schema\"\npath = \"exports/shop/**\"\ndialect = \"snowflake\"\n";
    let mut mesh = Mesh::new()
        .file("csv/vitrina.toml", settings)
        .file("lines/vitrina.toml", settings);
    for (view, head, shown) in SHOP {
        // A number stays one, what is empty is null, and names of columns may be in lower case.
        let value = |text: &str| match text.parse::<i64>() {
            Ok(number) => number.into(),
            Err(_) if text.is_empty() => Value::Null,
            Err(_) => Value::from(text),
        };
        let row = |row: &&str| -> Map<String, Value> {
            let pairs = head.split('|').zip(row.split('|'));
            pairs
                .map(|(name, text)| (name.to_owned(), value(text)))
                .collect()
        };
        let all: Rows = shown.iter().map(row).collect();
        let lower = |row: &Map<String, Value>| {
            let pairs = row
                .iter()
                .map(|(name, value)| (name.to_lowercase(), value.clone()));
            format!("{}\n", Value::Object(pairs.collect()))
        };
        let lines: String = all.iter().map(lower).collect();
        mesh = mesh
            .file(&format!("csv/exports/shop/{view}.csv"), csv(&all))
            .file(&format!("lines/exports/shop/{view}.ndjson"), lines);
    }
    assert_same(&mesh, &mesh.root().join("csv"), &mesh.root().join("lines"));
    // Both are read: a view that isn't there is no less equal.
    let mut command = mesh.command();
    command.args([
        "list",
        "views",
        "--format",
        "ndjson",
        "--root",
        "mesh/lines",
    ]);
    assert_eq!(Output::of(command).ndjson().len(), 2);
}
