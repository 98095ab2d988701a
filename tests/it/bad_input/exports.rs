//! Wrong exports, and SQL that can't be read.

use std::io::Write as _;

use insta::assert_snapshot;
use serde_json::json;

use super::{good, rest_is_used};
use crate::support::Mesh;

/// One more row of TABLES, as text.
fn row(name: &str) -> String {
    json!({"table_catalog": "p", "table_schema": "store", "table_name": name, "table_type": "BASE TABLE"}).to_string()
}

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

/// Many rows that don't compress well, so that a cut leaves some of them whole.
fn many_rows() -> String {
    (0..6_000)
        .map(|i| row(&format!("t{:x}", i * 2_654_435_761_u64)) + "\n")
        .collect()
}

#[test]
fn row_of_the_wrong_shape_amid_good_ones() {
    let mesh = good().file(
        "exports/bigquery/more/TABLES.ndjson",
        [
            row("before"),
            "[1, 2]".into(),
            "{\"table_catalog\": \"p\", \"table_schema\": [\"store\"], \"table_name\": \"x\"}"
                .into(),
            "{\"table_catalog\": \"p\", \"table_name\": \"x\"}".into(),
            "{\"table_catalog\": \"p\", ".into(),
            "not json".into(),
            "null".into(),
            "\"text\"".into(),
            row("after"),
        ]
        .join("\n"),
    );
    assert_snapshot!(mesh.check(), @r#"
    error[export-row]: the row can't be read: an object was expected and a list found
     --> exports/bigquery/more/TABLES.ndjson:2:1
      |
    2 | [1, 2]
      | ^
      |
      = help: write one JSON object a line, or name a file that is one array .json

    error[export-row]: the row can't be read: `table_schema` is a list where text was expected
     --> exports/bigquery/more/TABLES.ndjson:3:40
      |
    3 | {"table_catalog": "p", "table_schema": ["store"], "table_name": "x"}
      |                                        ^
      |
      = help: export the view as BigQuery writes it

    error[export-row]: the row has no `table_schema`
     --> exports/bigquery/more/TABLES.ndjson:4:1
      |
    4 | {"table_catalog": "p", "table_name": "x"}
      | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: each row of TABLES needs `table_catalog`, `table_schema` and `table_name`

    error[export-row]: the row isn't JSON: the text ends where a value was expected
     --> exports/bigquery/more/TABLES.ndjson:5:22
      |
    5 | {"table_catalog": "p",
      |                      ^
      |
      = help: the file may have been cut off while it was written or copied; export it again

    error[export-row]: the row isn't JSON: `true`, `false` or `null` was expected and `o` found
     --> exports/bigquery/more/TABLES.ndjson:6:2
      |
    6 | not json
      |  ^
      |
      = help: export the view again; a row must not be edited by hand

    error[export-row]: the row can't be read: an object was expected and null found
     --> exports/bigquery/more/TABLES.ndjson:7:1
      |
    7 | null
      | ^
      |
      = help: export the view as BigQuery writes it

    error[export-row]: the row can't be read: an object was expected and a string found
     --> exports/bigquery/more/TABLES.ndjson:8:1
      |
    8 | "text"
      | ^
      |
      = help: export the view as BigQuery writes it
    "#);
    assert_eq!(
        mesh.names("tables"),
        ["p.store.after", "p.store.before", "p.store.orders"]
    );
    rest_is_used(&mesh);
}

#[test]
fn a_flood_of_wrong_rows_is_bounded() {
    let mesh = good().file("exports/bigquery/more/TABLES.ndjson", "{]\n".repeat(5000));
    let findings = mesh.list("findings");
    assert_eq!(findings.len(), 101);
    let last = findings
        .iter()
        .find(|f| f["message"].as_str().unwrap().starts_with("and"))
        .unwrap();
    assert_snapshot!(last["message"].as_str().unwrap(), @"and 4900 more rows of this file can't be read");
    rest_is_used(&mesh);
}

#[test]
fn row_that_is_not_utf8() {
    let mut bytes = row("before").into_bytes();
    bytes.extend(b"\n{\"table_catalog\":\"p\",\"table_schema\":\"store\",\"table_name\":\"devoluci\xf3n\"}\n");
    bytes.extend(row("after").bytes());
    let mesh = good().file("exports/bigquery/more/TABLES.ndjson", bytes);
    assert_snapshot!(mesh.check(), @r#"
    error[export-row]: the row isn't UTF-8: byte 0xf3 stands where a character should begin
     --> exports/bigquery/more/TABLES.ndjson:2:67
      |
    2 | {"table_catalog":"p","table_schema":"store","table_name":"devoluci�n"}
      |                                                                   ^
      |
      = help: write the export as UTF-8
    "#);
    assert_eq!(
        mesh.names("tables"),
        ["p.store.after", "p.store.before", "p.store.orders"]
    );
    rest_is_used(&mesh);
}

#[test]
fn truncated_gzip() {
    let whole = gzip(many_rows().as_bytes());
    let mesh = good().file(
        "exports/bigquery/more/TABLES.ndjson.gz",
        &whole[..whole.len() / 2],
    );
    let findings = mesh.list("findings");
    assert_eq!(findings.len(), 1, "{findings:?}");
    assert_eq!(findings[0]["rule"], "export-file");
    assert_eq!(
        findings[0]["file"],
        "exports/bigquery/more/TABLES.ndjson.gz"
    );
    let line = findings[0]["line"].as_u64().unwrap();
    let message = findings[0]["message"]
        .as_str()
        .unwrap()
        .replace(&line.to_string(), "N");
    assert_snapshot!(message, @"`exports/bigquery/more/TABLES.ndjson.gz` ends too early after line N: the compressed data is cut off");
    // What came before the cut is used.
    let tables = mesh.names("tables").len() as u64;
    assert!(
        tables > 1000 && tables.abs_diff(line) <= 2,
        "{tables} tables, line {line}"
    );
    rest_is_used(&mesh);
}

#[test]
fn gzip_that_is_not_gzip() {
    let mesh = good().file("exports/bigquery/more/TABLES.ndjson.gz", row("plain"));
    assert_snapshot!(mesh.check(), @r"
    error[export-file]: `exports/bigquery/more/TABLES.ndjson.gz` can't be decompressed: invalid gzip header
    --> exports/bigquery/more/TABLES.ndjson.gz:1:1
     = help: export or copy the file again
    ");
    rest_is_used(&mesh);
}

#[test]
fn truncated_zstd() {
    let whole = zstd::encode_all(many_rows().as_bytes(), 3).unwrap();
    let mesh = good().file(
        "exports/bigquery/more/TABLES.ndjson.zst",
        &whole[..whole.len() / 2],
    );
    let findings = mesh.list("findings");
    assert_eq!(findings.len(), 1, "{findings:?}");
    assert_eq!(findings[0]["rule"], "export-file");
    let line = findings[0]["line"].as_u64().unwrap();
    let message = findings[0]["message"]
        .as_str()
        .unwrap()
        .replace(&line.to_string(), "N");
    assert_snapshot!(message, @"`exports/bigquery/more/TABLES.ndjson.zst` ends too early after line N: the compressed data is cut off");
    assert!(mesh.names("tables").len() > 1000);
    rest_is_used(&mesh);
}

#[test]
fn compression_bomb_costs_a_finding() {
    // 64 MiB of one endless row in 64 KiB.
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(b"{\"table_name\": \"").unwrap();
    for _ in 0..96 {
        encoder.write_all(&[b'x'; 1 << 20]).unwrap();
    }
    let mesh = good().file(
        "exports/bigquery/more/TABLES.ndjson.gz",
        encoder.finish().unwrap(),
    );
    assert_snapshot!(mesh.check(), @r"
    error[too-large]: `exports/bigquery/more/TABLES.ndjson.gz` expands to more than 400 times its size, the limit beyond 16 MiB
    --> exports/bigquery/more/TABLES.ndjson.gz:1:1
     = help: look at what is in it: no export repeats itself that often; export it again, or give it without compression
    ");
    rest_is_used(&mesh);
}

#[test]
fn empty_export() {
    let mesh = good()
        .file("exports/bigquery/more/TABLES.ndjson", "")
        .file("exports/bigquery/more/VIEWS.json", "\n \n")
        .file("exports/bigquery/more/COLUMNS.csv", "")
        .file("exports/bigquery/more/SCHEMATA.parquet", "")
        .file("exports/bigquery/more/TABLE_OPTIONS.ndjson.gz", gzip(b""));
    assert_snapshot!(mesh.check(), @r"
    error[export-file]: `exports/bigquery/more/COLUMNS.csv` is empty
    --> exports/bigquery/more/COLUMNS.csv:1:1
     = help: export it again, or remove the file

    error[export-file]: `exports/bigquery/more/SCHEMATA.parquet` is empty
    --> exports/bigquery/more/SCHEMATA.parquet:1:1
     = help: export it again, or remove the file

    error[export-file]: `exports/bigquery/more/TABLES.ndjson` is empty
    --> exports/bigquery/more/TABLES.ndjson:1:1
     = help: export it again, or remove the file

    error[export-file]: `exports/bigquery/more/TABLE_OPTIONS.ndjson.gz` is empty
    --> exports/bigquery/more/TABLE_OPTIONS.ndjson.gz:1:1
     = help: export it again, or remove the file

    error[export-file]: `exports/bigquery/more/VIEWS.json` is empty
    --> exports/bigquery/more/VIEWS.json:1:1
     = help: export it again, or remove the file
    ");
    rest_is_used(&mesh);
}

#[test]
fn parquet_that_is_not_parquet() {
    let mesh = good().file("exports/bigquery/more/TABLES.parquet", "PAR1 and no more");
    assert_snapshot!(mesh.check(), @r"
    error[export-file]: `exports/bigquery/more/TABLES.parquet` isn't a Parquet file that can be read: Invalid Parquet file. Corrupt footer
    --> exports/bigquery/more/TABLES.parquet:1:1
     = help: export the view again
    ");
    rest_is_used(&mesh);
}

#[test]
fn csv_of_another_view() {
    let mesh = good().file(
        "exports/bigquery/more/TABLES.csv",
        "object_catalog,object_schema,object_name,privilege_type,grantee\np,store,orders,SELECT,group:x\n",
    );
    assert_snapshot!(mesh.check(), @r"
    error[export-file]: `exports/bigquery/more/TABLES.csv` has no column `table_catalog`, `table_schema` and `table_name`; its first line has `object_catalog`, `object_schema`, `object_name`, `privilege_type` and `grantee`
     --> exports/bigquery/more/TABLES.csv:1:1
      |
    1 | object_catalog,object_schema,object_name,privilege_type,grantee
      | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: TABLES needs `table_catalog`, `table_schema` and `table_name`; the first line must name the columns
    ");
    rest_is_used(&mesh);
}

#[test]
fn csv_rows_of_the_wrong_shape() {
    let mesh = good().file(
        "exports/bigquery/more/TABLES.csv",
        "table_catalog,table_schema,table_name,table_type\np,store,before,BASE TABLE\np,store\np,store,a,b,c,d\np,store,after,BASE TABLE\n",
    );
    assert_snapshot!(mesh.check(), @r"
    error[export-row]: the row has 2 fields where the first line names 4 columns
     --> exports/bigquery/more/TABLES.csv:3:1
      |
    3 | p,store
      | ^^^^^^^
      |
      = help: put fields that hold a comma, a quote or a line break in double quotes

    error[export-row]: the row has 6 fields where the first line names 4 columns
     --> exports/bigquery/more/TABLES.csv:4:1
      |
    4 | p,store,a,b,c,d
      | ^^^^^^^^^^^^^^^
      |
      = help: put fields that hold a comma, a quote or a line break in double quotes    ");
    rest_is_used(&mesh);
}

#[test]
fn csv_with_a_quote_that_is_never_closed() {
    let mesh = good().file(
        "exports/bigquery/more/TABLES.csv",
        "table_catalog,table_schema,table_name,table_type\np,store,before,BASE TABLE\np,store,\"open,BASE TABLE\np,store,after,BASE TABLE\n",
    );
    assert_eq!(
        mesh.rules(),
        ["export-row exports/bigquery/more/TABLES.csv:3"]
    );
    rest_is_used(&mesh);
}

#[test]
fn unknown_stem() {
    let mesh = good()
        .file("exports/bigquery/TABEL.ndjson", row("x"))
        .file("exports/bigquery/notes.ndjson", row("x"))
        .file("exports/bigquery/readme.txt", "text");
    assert_snapshot!(mesh.check(), @r"
    error[export-file]: `exports/bigquery/TABEL.ndjson` doesn't say which view of INFORMATION_SCHEMA it holds; did you mean TABLES?
    --> exports/bigquery/TABEL.ndjson:1:1
     = help: name the file after the view: SCHEMATA, SCHEMATA_OPTIONS, TABLES, VIEWS, COLUMNS, COLUMN_FIELD_PATHS, TABLE_OPTIONS, TABLE_STORAGE, OBJECT_PRIVILEGES, ROW_ACCESS_POLICIES, TABLE_CONSTRAINTS, KEY_COLUMN_USAGE, JOBS

    error[export-file]: `exports/bigquery/notes.ndjson` doesn't say which view of INFORMATION_SCHEMA it holds
    --> exports/bigquery/notes.ndjson:1:1
     = help: name the file after the view: SCHEMATA, SCHEMATA_OPTIONS, TABLES, VIEWS, COLUMNS, COLUMN_FIELD_PATHS, TABLE_OPTIONS, TABLE_STORAGE, OBJECT_PRIVILEGES, ROW_ACCESS_POLICIES, TABLE_CONSTRAINTS, KEY_COLUMN_USAGE, JOBS

    error[export-file]: `exports/bigquery/readme.txt` has no extension that is read
    --> exports/bigquery/readme.txt:1:1
     = help: BigQuery exports end in .ndjson, .jsonl, .json, .csv, .tsv or .parquet, and .gz or .zst after that
    ");
    rest_is_used(&mesh);
}

#[test]
fn truncated_array() {
    let mesh = good().file(
        "exports/bigquery/more/TABLES.json",
        format!("[{},\n{},\n{{\"table_cat", row("a"), row("b")),
    );
    assert_snapshot!(mesh.check(), @r"
    error[export-file]: `exports/bigquery/more/TABLES.json` ends too early: the JSON isn't closed after line 3
    --> exports/bigquery/more/TABLES.json:3:1
     = help: export or copy the file again; what comes before is used
    ");
    assert_eq!(
        mesh.names("tables"),
        ["p.store.a", "p.store.b", "p.store.orders"]
    );
    rest_is_used(&mesh);
}

#[test]
fn deep_json() {
    let mesh = good().file(
        "exports/bigquery/more/TABLES.ndjson",
        format!(
            "{{\"table_catalog\": {}\n{}\n",
            "[".repeat(100_000),
            row("after")
        ),
    );
    assert_snapshot!(mesh.check(), @r#"
    error[export-row]: the row can't be read: `table_catalog` is a list where text was expected
     --> exports/bigquery/more/TABLES.ndjson:1:19
      |
    1 | {"table_catalog": [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[...
      |                   ^
      |
      = help: export the view as BigQuery writes it
    "#);
    assert_eq!(mesh.names("tables"), ["p.store.after", "p.store.orders"]);
    rest_is_used(&mesh);
}

#[test]
fn export_path_that_matches_nothing() {
    let mesh = good().append(
        "vitrina.toml",
        "\n[[exports]]\nformat = \"dbt\"\npath = \"exports/dbt/**\"\n",
    );
    assert_snapshot!(mesh.check(), @r#"
    warning[export-unmatched]: no file matches `exports/dbt/**`
     --> vitrina.toml:9:10
      |
    9 | format = "dbt"
      |          ^^^^^
      |
      = help: correct the path, or remove the entry
    "#);
    rest_is_used(&mesh);
}

#[test]
fn dbt_manifest_that_is_cut_off() {
    let mesh = good()
        .append("vitrina.toml", "\n[[exports]]\nformat = \"dbt\"\npath = \"exports/dbt/**\"\n")
        .file(
            "exports/dbt/manifest.json",
            "{\"metadata\": {\"dbt_schema_version\": \"https://schemas.getdbt.com/dbt/manifest/v12.json\"},\n \"nodes\": {\"model.x.y\":",
        );
    assert_snapshot!(mesh.check(), @r#"
    error[export-file]: `exports/dbt/manifest.json` can't be read to its end: the text ends where a value was expected
    --> exports/dbt/manifest.json:2:23
     = help: write the artifact with dbt again; what comes before is used
    "#);
    rest_is_used(&mesh);
}

#[test]
fn dbt_nodes_that_depend_on_each_other() {
    let node = |name: &str, on: &str| {
        json!({"unique_id": format!("model.x.{name}"), "resource_type": "model", "database": "p",
               "schema": "store", "alias": name, "name": name, "config": {"materialized": "ephemeral"},
               "depends_on": {"nodes": [format!("model.x.{on}")]}, "columns": {}})
    };
    let mesh = good()
        .append("vitrina.toml", "\n[[exports]]\nformat = \"dbt\"\npath = \"exports/dbt/**\"\n")
        .file(
            "exports/dbt/manifest.json",
            json!({"metadata": {"dbt_schema_version": "https://schemas.getdbt.com/dbt/manifest/v12.json"},
                   "nodes": {"model.x.a": node("a", "b"), "model.x.b": node("b", "a"), "model.x.c": node("c", "c")}})
            .to_string(),
        );
    assert_snapshot!(mesh.check(), @"");
    rest_is_used(&mesh);
}

#[test]
fn sql_that_does_not_parse_still_gives_references() {
    let mesh = good().view(
        "p.unified.broken",
        "SELECT o.order_id,\n  FROM `p.store.orders` o\n JOIN p.store.orders USING ((\n",
    );
    assert_snapshot!(mesh.check(), @r"
    warning[sql-unparsed]: the SQL of `p.unified.broken` doesn't parse at its line 3, column 29: `JOIN p.store.orders USING ((`: Expected: identifier, found: (
    --> exports/bigquery/VIEWS.ndjson:2:1
     = help: check the references that the page lists; if the statement is valid in the warehouse, report it as a gap of the parser
    ");
    let views = mesh.list("views");
    let view = views
        .iter()
        .find(|v| v["name"] == "p.unified.broken")
        .unwrap();
    assert_eq!(view["references"], json!(["p.store.orders"]));
    assert_eq!(view["references_by"], "inferred");
    assert_eq!(view["targets"], json!(["p.store.orders"]));
    rest_is_used(&mesh);
}

#[test]
fn sql_that_is_no_sql() {
    let mesh = good()
        .view("p.unified.nul", "\0\u{1b}[31m")
        .view("p.unified.empty", "")
        .view("p.unified.open", "SELECT '")
        .view("p.unified.comment", "/* never closed FROM `p.store.orders`")
        .view("p.unified.deep", &format!("SELECT {}1", "(".repeat(20_000)));
    assert_snapshot!(mesh.check(), @r"
    error[unowned-view]: no source says which DME owns view `p.unified.empty`
    --> exports/bigquery/TABLES.ndjson:4:1
     = help: add the dataset of its tables to the `servers` of a DME, or list the view as an output port of a product

    warning[sql-unparsed]: the SQL of `p.unified.nul` doesn't parse at its line 1, column 1: `��[31m`: Expected: an SQL statement, found: �
    --> exports/bigquery/VIEWS.ndjson:2:1
     = help: check the references that the page lists; if the statement is valid in the warehouse, report it as a gap of the parser

    error[unowned-view]: no source says which DME owns view `p.unified.nul`
    --> exports/bigquery/VIEWS.ndjson:2:1
     = help: add the dataset of its tables to the `servers` of a DME, or list the view as an output port of a product

    warning[sql-unparsed]: the SQL of `p.unified.open` doesn't parse at its line 1, column 8: `SELECT '`: string without an end
    --> exports/bigquery/VIEWS.ndjson:4:1
     = help: check the references that the page lists; if the statement is valid in the warehouse, report it as a gap of the parser

    error[unowned-view]: no source says which DME owns view `p.unified.open`
    --> exports/bigquery/VIEWS.ndjson:4:1
     = help: add the dataset of its tables to the `servers` of a DME, or list the view as an output port of a product

    warning[sql-unparsed]: the SQL of `p.unified.comment` doesn't parse at its line 1, column 1: `/* never closed FROM `p.store.orders``: comment without an end
    --> exports/bigquery/VIEWS.ndjson:5:1
     = help: check the references that the page lists; if the statement is valid in the warehouse, report it as a gap of the parser

    error[unowned-view]: no source says which DME owns view `p.unified.comment`
    --> exports/bigquery/VIEWS.ndjson:5:1
     = help: add the dataset of its tables to the `servers` of a DME, or list the view as an output port of a product

    warning[sql-unparsed]: the SQL of `p.unified.deep` doesn't parse at its line 1, column 1: `SELECT (((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((`: nested too deep to parse: 120 levels are the limit
    --> exports/bigquery/VIEWS.ndjson:6:1
     = help: check the references that the page lists; if the statement is valid in the warehouse, report it as a gap of the parser

    error[unowned-view]: no source says which DME owns view `p.unified.deep`
    --> exports/bigquery/VIEWS.ndjson:6:1
     = help: add the dataset of its tables to the `servers` of a DME, or list the view as an output port of a product
    ");
    rest_is_used(&mesh);
}

#[test]
fn view_cycle() {
    let mesh = good()
        .view("p.unified.a", "SELECT * FROM `p.unified.b`")
        .view(
            "p.unified.b",
            "SELECT * FROM `p.unified.a` JOIN `p.store.orders` USING (order_id)",
        );
    assert_snapshot!(mesh.check(), @r"
    error[view-cycle]: views read each other in a circle: `p.unified.a`, `p.unified.b`
    --> exports/bigquery/VIEWS.ndjson:2:1
     = help: change one of the statements so that the circle is broken
    ");
    rest_is_used(&mesh);
}

#[test]
fn view_of_itself() {
    let mesh = good().view("p.unified.a", "SELECT * FROM `p.unified.a`");
    assert_snapshot!(mesh.check(), @r"
    error[unowned-view]: no source says which DME owns view `p.unified.a`
    --> exports/bigquery/VIEWS.ndjson:2:1
     = help: add the dataset of its tables to the `servers` of a DME, or list the view as an output port of a product

    error[view-cycle]: view `p.unified.a` reads itself
    --> exports/bigquery/VIEWS.ndjson:2:1
     = help: change one of the statements so that the circle is broken
    ");
    rest_is_used(&mesh);
}

#[test]
fn the_same_view_twice() {
    let mesh = good()
        .view("p.unified.twice", "SELECT 1 FROM `p.store.orders`")
        .view("p.unified.twice", "SELECT 2 FROM `p.store.orders`");
    assert_eq!(mesh.names("views"), ["p.unified.orders", "p.unified.twice"]);
    rest_is_used(&mesh);
}

#[test]
fn an_export_of_nothing_but_wrong_rows_leaves_a_site() {
    let mesh = Mesh::new()
        .bigquery()
        .file("exports/bigquery/TABLES.ndjson", "{}\n[]\n");
    let check = mesh.run(&["check", "--all"]);
    assert_eq!(check.status, 1);
    assert_snapshot!(check.stdout, @r"
    warning[empty-root]: the mesh root holds no manifest, and no export describes a table
     |
     = help: add manifests (*.yaml), or correct the paths under [[exports]] in vitrina.toml

    error[export-row]: the row has no `table_catalog`, `table_schema` and `table_name`
     --> exports/bigquery/TABLES.ndjson:1:1
      |
    1 | {}
      | ^^
      |
      = help: each row of TABLES needs `table_catalog`, `table_schema` and `table_name`

    error[export-row]: the row can't be read: an object was expected and a list found
     --> exports/bigquery/TABLES.ndjson:2:1
      |
    2 | []
      | ^
      |
      = help: write one JSON object a line, or name a file that is one array .json
    ");
    assert!(mesh.build().exists("index.html"));
}
