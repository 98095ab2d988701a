#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    reason = "tests write their input"
)]

use std::fmt::Write as _;
use std::io::Write as _;
use std::sync::Arc;

use parquet::data_type::{ByteArray, ByteArrayType};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;

use crate::diagnostic::{FileId, Finding, Pos};
use crate::export::fact::{Fact, FactSink, Name};
use crate::source::SourceTree;
use crate::system::{Spelling, System};

/// Keeps what it is told, facts in their debug form.
#[derive(Default)]
struct Collected {
    facts: Vec<String>,
    problems: Vec<Finding>,
    listed: usize,
    spelled: Vec<String>,
}

impl FactSink for Collected {
    fn fact(&mut self, _: Pos, fact: Fact<'_>) {
        self.facts.push(format!("{fact:?}"));
    }

    fn problem(&mut self, finding: Finding) {
        self.problems.push(finding);
    }

    fn listed(&mut self, _: &str, _: &str) {
        self.listed += 1;
    }

    fn spelled(&mut self, _: Pos, name: Name<'_>, spelling: Spelling) {
        assert!(spelling.is_sure());
        let parts = [name.project, name.dataset, name.table];
        self.spelled.push(parts.join("."));
    }
}

impl Collected {
    /// Each finding as `line:column message [what is marked] help`.
    fn messages(&self) -> Vec<String> {
        let messages = self.problems.iter().map(|f| {
            let pos = f.pos().unwrap();
            let marked = f.excerpt.as_ref().map(|e| &e.line[e.range.clone()]);
            format!(
                "{}:{} {} [{}] {}",
                pos.line,
                pos.column,
                f.message,
                marked.unwrap_or_default(),
                f.help.as_ref().unwrap()
            )
        });
        messages.collect()
    }
}

fn read_as(word: &str, files: &[(&str, Vec<u8>)]) -> Collected {
    let files = files
        .iter()
        .map(|(name, bytes)| ((*name).to_owned(), bytes.clone()));
    let tree = SourceTree::in_memory(files);
    let files: Vec<FileId> = tree.iter().map(|(file, _)| file).collect();
    let mut sink = Collected::default();
    let system = System::of(word).unwrap();
    for file in super::ordered(&tree, files) {
        super::read(&tree, file, system, &mut sink);
    }
    sink
}

fn read(name: &str, content: impl AsRef<[u8]>) -> Collected {
    read_as("postgres", &[(name, content.as_ref().to_vec())])
}

/// Facts of a file without any finding.
fn facts_as(word: &str, name: &str, content: &str) -> Vec<String> {
    let found = read_as(word, &[(name, content.into())]);
    assert_eq!(found.messages(), [""; 0]);
    found.facts
}

fn gz(content: &[u8]) -> Vec<u8> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    writer.write_all(content).unwrap();
    writer.finish().unwrap()
}

/// Rows in each format: CSV, NDJSON, JSON, Parquet. An empty text is null.
fn formats(header: &str, rows: &[&str]) -> Vec<(&'static str, Vec<u8>)> {
    let names: Vec<&str> = header.split(',').collect();
    let rows: Vec<Vec<&str>> = rows.iter().map(|row| row.split('|').collect()).collect();
    let mut csv = header.to_ascii_uppercase();
    let mut objects = Vec::new();
    for row in &rows {
        assert_eq!(row.len(), names.len(), "{row:?}");
        let fields = row.iter().map(|field| match field.is_empty() {
            true => String::new(),
            false => format!("\"{field}\""),
        });
        let fields: Vec<String> = fields.collect();
        write!(csv, "\r\n{}", fields.join(",")).unwrap();
        let pairs = names.iter().zip(row).map(|(name, value)| match *value {
            "" => format!("\"{name}\":null"),
            value => format!("\"{name}\":\"{value}\""),
        });
        let pairs: Vec<String> = pairs.collect();
        objects.push(format!("{{{}}}", pairs.join(",")));
    }
    let mut parquet = Vec::new();
    let columns = names
        .iter()
        .map(|n| format!("optional binary {n} (STRING);"));
    let schema = format!("message rows {{ {} }}", columns.collect::<String>());
    let schema = Arc::new(parse_message_type(&schema).unwrap());
    let mut writer = SerializedFileWriter::new(&mut parquet, schema, Arc::default()).unwrap();
    let mut group = writer.next_row_group().unwrap();
    let mut at = 0;
    while let Some(mut column) = group.next_column().unwrap() {
        let values = rows.iter().map(|row| row[at]);
        let levels: Vec<i16> = values.clone().map(|v| i16::from(!v.is_empty())).collect();
        let values: Vec<ByteArray> = values.filter(|v| !v.is_empty()).map(Into::into).collect();
        column
            .typed::<ByteArrayType>()
            .write_batch(&values, Some(&levels), None)
            .unwrap();
        column.close().unwrap();
        at += 1;
    }
    group.close().unwrap();
    writer.close().unwrap();
    vec![
        ("csv", csv.into_bytes()),
        ("ndjson.gz", gz(objects.join("\n").as_bytes())),
        ("json", format!("[{}]", objects.join(",\n")).into_bytes()),
        ("parquet", parquet),
    ]
}

/// The facts of a view, which are the same in each format.
fn facts(word: &str, view: &str, header: &str, rows: &[&str]) -> Vec<String> {
    let mut all = Vec::new();
    for (extension, bytes) in formats(header, rows) {
        let name = format!("shop.information_schema.{view}-0001.{extension}");
        let found = read_as(word, &[(&name, bytes)]);
        assert_eq!(found.messages(), [""; 0], "{extension}");
        assert_eq!(found.listed, 0, "a role sees a part");
        all.push(found.facts);
    }
    assert!(all.iter().all(|facts| *facts == all[0]), "{all:#?}");
    all.remove(0)
}

const T: &str = r#"name: Name { project: "shop", dataset: "mart", table: "t" }"#;

#[test]
fn schemata_are_checked_and_say_nothing() {
    let header = "catalog_name,schema_name,comment";
    let rows = ["shop|mart|what is sold", "shop|pg_catalog|"];
    assert_eq!(facts("postgres", "SCHEMATA", header, &rows), [""; 0]);
    let found = read("schemata.csv", "catalog_name,schema_name\nshop,\n");
    assert_eq!(
        found.messages(),
        [
            "2:1 the row has no `schema_name` [shop,] each row of SCHEMATA needs `catalog_name` and `schema_name`"
        ]
    );
}

#[test]
fn tables_are_relations_of_the_kind_that_they_say() {
    let header = "table_catalog,table_schema,table_name,table_type";
    for (word, kind) in [
        ("BASE TABLE", "Table"),
        ("VIEW", "View"),
        ("MATERIALIZED VIEW", "MaterializedView"),
        ("MATERIALIZED_VIEW", "MaterializedView"),
        ("FOREIGN", "External"),
        ("EXTERNAL TABLE", "External"),
        ("MANAGED_SHALLOW_CLONE", "Clone"),
        ("STREAMING_TABLE", "Table"),
        ("", "Table"),
    ] {
        let row = format!("shop|mart|t|{word}");
        assert_eq!(
            facts("databricks", "tables", header, &[row.as_str()]),
            [format!(
                "Relation {{ {T}, kind: Some({kind}), created: None, base: None }}"
            )]
        );
    }
}

#[test]
fn tables_may_have_a_comment_a_size_and_a_birth() {
    let header = "table_catalog,table_schema,table_name,table_type,table_comment,create_time,table_rows,data_length";
    let rows = [
        "def|mart|t|BASE TABLE|orders|2026-01-02 03:04:05|12|4096",
        "def|mart|v|VIEW|VIEW|||",
        "def|mysql|user|BASE TABLE||||",
    ];
    let name =
        |table: &str| format!(r#"name: Name {{ project: "", dataset: "mart", table: "{table}" }}"#);
    assert_eq!(
        facts("mysql", "TABLES", header, &rows),
        [
            format!(
                r#"Relation {{ {}, kind: Some(Table), created: Some("2026-01-02 03:04:05"), base: None }}"#,
                name("t")
            ),
            format!(r#"Description {{ {}, text: "orders" }}"#, name("t")),
            format!(
                "Storage {{ {}, rows: Some(12), bytes: Some(4096), modified: None }}",
                name("t")
            ),
            format!(
                "Relation {{ {}, kind: Some(View), created: None, base: None }}",
                name("v")
            ),
        ]
    );
}

#[test]
fn views_have_a_query_in_the_dialect_of_the_settings() {
    let header = "table_catalog,table_schema,table_name,view_definition";
    for (word, dialect, text, ddl) in [
        ("postgres", "Postgres", " SELECT 1;", false),
        ("redshift", "Redshift", "select 1", false),
        (
            "snowflake",
            "Snowflake",
            "create or replace view t as select 1",
            true,
        ),
        ("databricks", "Databricks", "SELECT 1", false),
        ("trino", "Generic", "SELECT 1", false),
        ("mysql", "MySql", "select 1 AS `1`", false),
    ] {
        let found = facts(word, "VIEWS", header, &[&format!("shop|mart|t|{text}")]);
        let [relation, query] = found.as_slice() else {
            panic!("{found:?}")
        };
        assert!(relation.contains("kind: Some(View)"), "{relation}");
        let end = format!("sql: {text:?}, dialect: {dialect}, ddl: {ddl} }}");
        assert!(query.ends_with(&end), "{query}");
    }
    // The role may not see it.
    assert_eq!(
        facts("postgres", "VIEWS", header, &["shop|mart|t|"]).len(),
        1
    );
}

#[test]
fn types_are_put_together() {
    let header = "table_catalog,table_schema,table_name,column_name,data_type,udt_name,character_maximum_length,numeric_precision,numeric_scale,full_data_type";
    for (parts, expected) in [
        ("integer|int4||32|0|", "integer"),
        ("numeric|numeric||10|2|", "numeric(10,2)"),
        ("numeric|numeric||||", "numeric"),
        ("decimal|||10||", "decimal(10)"),
        ("character varying|varchar|20|||", "character varying(20)"),
        ("TEXT||16777216|||", "TEXT"),
        ("ARRAY|_int4||||", "int4[]"),
        ("USER-DEFINED|mood||||", "mood"),
        ("STRUCT|||||struct<a:int>", "struct<a:int>"),
    ] {
        let row = format!("shop|mart|t|c|{parts}");
        let found = facts("postgres", "COLUMNS", header, &[&row]);
        let end = format!(
            r#"path: "c", data_type: "{expected}", description: None, ordinal: None, nullable: None, partitioning: false, clustering: None }}"#
        );
        assert!(found[0].ends_with(&end), "{found:?}");
    }
}

#[test]
fn columns_have_a_place_a_comment_and_may_be_null() {
    let header = "table_catalog,table_schema,table_name,column_name,ordinal_position,is_nullable,comment,partition_index";
    let rows = ["shop|mart|t|day|1|NO|the day|0", "shop|mart|t|a.b|2|YES||"];
    let column = |path: &str, text: &str, rest: &str| {
        format!(
            r#"Column {{ {T}, path: "{path}", data_type: "", description: {text}, {rest}, clustering: None }}"#
        )
    };
    assert_eq!(
        facts("databricks", "columns", header, &rows),
        [
            column(
                "day",
                r#"Some("the day")"#,
                "ordinal: Some(1), nullable: Some(false), partitioning: true"
            ),
            column(
                "a.b",
                "None",
                "ordinal: Some(2), nullable: Some(true), partitioning: false"
            ),
            r#"PlainNames(Name { project: "shop", dataset: "mart", table: "t" })"#.to_owned(),
        ]
    );
}

#[test]
fn privileges_to_read_are_grants() {
    let header = "table_catalog,table_schema,table_name,privilege_type,grantee,grantee_type";
    let rows = [
        "shop|mart|t|SELECT|PUBLIC|",
        "shop|mart|t|SELECT|analysts|ROLE",
        "shop|mart|t|INSERT|analysts|ROLE",
        "shop|mart|t|SELECT|ana|USER",
        "shop|mart|t|SELECT|someone|",
    ];
    let grant = |privilege: &str, grantee: &str| {
        format!(
            r#"Privilege {{ project: "shop", dataset: "mart", table: Some("t"), privilege: "{privilege}", grantee: "{grantee}" }}"#
        )
    };
    assert_eq!(
        facts("postgres", "TABLE_PRIVILEGES", header, &rows),
        [
            grant("SELECT", "PUBLIC"),
            grant("SELECT", "group:analysts"),
            grant("SELECT", "user:ana"),
            grant("SELECT", "someone"),
        ]
    );
    let header =
        "object_catalog,object_schema,object_name,object_type,privilege_type,grantee,granted_to";
    let rows = [
        "shop|mart|t|VIEW|OWNERSHIP|LOADER|ROLE",
        "shop||mart|SCHEMA|SELECT|LOADER|ROLE",
        "shop|mart|f|FUNCTION|OWNERSHIP|LOADER|ROLE",
    ];
    assert_eq!(
        facts("snowflake", "OBJECT_PRIVILEGES", header, &rows),
        [grant("OWNERSHIP", "group:LOADER")]
    );
}

#[test]
fn usage_is_an_edge_once() {
    let header =
        "view_catalog,view_schema,view_name,table_catalog,table_schema,table_name,column_name";
    let rows = [
        "shop|mart|t|shop|raw|orders|id",
        "shop|mart|t|shop|raw|orders|day",
        "shop|mart|t|shop|pg_catalog|pg_class|oid",
    ];
    let edge = r#"LineageEdge { from: Relation(Name { project: "shop", dataset: "raw", table: "orders" }), to: Relation(Name { project: "shop", dataset: "mart", table: "t" }) }"#;
    for view in ["VIEW_COLUMN_USAGE", "view_table_usage"] {
        assert_eq!(facts("postgres", view, header, &rows), [edge]);
    }
}

#[test]
fn what_a_relation_is_says_tables_before_views() {
    let files = [
        (
            "VIEWS.csv",
            "table_catalog,table_schema,table_name\nshop,mart,t\n",
        ),
        (
            "a/TABLES.csv",
            "TABLE_CATALOG,TABLE_SCHEMA,TABLE_NAME,TABLE_TYPE\nshop,mart,t,MATERIALIZED VIEW\n",
        ),
    ];
    let files = files.map(|(name, text)| (name, text.as_bytes().to_vec()));
    let found = read_as("snowflake", &files);
    assert!(
        found.facts[0].contains("MaterializedView"),
        "{:?}",
        found.facts
    );
    assert!(found.facts[1].contains("Some(View)"), "{:?}", found.facts);
    assert_eq!(found.spelled, ["shop.mart.t"; 2]);
}

#[test]
fn a_name_or_a_form_that_isnt_known_is_a_finding() {
    assert_eq!(
        read("table.csv", "a\n").messages(),
        [
            "1:1 `table.csv` doesn't say which view of information_schema it holds; did you mean TABLES? [] name the file after the view: SCHEMATA, TABLES, VIEWS, COLUMNS, TABLE_PRIVILEGES, OBJECT_PRIVILEGES, VIEW_TABLE_USAGE, VIEW_COLUMN_USAGE, TABLE_CONSTRAINTS, KEY_COLUMN_USAGE"
        ]
    );
    assert_eq!(
        read("tables.xlsx", "a\n").messages(),
        [
            "1:1 `tables.xlsx` has no extension that is read [] exports of information_schema end in .ndjson, .jsonl, .json, .csv, .tsv or .parquet, and .gz or .zst after that"
        ]
    );
    assert_eq!(
        read("TABLES", "a\n").messages(),
        [
            "1:1 `TABLES` has no extension that is read [] exports of information_schema end in .ndjson, .jsonl, .json, .csv, .tsv or .parquet, and .gz or .zst after that"
        ]
    );
    assert_eq!(
        read("COLUMNS.csv", "table_schema,table_name\n").messages(),
        [
            "1:1 `COLUMNS.csv` has no column `table_catalog` and `column_name`; its first line has `table_schema` and `table_name` [table_schema,table_name] COLUMNS needs `table_catalog`, `table_schema`, `table_name` and `column_name`; the first line must name the columns"
        ]
    );
    assert_eq!(
        read("VIEWS.parquet", "no").messages(),
        [
            "1:1 `VIEWS.parquet` isn't a Parquet file that can be read: Parquet file too small. Size is 2 but need 8 [] export the view again"
        ]
    );
}

#[test]
fn a_row_that_cant_be_read_is_reported_and_the_rest_is_used() {
    let good = "\nshop,mart,t,BASE TABLE,1\n";
    for (bad, expected) in [
        (
            "shop,mart",
            "2:1 the row has 2 fields where the first line names 5 columns [shop,mart] put fields that hold a comma, a quote or a line break in double quotes",
        ),
        (
            "shop,,u,VIEW,",
            "2:1 the row has no `table_schema` [shop,,u,VIEW,] each row of TABLES needs `table_catalog`, `table_schema` and `table_name`",
        ),
        (
            "shop,mart,u,BASE TABLE,many",
            "2:1 `row_count` isn't a whole number [many] export the view again without changing its columns",
        ),
    ] {
        let header = "table_catalog,table_schema,table_name,table_type,row_count\n";
        let found = read("tables.csv", format!("{header}{bad}{good}"));
        assert_eq!(found.messages(), [expected]);
        assert_eq!(found.facts.len(), 2, "{:?}", found.facts);
    }
    let good = r#"{"table_catalog":"shop","table_schema":"mart","table_name":"t"}"#;
    for (bad, expected) in [
        (
            r#"{"table_catalog":"shop" "x"}"#,
            "1:25 the row isn't JSON: `,` or `}` was expected in an object and `\"` found [\"] export the view again; a row must not be edited by hand",
        ),
        (
            r#"{"table_catalog":{"a":1}}"#,
            "1:18 the row can't be read: `table_catalog` is an object where text was expected [{] write each row of the view as one object, its columns as keys",
        ),
        (
            r#"{"TABLE_CATALOG":"shop","Table_Schema":"mart"}"#,
            r#"1:1 the row has no `table_name` [{"TABLE_CATALOG":"shop","Table_Schema":"mart"}] each row of VIEWS needs `table_catalog`, `table_schema` and `table_name`"#,
        ),
    ] {
        let found = read("views.ndjson", format!("{bad}\n{good}\n"));
        assert_eq!(found.messages(), [expected]);
        assert_eq!(found.facts.len(), 1, "{:?}", found.facts);
    }
    let parquet = formats(
        "table_catalog,table_schema,table_name",
        &["shop||t", "shop|mart|t"],
    );
    let found = read("views.parquet", &parquet[3].1);
    assert_eq!(
        found.messages(),
        [
            "1:1 row 1: the row has no `table_schema` [] each row of VIEWS needs `table_catalog`, `table_schema` and `table_name`"
        ]
    );
    assert_eq!(found.facts.len(), 1);
}

#[test]
fn findings_show_nothing_of_rows_with_persons() {
    let found = read(
        "table_privileges.csv",
        "table_catalog,table_schema,table_name,privilege_type,grantee\nshop,mart,t,,ana@example.com\n",
    );
    assert_eq!(
        found.messages(),
        [
            "2:1 the row has no `privilege_type` [] each row of TABLE_PRIVILEGES needs `table_catalog`, `table_schema`, `table_name`, `privilege_type` and `grantee`"
        ]
    );
}

#[test]
fn schemas_of_the_system_are_no_assets() {
    for (word, own) in [
        ("postgres", "pg_toast"),
        ("redshift", "pg_internal"),
        ("mysql", "performance_schema"),
        ("snowflake", "INFORMATION_SCHEMA"),
        ("trino", "information_schema"),
    ] {
        let text = format!("table_catalog,table_schema,table_name\nshop,{own},t\n");
        assert_eq!(facts_as(word, "TABLES.csv", &text), [""; 0], "{word}");
    }
}

#[test]
fn keys_are_told_by_two_views() {
    // MySQL's has no catalog of the table.
    let constraints = "constraint_catalog,constraint_schema,constraint_name,table_schema,table_name,constraint_type,enforced\ndef,s,PRIMARY,s,t,PRIMARY KEY,YES\ndef,s,u,s,t,UNIQUE,YES\ndef,s,f,s,t,FOREIGN KEY,YES\ndef,mysql,PRIMARY,mysql,user,PRIMARY KEY,YES\n";
    let columns = "table_catalog,table_schema,table_name,constraint_name,column_name,ordinal_position\ndef,s,t,PRIMARY,id,1\ndef,s,t,u,mail,no\n";
    let name = |project: &str| {
        format!("name: Name {{ project: \"{project}\", dataset: \"s\", table: \"t\" }}")
    };
    for (system, constraint_project, column_project) in
        [(System::MySql, "", ""), (System::Postgres, "", "def")]
    {
        let tree = SourceTree::in_memory(
            [
                ("TABLE_CONSTRAINTS.csv", constraints),
                ("KEY_COLUMN_USAGE.csv", columns),
            ]
            .map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec())),
        );
        let mut sink = Collected::default();
        let files: Vec<FileId> = tree.iter().map(|(id, _)| id).collect();
        for file in super::ordered(&tree, files) {
            super::read(&tree, file, system, &mut sink);
        }
        let constraint = |constraint: &str, kind: &str| {
            let name = name(constraint_project);
            format!(
                "Constraint {{ {name}, constraint: \"{constraint}\", kind: {kind}, enforced: Some(true) }}"
            )
        };
        let mut facts = vec![
            constraint("PRIMARY", "PrimaryKey"),
            constraint("u", "Unique"),
        ];
        if system == System::Postgres {
            facts.push(
                "Constraint { name: Name { project: \"\", dataset: \"mysql\", table: \"user\" }, constraint: \"PRIMARY\", kind: PrimaryKey, enforced: Some(true) }"
                    .to_owned(),
            );
        }
        let name = name(column_project);
        facts.push(format!(
            "KeyColumn {{ {name}, constraint: \"PRIMARY\", column: \"id\", place: Some(1) }}"
        ));
        assert_eq!(sink.facts, facts, "{system:?}");
        let problems: Vec<String> = sink
            .problems
            .iter()
            .map(|f| f.message.to_string())
            .collect();
        assert_eq!(problems, ["`ordinal_position` isn't a whole number"]);
    }
}
