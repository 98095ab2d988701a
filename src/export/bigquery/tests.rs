#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    reason = "tests write their input"
)]

use std::io::Write;
use std::sync::Arc;

use parquet::data_type::{BoolType, ByteArray, ByteArrayType, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;

use super::option_literal::{Literal, parse};
use crate::export::collected::Collected;
use crate::source::SourceTree;

impl Collected {
    /// The part of the excerpt that is marked, of the only finding.
    fn marked(&self) -> &str {
        let [finding] = self.problems.as_slice() else {
            panic!("{:?}", self.problems)
        };
        let excerpt = finding.excerpt.as_ref().unwrap();
        &excerpt.line[excerpt.range.clone()]
    }

    fn has(&self, part: &str) -> bool {
        self.facts.iter().any(|f| f.contains(part))
    }
}

fn read(name: &str, content: impl AsRef<[u8]>) -> Collected {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(name), content).unwrap();
    let tree = SourceTree::walk(folder.path(), &[], None, &mut Vec::new()).unwrap();
    let mut sink = Collected::default();
    for (file, _) in tree.iter() {
        super::read(&tree, file, &mut sink);
    }
    sink
}

/// Reads without any finding.
fn facts(name: &str, content: impl AsRef<[u8]>) -> Vec<String> {
    let read = read(name, content);
    assert_eq!(read.messages(), [""; 0]);
    read.facts
}

/// Reads without any fact.
fn messages(name: &str, content: impl AsRef<[u8]>) -> Vec<String> {
    let read = read(name, content);
    assert_eq!(read.facts, [""; 0]);
    read.messages()
}

fn gz(content: &[u8]) -> Vec<u8> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    writer.write_all(content).unwrap();
    writer.finish().unwrap()
}

const TWO_VIEWS: &str = r#"{"table_catalog":"p","table_schema":"d","table_name":"t","location":"US"}
{"table_catalog":"p","table_schema":"e","table_name":"t"}
"#;

const TWO_FACTS: [&str; 2] = [
    r#"1 Relation { name: Name { project: "p", dataset: "d", table: "t" }, kind: Some(View), created: None, base: None }"#,
    r#"2 Relation { name: Name { project: "p", dataset: "e", table: "t" }, kind: Some(View), created: None, base: None }"#,
];

const T: &str = r#""table_catalog":"p","table_schema":"d","table_name":"t""#;
const VIEW: &str = r#"Relation { name: Name { project: "p", dataset: "d", table: "t" }, kind: Some(View), created: None, base: None }"#;
const NAME: &str = r#"name: Name { project: "p", dataset: "d", table: "t" }"#;

#[test]
fn the_stem_says_which_view_a_file_holds() {
    for name in [
        "VIEWS.ndjson",
        "views.jsonl",
        "Views-000000000001.ndjson",
        "VIEWS_000.json",
        "views000000000000.json",
        "region-us.INFORMATION_SCHEMA.VIEWS.ndjson",
        "VIEWS.2026-01-01.ndjson",
        "VIEWS (1).ndjson",
        "VIEWS-000000000000",
    ] {
        assert_eq!(facts(name, TWO_VIEWS), TWO_FACTS, "{name}");
    }
    assert_eq!(
        facts("views-01.ndjson.gz", gz(TWO_VIEWS.as_bytes())),
        TWO_FACTS
    );
    let zst = zstd::encode_all(TWO_VIEWS.as_bytes(), 3).unwrap();
    assert_eq!(facts("VIEWS.json.zst", zst), TWO_FACTS);
    let storage = format!("{{{T},\"total_rows\":\"5\"}}");
    for name in [
        "TABLE_STORAGE_BY_PROJECT.ndjson",
        "table-storage-by-organization.ndjson",
    ] {
        assert_eq!(facts(name, &storage).len(), 1, "{name}");
    }
    for name in [
        "JOBS.ndjson",
        "jobs_by_project-01.json",
        "JOBS_BY_ORGANIZATION-000000000000",
    ] {
        assert_eq!(facts(name, r#"{"job_id":"j"}"#).len(), 1, "{name}");
    }
}

#[test]
fn a_file_that_says_nothing_is_named() {
    let known = "name the file after the view: SCHEMATA, SCHEMATA_OPTIONS, TABLES, VIEWS, COLUMNS, COLUMN_FIELD_PATHS, TABLE_OPTIONS, TABLE_STORAGE, OBJECT_PRIVILEGES, ROW_ACCESS_POLICIES, TABLE_CONSTRAINTS, KEY_COLUMN_USAGE, JOBS";
    let found = read("TABELS.csv", "a\n1\n");
    assert_eq!(
        found.messages(),
        [
            "1:1 `TABELS.csv` doesn't say which view of INFORMATION_SCHEMA it holds; did you mean TABLES?"
        ]
    );
    assert_eq!(found.problems[0].help, Some(known.into()));
    assert_eq!(
        messages("shopping-list.ndjson", "{\"a\":1}\n{\"a\":2}\n"),
        ["1:1 `shopping-list.ndjson` doesn't say which view of INFORMATION_SCHEMA it holds"]
    );
    assert_eq!(
        messages("TABLES.avro", "Obj"),
        ["1:1 `TABLES.avro` has no extension that is read"]
    );
    for name in [
        "TABLES.ndjson",
        "TABLES.json",
        "TABLES.csv",
        "TABLES.parquet",
    ] {
        assert_eq!(messages(name, ""), [format!("1:1 `{name}` is empty")]);
    }
    assert_eq!(
        messages("VIEWS.json", " \n\n"),
        ["1:1 `VIEWS.json` is empty"]
    );
}

#[test]
fn json_comes_in_lines_arrays_and_documents() {
    let array = "[\n  {\"table_catalog\": \"p\", \"table_schema\": \"d\",\"table_name\":\"t\"},\n  {\"table_catalog\": \"p\",\n   \"table_schema\": \"e\",\"table_name\":\"t\"}\n]\n";
    let lines = |facts: Vec<String>| -> Vec<String> {
        facts
            .iter()
            .map(|f| f.split(' ').next().unwrap().to_owned())
            .collect()
    };
    assert_eq!(lines(facts("VIEWS.json", array)), ["2", "3"]);
    let one_line = r#"[{"table_catalog":"p","table_schema":"],}{\"[","table_name":"t"},{"table_catalog":"p","table_schema":"e","table_name":"t"}]"#;
    let found = read("VIEWS.json", r#"[{"table_catalog":"é"},  {"x":?}]"#);
    assert_eq!(
        found.messages(),
        [
            "1:2 the row has no `table_schema` and `table_name`",
            "1:31 the row isn't JSON: a value was expected and `?` found"
        ]
    );
    let found = facts("VIEWS.json", one_line);
    assert!(found[0].contains(r#"dataset: "],}{\"[","#), "{found:?}");
    assert_eq!(lines(found), ["1", "1"]);
    assert_eq!(facts("VIEWS.json", TWO_VIEWS), TWO_FACTS);
    let pretty = "{\n \"table_catalog\": \"p\",\n \"table_schema\": \"d\",\"table_name\":\"t\"\n}\n{\n \"table_catalog\": \"p\", \"table_schema\": \"e\",\"table_name\":\"t\"}";
    assert_eq!(lines(facts("VIEWS.json", pretty)), ["1", "5"]);
    assert_eq!(facts("VIEWS.json", "[]"), [""; 0]);
    let marked = format!("\u{feff}\n\n{TWO_VIEWS}");
    assert_eq!(lines(facts("VIEWS.ndjson", marked)), ["3", "4"]);
    // Longer than any buffer in between.
    let many = format!(
        "[{}]",
        vec![r#"{"table_catalog":"p","table_schema":"d","table_name":"t"}"#; 20_000].join(",\n")
    );
    let found = lines(facts("VIEWS.json", many));
    assert_eq!((found.len(), found[19_999].as_str()), (20_000, "20000"));
}

#[test]
fn tables_are_relations() {
    let kind = |table_type: &str| {
        let found = facts(
            "TABLES.ndjson",
            format!("{{{T},\"table_type\":\"{table_type}\"}}"),
        );
        let (_, rest) = found[0].split_once("kind: Some(").unwrap();
        rest.split(')').next().unwrap().to_owned()
    };
    for (table_type, expected) in [
        ("BASE TABLE", "Table"),
        ("VIEW", "View"),
        ("MATERIALIZED VIEW", "MaterializedView"),
        ("EXTERNAL", "External"),
        ("CLONE", "Clone"),
        ("SNAPSHOT", "Snapshot"),
        ("SOMETHING NEW", "Table"),
    ] {
        assert_eq!(kind(table_type), expected);
    }
    let text = format!(
        "{}\n{}\n{}\n",
        r#"{"table_catalog":"p","table_schema":"d","table_name":"a","table_type":"CLONE","creation_time":"2024-01-01 00:00:00 UTC","base_table_catalog":null,"base_table_schema":"s","base_table_name":"b","ddl":"CREATE TABLE x"}"#,
        r#"{"table_catalog":"p","table_schema":"d","table_name":"v","table_type":"VIEW","ddl":"CREATE VIEW \u003c"}"#,
        r#"{"TABLE_CATALOG":"p","table_schema":"e","table_name":"c","extra":{"deep":[1]}}"#,
    );
    assert_eq!(
        facts("TABLES.ndjson", text),
        [
            r#"1 Relation { name: Name { project: "p", dataset: "d", table: "a" }, kind: Some(Clone), created: Some("2024-01-01 00:00:00 UTC"), base: Some(Name { project: "p", dataset: "s", table: "b" }) }"#,
            r#"2 Relation { name: Name { project: "p", dataset: "d", table: "v" }, kind: Some(View), created: None, base: None }"#,
            r#"2 Query { name: Name { project: "p", dataset: "d", table: "v" }, sql: "CREATE VIEW <", dialect: BigQuery, ddl: true }"#,
            r#"3 Relation { name: Name { project: "p", dataset: "e", table: "c" }, kind: Some(Table), created: None, base: None }"#,
        ]
    );
}

#[test]
fn views_have_a_query_and_a_dialect() {
    let query = |standard: &str| {
        let text =
            format!("{{{T},\"view_definition\":\"SELECT 1\",\"use_standard_sql\":{standard}}}");
        facts("VIEWS.ndjson", text).pop().unwrap()
    };
    for standard in ["\"YES\"", "null", "true", "\"true\""] {
        let expected =
            format!("1 Query {{ {NAME}, sql: \"SELECT 1\", dialect: BigQuery, ddl: false }}");
        assert_eq!(query(standard), expected);
    }
    for standard in ["\"NO\"", "false", "\"false\""] {
        assert!(query(standard).contains("dialect: BigQueryLegacy"));
    }
    let hidden = facts("VIEWS.ndjson", format!("{{{T},\"view_definition\":null}}"));
    assert_eq!(
        hidden,
        [format!(
            "1 Relation {{ {NAME}, kind: Some(View), created: None, base: None }}"
        )]
    );
}

#[test]
fn columns_and_field_paths() {
    let columns = [
        r#""column_name":"a","ordinal_position":"1","is_nullable":"NO","data_type":"INT64","is_hidden":"NO","is_partitioning_column":"YES","clustering_ordinal_position":null"#,
        r#""column_name":"b","ordinal_position":2,"is_nullable":true,"data_type":"STRING","clustering_ordinal_position":1"#,
        r#""column_name":"_PARTITIONTIME","is_hidden":"YES""#,
    ];
    let text: String = columns.iter().map(|c| format!("{{{T},{c}}}\n")).collect();
    assert_eq!(
        facts("COLUMNS.ndjson", text),
        [
            format!(
                "1 Column {{ {NAME}, path: \"a\", data_type: \"INT64\", description: None, ordinal: Some(1), nullable: Some(false), partitioning: true, clustering: None }}"
            ),
            format!(
                "2 Column {{ {NAME}, path: \"b\", data_type: \"STRING\", description: None, ordinal: Some(2), nullable: Some(true), partitioning: false, clustering: Some(1) }}"
            ),
        ]
    );
    let text = format!(
        "{{{T},\"column_name\":\"a\",\"field_path\":\"a.b\",\"data_type\":\"ARRAY\\u003cINT64\\u003e\",\"description\":\"Ünï\",\"policy_tags\":[\"x\"]}}\n{{{T},\"field_path\":\"c\",\"description\":\"\"}}"
    );
    assert_eq!(
        facts("COLUMN_FIELD_PATHS.ndjson", text),
        [
            r#"1 Tells { project: "p", topic: ColumnDescriptions }"#.to_owned(),
            format!(
                "1 Column {{ {NAME}, path: \"a.b\", data_type: \"ARRAY<INT64>\", description: Some(\"Ünï\"), ordinal: None, nullable: None, partitioning: false, clustering: None }}"
            ),
            "1 PolicyTags { names: [\"x\"] }".to_owned(),
            format!(
                "2 Column {{ {NAME}, path: \"c\", data_type: \"\", description: None, ordinal: None, nullable: None, partitioning: false, clustering: None }}"
            ),
        ]
    );
}

/// Rows come in any order; most exports are of few projects and datasets.
#[test]
fn what_is_told_of_a_project_is_told_once() {
    let row = |project: &str| {
        format!(
            "{{\"table_catalog\":\"{project}\",\"table_schema\":\"d\",\"table_name\":\"t\",\"field_path\":\"c\"}}\n"
        )
    };
    let text: String = ["p", "q", "p", "q"].map(row).concat();
    let told = facts("COLUMN_FIELD_PATHS.ndjson", text);
    let told = told.iter().filter(|fact| fact.contains("Tells"));
    assert_eq!(told.count(), 2);
}

/// The names of the policy tags of each column that has any.
fn tags(name: &str, content: impl AsRef<[u8]>) -> Vec<String> {
    let facts = facts(name, content).into_iter();
    facts.filter(|f| f.contains(" PolicyTags ")).collect()
}

#[test]
fn policy_tags_in_every_shape() {
    let row = |view: &str, tags: &str| {
        let column = match view {
            "COLUMNS" => "column_name",
            _ => "field_path",
        };
        format!("{{{T},\"{column}\":\"a\",\"data_type\":\"INT64\",\"policy_tags\":{tags}}}\n")
    };
    for view in ["COLUMNS", "COLUMN_FIELD_PATHS"] {
        for shape in [
            r#"["p/1","p/2"]"#,
            r#"["p/1",null,"p/2"]"#,
            r#""[\"p/1\", \"p/2\"]""#,
            r#""['p/1', 'p/2']""#,
            r#""p/1,p/2""#,
            r#"[{"v":"p/1"},{"v":"p/2"}]"#,
            r#"{"names":["p/1","p/2"]}"#,
        ] {
            assert_eq!(
                tags(&format!("{view}.ndjson"), row(view, shape)),
                [r#"1 PolicyTags { names: ["p/1", "p/2"] }"#],
                "{view}: {shape}"
            );
        }
        for none in ["[]", "null", r#""""#, r#""[]""#, "[null]", "{}"] {
            assert_eq!(
                tags(&format!("{view}.ndjson"), row(view, none)),
                [""; 0],
                "{view}: {none}"
            );
        }
    }
    let csv = "table_catalog,table_schema,table_name,column_name,field_path,data_type,policy_tags\np,d,t,a,a,INT64,\"[\"\"p/1\"\", \"\"p/2\"\"]\"\np,d,t,b,b,INT64,[]\np,d,t,c,c,INT64,\n";
    assert_eq!(
        tags("COLUMN_FIELD_PATHS.csv", csv),
        [r#"2 PolicyTags { names: ["p/1", "p/2"] }"#]
    );
    let shown = r#"{"tableReference":{"projectId":"p","datasetId":"d","tableId":"t"},"schema":{"fields":[
        {"name":"a","type":"STRING","policyTags":{"names":["p/1"]}},{"name":"b","type":"STRING","policyTags":{}},
        {"name":"s","type":"RECORD","fields":[{"name":"c","type":"STRING","policyTags":{"names":["p/2"]}}]}]}}"#;
    let found = facts("t.json", shown);
    let places: Vec<usize> = [
        "PolicyTags { names: [\"p/1\"] }",
        "PolicyTags { names: [\"p/2\"] }",
    ]
    .map(|tags| found.iter().position(|f| f.contains(tags)).unwrap())
    .to_vec();
    assert!(found[places[0] - 1].contains("path: \"a\""), "{found:?}");
    assert!(found[places[1] - 1].contains("path: \"s.c\""), "{found:?}");
    assert_eq!(tags("t.json", shown).len(), 2);
}

#[test]
fn policy_tags_of_parquet_are_lists() {
    for list in [
        "optional group policy_tags (LIST) { repeated group list { optional binary element (STRING); } }",
        "optional group policy_tags (LIST) { repeated group bag { optional binary array_element (STRING); } }",
    ] {
        let schema = format!(
            "message rows {{
                required binary table_catalog (STRING);
                required binary table_schema (STRING);
                required binary table_name (STRING);
                required binary field_path (STRING);
                {list}
            }}"
        );
        let schema = Arc::new(parse_message_type(&schema).unwrap());
        let mut bytes = Vec::new();
        let properties = Arc::new(WriterProperties::builder().build());
        let mut writer = SerializedFileWriter::new(&mut bytes, schema, properties).unwrap();
        let mut group = writer.next_row_group().unwrap();
        let mut plain = ["p", "d", "t", "f"].into_iter();
        while let Some(mut column) = group.next_column().unwrap() {
            match plain.next() {
                Some(text) => {
                    let texts = vec![ByteArray::from(text); 4];
                    column
                        .typed::<ByteArrayType>()
                        .write_batch(&texts, None, None)
                }
                // Two tags, an empty list, no list, one tag.
                None => column.typed::<ByteArrayType>().write_batch(
                    &["p/1", "p/2", "p/3"].map(ByteArray::from),
                    Some(&[3, 3, 1, 0, 3]),
                    Some(&[0, 1, 0, 0, 0]),
                ),
            }
            .unwrap();
            column.close().unwrap();
        }
        group.close().unwrap();
        writer.close().unwrap();
        assert_eq!(
            tags("COLUMN_FIELD_PATHS.parquet", &bytes),
            [
                r#"1 PolicyTags { names: ["p/1", "p/2"] }"#,
                r#"4 PolicyTags { names: ["p/3"] }"#
            ],
            "{list}"
        );
    }
}

fn option(name: &str, literal: &str) -> String {
    let value = serde_json::to_string(literal).unwrap();
    format!("{{{T},\"option_name\":\"{name}\",\"option_value\":{value}}}\n")
}

#[test]
fn options_are_literals() {
    let text = [
        option("friendly_name", r#""Orders \"new\"""#),
        option("description", r#""line\nline""#),
        option(
            "labels",
            r#"[STRUCT("owner", "a"), ("k", ''), STRUCT<STRING, STRING>('n', NULL)]"#,
        ),
        option("require_partition_filter", "true"),
        option("require_partition_filter", "false"),
        option("refresh_interval_minutes", "this isn't read"),
        option("description", "NULL"),
        option("labels", "[]"),
    ]
    .concat();
    assert_eq!(
        facts("TABLE_OPTIONS.ndjson", text),
        [
            r#"1 Tells { project: "p", topic: Labels }"#.to_owned(),
            format!("1 Title {{ {NAME}, text: \"Orders \\\"new\\\"\" }}"),
            format!("2 Description {{ {NAME}, text: \"line\\nline\" }}"),
            format!("3 Label {{ {NAME}, key: \"owner\", value: \"a\" }}"),
            format!("3 Label {{ {NAME}, key: \"k\", value: \"\" }}"),
            format!("3 Label {{ {NAME}, key: \"n\", value: \"\" }}"),
            "4 PartitionFilter(Name { project: \"p\", dataset: \"d\", table: \"t\" })".to_owned(),
        ]
    );
    let schemata = |value: &str| {
        format!(
            r#"{{"catalog_name":"p","schema_name":"d","option_name":"description","option_value":"{value}"}}"#
        )
    };
    assert_eq!(
        facts("SCHEMATA_OPTIONS.ndjson", schemata("'text'")),
        [""; 0]
    );
    assert_eq!(
        messages("SCHEMATA_OPTIONS.ndjson", schemata("true")),
        ["1:1 the option `description` is a number or word, not a string"]
    );
}

#[test]
fn an_option_that_is_no_literal_is_reported_with_its_text() {
    let case = |name: &str, literal: &str| {
        let found = read("TABLE_OPTIONS.ndjson", option(name, literal));
        assert_eq!(found.facts, [r#"1 Tells { project: "p", topic: Labels }"#]);
        (found.messages().remove(0), found.marked().to_owned())
    };
    for (name, literal, message, marked) in [
        (
            "description",
            "\"abc",
            "the option `description` isn't a SQL literal: a string isn't closed",
            "\"abc",
        ),
        (
            "description",
            "bare words",
            "the option `description` isn't a SQL literal: the end of the literal was expected and `w` found",
            "words",
        ),
        (
            "description",
            r#""a\qb""#,
            "the option `description` isn't a SQL literal: a string holds an escape that isn't known",
            r#"\qb""#,
        ),
        (
            "description",
            "12",
            "the option `description` is a number or word, not a string",
            "12",
        ),
        (
            "friendly_name",
            "['a']",
            "the option `friendly_name` is an array, not a string",
            "['a']",
        ),
        (
            "labels",
            "[('a' 'b')]",
            "the option `labels` isn't a SQL literal: `,` or `)` was expected and `'` found",
            "'b')]",
        ),
        (
            "labels",
            "['a']",
            "the option `labels` holds a string where pairs of strings were expected",
            "['a']",
        ),
        (
            "labels",
            "[('a', 'b', 'c')]",
            "the option `labels` holds a struct where pairs of strings were expected",
            "[('a', 'b', 'c')]",
        ),
    ] {
        assert_eq!(
            case(name, literal),
            (format!("1:1 {message}"), marked.to_owned())
        );
    }
}

#[test]
fn literals_of_every_form() {
    let text = |literal: &str| match parse(literal) {
        Ok(Literal::Text(text)) => text.into_owned(),
        other => panic!("{literal}: {other:?}"),
    };
    for (literal, expected) in [
        (r#""a""#, "a"),
        ("'a\"b'", "a\"b"),
        (r#""""#, ""),
        ("''", ""),
        (r#""""a "quoted" b""""#, "a \"quoted\" b"),
        ("'''a\n'b' '''", "a\n'b' "),
        (r#""""""""#, ""),
        (r#"r"a\n\"b""#, r#"a\n\"b"#),
        (r"R'''\d'''", r"\d"),
        (r#"b"ab""#, "ab"),
        (r"rb'\x'", r"\x"),
        (r#""\u00e9\U0001F600\x41\101\X42""#, "é😀AAB"),
        (
            r#""\a\b\f\n\r\t\v\\\?\'\"\`""#,
            "\u{7}\u{8}\u{c}\n\r\t\u{b}\\?'\"`",
        ),
        (
            r#"TIMESTAMP "2026-01-01 00:00:00+00""#,
            "2026-01-01 00:00:00+00",
        ),
        ("  \"a\"  ", "a"),
        (r#"JSON r'{"a": "\n"}'"#, r#"{"a": "\n"}"#),
    ] {
        assert_eq!(text(literal), expected, "{literal}");
    }
    assert_eq!(parse("null"), Ok(Literal::Null));
    assert_eq!(parse("-1.5e+3"), Ok(Literal::Word("-1.5e+3")));
    assert_eq!(parse("true"), Ok(Literal::Word("true")));
    assert_eq!(
        parse("ARRAY<STRUCT<k STRING, v ARRAY<INT64>>>[STRUCT(1 AS k, [2] AS v)]"),
        Ok(Literal::Array(vec![Literal::Struct(vec![
            Literal::Word("1"),
            Literal::Array(vec![Literal::Word("2")])
        ])]))
    );
    for broken in [
        "",
        "\"",
        "'''a''",
        "[",
        "[1",
        "[1,]",
        "(",
        "STRUCT<",
        "STRUCT<a",
        r#""\"#,
        r#""\x4""#,
        r#""\ud800""#,
        r#""\U00110000""#,
        "\"a\" b",
        "}",
        "é",
        "r",
        "\"é\\é\"",
    ] {
        let result = parse(broken);
        assert!(result.is_err() || broken == "r", "{broken}: {result:?}");
    }
    assert_eq!(
        parse(&"[".repeat(100_000)).unwrap_err().message,
        "it is nested too deeply"
    );
}

#[test]
fn storage_and_privileges() {
    let text = format!(
        "{{{T},\"total_rows\":\"18446744073709551615\",\"total_logical_bytes\":12.0,\"storage_last_modified_time\":\"2026-01-01 00:00:00 UTC\",\"deleted\":\"false\"}}\n{{{T},\"total_rows\":1,\"deleted\":true}}\n{{{T},\"total_rows\":1,\"deleted\":\"true\"}}\n"
    );
    assert_eq!(
        facts("TABLE_STORAGE.ndjson", text),
        [
            format!(
                "1 Storage {{ {NAME}, rows: Some(18446744073709551615), bytes: Some(12), modified: Some(\"2026-01-01 00:00:00 UTC\") }}"
            ),
            "1 Seen { at: 1767225600 }".to_owned(),
        ]
    );
    let unzoned = read(
        "TABLE_STORAGE.ndjson",
        format!("{{{T},\"storage_last_modified_time\":\"2026-01-01 00:00:00\"}}"),
    );
    assert_eq!(unzoned.facts.len(), 2);
    assert_eq!(
        unzoned.messages(),
        ["1:1 `storage_last_modified_time` has no zone and was taken as UTC"]
    );
    let broken = read(
        "TABLE_STORAGE.ndjson",
        format!("{{{T},\"total_rows\":\"many\"}}"),
    );
    assert_eq!(broken.messages(), ["1:1 `total_rows` isn't a whole number"]);
    assert_eq!(broken.marked(), "many");
    let text = r#"{"object_catalog":"p","object_name":"d","object_type":"SCHEMA","privilege_type":"roles/r","grantee":"group:g"}
{"object_catalog":"p","object_schema":"d","object_name":"d","object_type":"SCHEMA","privilege_type":"roles/r","grantee":"group:g"}
{"object_catalog":"p","object_schema":"d","object_name":"t","object_type":"VIEW","privilege_type":"roles/r","grantee":"group:g"}
"#;
    let found = facts("OBJECT_PRIVILEGES.ndjson", text);
    let expected = |line: u8, table: &str| {
        format!(
            "{line} Privilege {{ project: \"p\", dataset: \"d\", table: {table}, privilege: \"roles/r\", grantee: \"group:g\" }}"
        )
    };
    assert_eq!(
        found,
        [
            expected(1, "None"),
            expected(2, "None"),
            expected(3, "Some(\"t\")")
        ]
    );
}

#[test]
fn a_row_that_cant_be_read_is_reported_and_the_rest_is_used() {
    let case = |bad: &[u8]| {
        let mut text = TWO_VIEWS.as_bytes().to_vec();
        text.extend_from_slice(bad);
        text.extend_from_slice(
            b"\n\n{\"table_catalog\":\"p\",\"table_schema\":\"f\",\"table_name\":\"t\"}\n",
        );
        let found = read("VIEWS.ndjson", text);
        assert_eq!(found.facts.len(), 3, "{:?}", found.facts);
        assert!(found.has("dataset: \"f\""));
        (found.messages().remove(0), found.marked().to_owned())
    };
    for (bad, message, marked) in [
        (
            r#"{"table_catalog" "p"}"#,
            "3:18 the row isn't JSON: `:` was expected after a key and `\"` found",
            "\"",
        ),
        (
            r#"{"table_catalog":"p","schema"#,
            "3:28 the row isn't JSON: the text ends inside a string",
            "a",
        ),
        (
            r#"{"table_catalog":"é" x}"#,
            "3:22 the row isn't JSON: `,` or `}` was expected in an object and `x` found",
            "x",
        ),
        (
            r#"{"table_catalog":'p'}"#,
            "3:18 the row isn't JSON: a value was expected and `'` found",
            "'",
        ),
        (
            "hello",
            "3:1 the row isn't JSON: a value was expected and `h` found",
            "h",
        ),
        (
            r#"{"table_catalog":"p","table_schema":"x","table_name":"t"},"#,
            "3:58 the row isn't JSON: the value is complete, yet `,` found after it",
            ",",
        ),
        (
            "[1]",
            "3:1 the row can't be read: an object was expected and a list found",
            "[",
        ),
        (
            "\"text\"",
            "3:1 the row can't be read: an object was expected and a string found",
            "\"",
        ),
        (
            "null",
            "3:1 the row can't be read: an object was expected and null found",
            "n",
        ),
        (
            r#"{"table_catalog":"p"}"#,
            "3:1 the row has no `table_schema` and `table_name`",
            r#"{"table_catalog":"p"}"#,
        ),
        (
            r#"{"table_catalog":"","table_schema":null,"table_name":"t"}"#,
            "3:1 the row has no `table_catalog` and `table_schema`",
            r#"{"table_catalog":"","table_schema":null,"table_name":"t"}"#,
        ),
        (
            r#"{"table_catalog":{"a":1},"table_schema":"d","table_name":"t"}"#,
            "3:18 the row can't be read: `table_catalog` is an object where text was expected",
            "{",
        ),
        (
            r#"{"table_catalog":"p","table_schema":["d"]}"#,
            "3:37 the row can't be read: `table_schema` is a list where text was expected",
            "[",
        ),
    ] {
        assert_eq!(
            case(bad.as_bytes()),
            (message.to_owned(), marked.to_owned()),
            "{bad}"
        );
    }
    let (message, _) = case(b"{\"table_catalog\":\"\xc3\xa9\xff\"}");
    assert_eq!(
        message,
        "3:20 the row isn't UTF-8: byte 0xff stands where a character should begin"
    );
    let (message, _) = case(format!("{{\"x\":{}", "[".repeat(200_000)).as_bytes());
    assert!(message.contains("the row isn't JSON"), "{message}");
}

#[test]
fn a_wrong_file_doesnt_flood() {
    let found = read("TABLES.ndjson", "{}\n".repeat(250));
    assert_eq!(found.problems.len(), 101);
    assert_eq!(
        found.messages()[100],
        "1:1 and 150 more rows of this file can't be read"
    );
    assert_eq!(read("TABLES.ndjson", "{}\n".repeat(99)).problems.len(), 99);
}

#[test]
fn a_line_without_end_is_passed_over() {
    let mut text = TWO_VIEWS.as_bytes().to_vec();
    text.extend(std::iter::repeat_n(b'x', (64 << 20) + 10));
    text.extend_from_slice(
        b"\n{\"table_catalog\":\"p\",\"table_schema\":\"f\",\"table_name\":\"t\"}\n",
    );
    let found = read("VIEWS.ndjson", &text);
    assert_eq!(found.messages(), ["3:1 the row is longer than 64 MiB"]);
    assert!(
        found.facts[2].starts_with("4 Relation"),
        "{:?}",
        found.facts
    );
    let mut csv = b"table_catalog,table_schema,table_name\np,d,t\np,d,\"".to_vec();
    csv.extend(std::iter::repeat_n(b'x', 70 << 20));
    let found = read("VIEWS.csv", &csv);
    assert_eq!(
        found.messages(),
        ["2:1 `VIEWS.csv` holds a row after line 2 that is longer than 64 MiB"]
    );
    assert_eq!(found.facts.len(), 1);
}

#[test]
fn rows_before_a_cut_are_used() {
    // Random enough that half of the compressed bytes are about half of the rows.
    let rows: String = (0..5000_u64)
        .map(|i| {
            format!(
                "{{\"table_catalog\":\"p\",\"table_schema\":\"d{}\",\"table_name\":\"t\"}}\n",
                i.wrapping_mul(0x9E37_79B9_7F4A_7C15)
            )
        })
        .collect();
    let whole = gz(rows.as_bytes());
    let found = read("VIEWS.ndjson.gz", &whole[..whole.len() / 2]);
    let n = found.facts.len();
    assert!((1000..4000).contains(&n), "{n}");
    assert_eq!(
        found.messages(),
        [format!(
            "{n}:1 `VIEWS.ndjson.gz` ends too early after line {n}: the compressed data is cut off"
        )]
    );
    let csv = format!(
        "table_catalog,table_schema,table_name\n{}",
        rows.replace("{\"table_catalog\":\"p\",\"table_schema\":", "p,")
            .replace("\"table_name\":", "")
            .replace('}', "")
    );
    let whole = gz(csv.as_bytes());
    let found = read("VIEWS.csv.gz", &whole[..whole.len() / 2]);
    assert!(found.facts.len() > 500);
    assert!(
        found.messages()[0].ends_with("the compressed data is cut off"),
        "{:?}",
        found.messages()
    );
    let whole = zstd::encode_all(rows.as_bytes(), 3).unwrap();
    let found = read("VIEWS.ndjson.zst", &whole[..whole.len() - 10]);
    assert!(
        found.messages()[0].ends_with("the compressed data is cut off"),
        "{:?}",
        found.messages()
    );
    let array = format!("[{}", rows.replace('\n', ",\n"));
    let found = read("VIEWS.json", &array[..array.len() - 30]);
    assert_eq!(found.facts.len(), 4999);
    assert_eq!(
        found.messages(),
        ["5000:1 `VIEWS.json` ends too early: the JSON isn't closed after line 5000"]
    );
    let found = read("VIEWS.json.gz", "no gzip at all");
    assert_eq!(
        found.messages(),
        ["1:1 `VIEWS.json.gz` can't be decompressed: invalid gzip header"]
    );
}

#[test]
fn text_around_an_array_is_reported() {
    let found = read(
        "VIEWS.json",
        "[{\"table_catalog\":\"p\",\"table_schema\":\"d\",\"table_name\":\"t\"}]\n[more",
    );
    assert_eq!(found.facts.len(), 1);
    assert_eq!(
        found.messages(),
        ["2:1 text stands outside of any JSON object"]
    );
    let found = read(
        "VIEWS.json",
        "[1,\n {\"table_catalog\":\"p\",\"table_schema\":\"d\",\"table_name\":\"t\"},\n \"x\"]",
    );
    assert_eq!(found.facts, [format!("2 {VIEW}")]);
    assert_eq!(
        found.messages(),
        [
            "1:2 the row can't be read: an object was expected and a number found",
            "3:2 the row can't be read: an object was expected and a string found",
        ]
    );
}

#[test]
fn csv() {
    let text = "\u{feff}table_schema,Table_Catalog,table_name,view_definition,use_standard_sql\r\nd,p,t,\"SELECT \"\"a\"\",\n  1\",NO\r\nd,p,u,,\r\n";
    assert_eq!(
        facts("views.csv", text),
        [
            format!("2 Relation {{ {NAME}, kind: Some(View), created: None, base: None }}"),
            format!("2 Query {{ {NAME}, sql: \"SELECT \\\"a\\\",\\n  1\", dialect: BigQueryLegacy, ddl: false }}"),
            "4 Relation { name: Name { project: \"p\", dataset: \"d\", table: \"u\" }, kind: Some(View), created: None, base: None }".to_owned(),
        ]
    );
    assert_eq!(
        facts(
            "VIEWS.tsv",
            "table_catalog\ttable_schema\ttable_name\np\td\tt\n"
        ),
        [format!("2 {VIEW}")]
    );
    let broken = b"table_catalog,table_schema,table_name\np,d\np,d,t\np,e,f,h\n,g,t\np,\xff,t\n";
    let found = read("VIEWS.csv", broken);
    assert_eq!(found.facts, [format!("3 {VIEW}")]);
    assert_eq!(
        found.messages(),
        [
            "2:1 the row has 2 fields where the first line names 3 columns",
            "4:1 the row has 4 fields where the first line names 3 columns",
            "5:1 the row has no `table_catalog`",
            "6:1 the row isn't UTF-8: byte 0xff stands where a character should begin",
        ]
    );
    let found = read("TABLES.csv", "p,d,t\np,d,u\n");
    assert_eq!(
        found.messages(),
        [
            "1:1 `TABLES.csv` has no column `table_catalog`, `table_schema` and `table_name`; its first line has `p`, `d` and `t`"
        ]
    );
    assert_eq!(found.marked(), "p,d,t");
}

#[test]
fn parquet() {
    let schema = "message rows {
        required binary table_catalog (STRING);
        optional binary table_schema (STRING);
        required binary table_name (STRING);
        optional int64 total_rows;
        optional int64 storage_last_modified_time (TIMESTAMP(MICROS,true));
        required boolean deleted;
        repeated binary total_logical_bytes (STRING);
    }";
    let file = |schema: &str, rows: usize| {
        let schema = Arc::new(parse_message_type(schema).unwrap());
        let properties = Arc::new(
            WriterProperties::builder()
                .set_compression(parquet::basic::Compression::SNAPPY)
                .build(),
        );
        let mut bytes = Vec::new();
        let mut writer = SerializedFileWriter::new(&mut bytes, schema, properties).unwrap();
        let mut group = writer.next_row_group().unwrap();
        let texts = |text: &str| vec![ByteArray::from(text); rows];
        let mut index = 0;
        while let Some(mut column) = group.next_column().unwrap() {
            match index {
                1 => {
                    // Every fourth is null.
                    let levels: Vec<i16> = (0..rows).map(|i| i16::from(i % 4 != 3)).collect();
                    let present = levels.iter().filter(|l| **l == 1).count();
                    column.typed::<ByteArrayType>().write_batch(
                        &texts("d")[..present],
                        Some(&levels),
                        None,
                    )
                }
                0 | 2 => {
                    let text = if index == 0 { "p" } else { "t" };
                    column
                        .typed::<ByteArrayType>()
                        .write_batch(&texts(text), None, None)
                }
                3 | 4 => {
                    let value = if index == 3 { 7 } else { 1_767_225_600_000_000 };
                    column.typed::<Int64Type>().write_batch(
                        &vec![value; rows],
                        Some(&vec![1; rows]),
                        None,
                    )
                }
                5 => {
                    let deleted: Vec<bool> = (0..rows).map(|i| i == 1).collect();
                    column.typed::<BoolType>().write_batch(&deleted, None, None)
                }
                _ => column.typed::<ByteArrayType>().write_batch(
                    &[],
                    Some(&vec![0; rows]),
                    Some(&vec![0; rows]),
                ),
            }
            .unwrap();
            column.close().unwrap();
            index += 1;
        }
        group.close().unwrap();
        writer.close().unwrap();
        bytes
    };
    let bytes = file(schema, 4);
    let found = read("TABLE_STORAGE.parquet", &bytes);
    let storage = |row: u8| {
        format!(
            "{row} Storage {{ {NAME}, rows: Some(7), bytes: None, modified: Some(\"2026-01-01T00:00:00Z\") }}"
        )
    };
    let seen = "1 Seen { at: 1767225600 }".to_owned();
    assert_eq!(found.facts, [storage(1), storage(3), seen]);
    assert_eq!(
        found.messages(),
        ["4:1 row 4: the row has no `table_schema`"]
    );
    // More than a batch, compressed once more.
    let many = read("table_storage-01.parquet.gz", gz(&file(schema, 5000)));
    assert_eq!((many.facts.len(), many.problems.len()), (3750, 101));

    assert_eq!(
        messages("TABLES.parquet", "something else"),
        [
            "1:1 `TABLES.parquet` isn't a Parquet file that can be read: Invalid Parquet file. Corrupt footer"
        ]
    );
    assert_eq!(
        messages(
            "VIEWS.parquet",
            file(
                "message rows { required binary a (STRING); repeated binary table_name (STRING); }",
                0
            )
        ),
        [
            "1:1 `VIEWS.parquet` has no column `table_catalog`, `table_schema` and `table_name` of plain values; it has `a` and `table_name`"
        ]
    );
    // Damage of any kind is a finding, never the end of the build.
    for i in 0..bytes.len() {
        for value in [0x00, 0xff, bytes[i] ^ 0x10] {
            let mut damaged = bytes.clone();
            damaged[i] = value;
            read("TABLE_STORAGE.parquet", damaged);
        }
        read("TABLE_STORAGE.parquet", &bytes[..i]);
    }
}

#[test]
fn bq_show() {
    let table = r#"{
  "kind": "bigquery#table",
  "tableReference": {"projectId": "p", "datasetId": "d", "tableId": "t"},
  "type": "TABLE", "creationTime": "1767225600000", "lastModifiedTime": "1767225600001",
  "numRows": "5", "numBytes": 6, "friendlyName": "Orders", "description": "All orders",
  "labels": {"team": "a", "dme": ""},
  "timePartitioning": {"type": "DAY", "field": "day"}, "clustering": {"fields": ["id", "day"]},
  "requirePartitionFilter": true,
  "schema": {"fields": [
    {"name": "day", "type": "DATE", "mode": "REQUIRED"},
    {"name": "items", "type": "RECORD", "mode": "REPEATED", "fields": [{"name": "id", "type": "INTEGER", "description": "its id"}, {"name": "ok", "type": "BOOLEAN"}]}
  ]}
}
"#;
    let found = facts("orders.json", table);
    let column = |path: &str, data_type: &str, rest: &str| {
        format!("1 Column {{ {NAME}, path: \"{path}\", data_type: \"{data_type}\", {rest} }}")
    };
    assert_eq!(
        found,
        [
            format!(
                "1 Relation {{ {NAME}, kind: Some(Table), created: Some(\"2026-01-01T00:00:00Z\"), base: None }}"
            ),
            format!("1 Title {{ {NAME}, text: \"Orders\" }}"),
            format!("1 Description {{ {NAME}, text: \"All orders\" }}"),
            format!("1 Label {{ {NAME}, key: \"team\", value: \"a\" }}"),
            format!("1 Label {{ {NAME}, key: \"dme\", value: \"\" }}"),
            r#"1 PartitionFilter(Name { project: "p", dataset: "d", table: "t" })"#.to_owned(),
            format!(
                "1 Partitioning {{ {NAME}, unit: Some(Day), by_ingestion: false, expiration: None }}"
            ),
            column(
                "day",
                "DATE",
                "description: None, ordinal: Some(1), nullable: Some(false), partitioning: true, clustering: Some(2)"
            ),
            column(
                "items",
                "ARRAY<STRUCT<id INT64, ok BOOL>>",
                "description: None, ordinal: Some(2), nullable: Some(false), partitioning: false, clustering: None"
            ),
            column(
                "items.id",
                "INT64",
                "description: Some(\"its id\"), ordinal: None, nullable: None, partitioning: false, clustering: None"
            ),
            column(
                "items.ok",
                "BOOL",
                "description: None, ordinal: None, nullable: None, partitioning: false, clustering: None"
            ),
            format!(
                "1 Storage {{ {NAME}, rows: Some(5), bytes: Some(6), modified: Some(\"2026-01-01T00:00:00.001Z\") }}"
            ),
        ]
    );
    let view = r#"[{"tableReference":{"projectId":"p","datasetId":"d","tableId":"t"},"type":"VIEW","numRows":"0","view":{"query":"SELECT 1 FROM [a:b.c]","useLegacySql":true}},
{"datasetReference":{"projectId":"p","datasetId":"e"},"description":"text"}]"#;
    let found = facts("tables.json", view);
    assert_eq!(
        found[1],
        format!(
            "1 Query {{ {NAME}, sql: \"SELECT 1 FROM [a:b.c]\", dialect: BigQueryLegacy, ddl: false }}"
        )
    );
    assert!(found[2].contains("Dataset(DatasetProperty"), "{found:?}");
    assert_eq!(found.len(), 3, "a dataset has no page of its own");
    assert_eq!(
        messages("t.json", r#"{"tableReference":{"projectId":"p"}}"#),
        ["1:1 the object has no complete `tableReference` or `datasetReference`"]
    );
}

/// The fact for a job of line 1, in project `p` at the start of 2026.
fn statement(rest: &str) -> String {
    format!(
        "1 Statement(Statement {{ id: \"j1\", at: Some(1767225600), user: \"a@x\", project: \"p\", {rest} }})"
    )
}

const SEEN: &str = "1 Seen { at: 1767225600 }";
const FULL: &str = r#"query: Some("SELECT \"a\""), kind: Other, success: true, referenced: [Name { project: "p", dataset: "d", table: "t" }, Name { project: "q", dataset: "d", table: "u" }], destination: Some(Name { project: "p", dataset: "d", table: "anonymous_visits" }), parent: Some("j0")"#;

#[test]
fn jobs_are_statements_in_every_format() {
    let nested = r#"{"job_id":"j1","creation_time":"2026-01-01T00:00:00.5Z","user_email":"a@x","project_id":"p","statement_type":"INSERT","state":"DONE","query":"SELECT \"a\"","parent_job_id":"j0","destination_table":{"project_id":"p","dataset_id":"d","table_id":"anonymous_visits$20260101"},"referenced_tables":[{"project_id":"p","dataset_id":"d","table_id":"t"},{"project_id":"q","dataset_id":"d","table_id":"u"},{"dataset_id":"d"}],"error_result":null,"labels":[{"key":"k","value":"v"}],"cache_hit":false}"#;
    let expected = [statement(FULL), SEEN.to_owned()];
    assert_eq!(facts("JOBS.ndjson", nested), expected);
    assert_eq!(facts("JOBS.json", format!("[{nested}]")), expected);
    let strings = r#"{"job_id":"j1","creation_time":"2026-01-01 00:00:00 UTC","user_email":"a@x","project_id":"p","statement_type":"INSERT","state":"DONE","query":"SELECT \"a\"","parent_job_id":"j0","destination_table":"{\"project_id\":\"p\",\"dataset_id\":\"d\",\"table_id\":\"anonymous_visits\"}","referenced_tables":"[{\"project_id\":\"p\",\"dataset_id\":\"d\",\"table_id\":\"t\"},{\"project_id\":\"q\",\"dataset_id\":\"d\",\"table_id\":\"u\"}]","error_result":"null"}"#;
    assert_eq!(facts("JOBS_BY_PROJECT.json", strings), expected);
    let csv = "job_id,creation_time,user_email,project_id,statement_type,state,query,parent_job_id,destination_table,referenced_tables,error_result\nj1,2026-01-01 00:00:00 UTC,a@x,p,INSERT,DONE,\"SELECT \"\"a\"\"\",j0,\"{\"\"project_id\"\":\"\"p\"\",\"\"dataset_id\"\":\"\"d\"\",\"\"table_id\"\":\"\"anonymous_visits\"\"}\",\"[{\"\"dataset_id\"\":\"\"d\"\",\"\"table_id\"\":\"\"t\"\"},{\"\"project_id\"\":\"\"q\"\",\"\"dataset_id\"\":\"\"d\"\",\"\"table_id\"\":\"\"u\"\"}]\",\n";
    assert_eq!(
        facts("JOBS.csv", csv),
        [statement(FULL).replacen('1', "2", 1), SEEN.to_owned()]
    );
    let shown = r#"{"kind": "bigquery#job", "user_email": "a@x",
        "jobReference": {"projectId": "p", "jobId": "j1", "location": "US"},
        "configuration": {"jobType": "QUERY", "query": {"query": "SELECT \"a\"", "destinationTable": {"projectId": "p", "datasetId": "d", "tableId": "anonymous_visits"}}},
        "statistics": {"creationTime": "1767225600000", "parentJobId": "j0", "query": {"statementType": "INSERT", "referencedTables": [{"projectId": "p", "datasetId": "d", "tableId": "t"}, {"projectId": "q", "datasetId": "d", "tableId": "u"}]}},
        "status": {"state": "DONE"}}"#;
    assert_eq!(facts("a_job.json", shown), expected);
    let list = format!("[{shown},\n{{\"jobReference\": {{\"jobId\": \"x\"}}}}]");
    assert_eq!(facts("JOBS.json", list).len(), 3);
    assert_eq!(
        messages("JOBS.json", r#"{"jobReference": {"projectId": "p"}}"#),
        ["1:1 the object has no `jobReference.jobId`"]
    );
}

#[test]
fn a_job_of_little_is_a_statement() {
    let bare = |id: &str, success: bool| {
        format!(
            "1 Statement(Statement {{ id: \"{id}\", at: None, user: \"\", project: \"\", query: None, kind: Other, success: {success}, referenced: [], destination: None, parent: None }})"
        )
    };
    for (row, success) in [
        (r#"{"job_id":7}"#, true),
        (r#"{"job_id":7,"creation_time":null,"state":"done"}"#, true),
        (r#"{"job_id":7,"state":"RUNNING"}"#, false),
        (
            r#"{"job_id":7,"state":"DONE","error_result":{"reason":"x"}}"#,
            false,
        ),
        (r#"{"job_id":7,"error_result":"{\"reason\":\"x\"}"}"#, false),
        (r#"{"job_id":7,"error_result":"invalidQuery"}"#, false),
        (r#"{"job_id":7,"error_result":{"reason":null}}"#, true),
        (r#"{"job_id":7,"error_result":""}"#, true),
        // What a query without a destination writes to.
        (
            r#"{"job_id":7,"destination_table":{"project_id":"p","dataset_id":"_0123456789abcdef0123456789abcdef01234567","table_id":"anonev_x"}}"#,
            true,
        ),
        (
            r#"{"job_id":7,"destination_table":{"project_id":"p","dataset_id":"d","table_id":"anon0123456789abcdef"}}"#,
            true,
        ),
        (
            r#"{"job_id":7,"referenced_tables":[{"project_id":"p","dataset_id":"_0123456789abcdef0123456789abcdef01234567","table_id":"anon0123456789abcdef"}]}"#,
            true,
        ),
    ] {
        assert_eq!(facts("JOBS.ndjson", row), [bare("7", success)], "{row}");
    }
    let failed =
        r#"{"jobReference":{"jobId":"x"},"status":{"state":"DONE","errorResult":{"reason":"x"}}}"#;
    assert_eq!(facts("j.json", failed), [bare("x", false)]);
    assert_eq!(
        facts("j.json", r#"{"jobReference":{"jobId":"x"}}"#),
        [bare("x", true)]
    );
}

#[test]
fn a_job_that_cant_be_read_is_reported_and_the_rest_is_used() {
    let good = r#"{"job_id":"j"}"#;
    for (row, message) in [
        (r#"{"creation_time":1767225600}"#, "the row has no `job_id`"),
        (
            r#"{"job_id":"j","user_email":{"x":1}}"#,
            "the row can't be read: the value is an object where text was expected",
        ),
        (
            r#"{"job_id":"j","referenced_tables":5}"#,
            "the row can't be read: an object or a list was expected and a number found",
        ),
        (
            r#"{"job_id":"j","referenced_tables":{"table_id":"t"}}"#,
            "the row can't be read: a list was expected and an object found",
        ),
        (
            r#"{"job_id":"j","destination_table":"p.d.t"}"#,
            "`destination_table` can't be read: a value was expected and `p` found",
        ),
        (
            r#"["j"]"#,
            "the row can't be read: an object was expected and a list found",
        ),
    ] {
        let found = read("JOBS.ndjson", format!("{good}\n{row}\n{good}\n"));
        assert_eq!(found.facts.len(), 2, "{row}");
        let messages = found.messages();
        assert_eq!(messages.len(), 1, "{messages:?}");
        assert!(
            messages[0].starts_with("2:") && messages[0].ends_with(message),
            "{messages:?}"
        );
    }
    // The same row twice is the sink's to count once.
    assert_eq!(facts("JOBS.ndjson", format!("{good}\n{good}\n")).len(), 2);
    assert_eq!(
        messages("JOBS.csv", "a,b\n1,2\n"),
        ["1:1 the first line of `JOBS.csv` names no column of JOBS"]
    );
    for name in ["JOBS.ndjson", "JOBS.json", "JOBS.csv", "JOBS.parquet"] {
        assert_eq!(messages(name, ""), [format!("1:1 `{name}` is empty")]);
    }
    let many: String = (0..1000)
        .map(|i| format!("{{\"job_id\":\"j{i}\"}}\n"))
        .collect();
    let bytes = gz(many.as_bytes());
    let found = read("JOBS.ndjson.gz", &bytes[..bytes.len() - 4]);
    assert!(found.has("id: \"j0\""));
    assert_eq!(found.problems.len(), 1);
    assert!(
        found.problems[0]
            .message
            .to_string()
            .ends_with("the compressed data is cut off")
    );
}

#[test]
fn times_of_jobs() {
    let row = |time: &str| format!("{{\"job_id\":\"j\",\"creation_time\":{time}}}\n");
    let found = read(
        "JOBS.ndjson",
        format!(
            "{}{}{}{}",
            row("\"2026-01-01 00:00:00\""),
            row("\"yesterday\""),
            row("\"2025-12-31\""),
            row("\"2025-12-31 00:00:00+00\""),
        ),
    );
    assert_eq!(
        found.messages(),
        [
            "2:1 `creation_time` isn't a time",
            "1:1 `creation_time` has no zone and was taken as UTC; so was one more time of this file",
        ]
    );
    assert_eq!(found.facts.len(), 5);
    assert!(found.facts[1].contains("at: None"));
    // The newest, whatever the order.
    assert_eq!(found.facts[4], SEEN);
}

#[test]
fn jobs_of_parquet_have_flat_columns() {
    let schema = "message rows {
        required binary job_id (STRING);
        optional int64 creation_time (TIMESTAMP(MICROS,true));
        optional group error_result { optional binary reason (STRING); }
        repeated group referenced_tables { optional binary table_id (STRING); }
    }";
    let schema = Arc::new(parse_message_type(schema).unwrap());
    let mut bytes = Vec::new();
    let properties = Arc::new(WriterProperties::builder().build());
    let mut writer = SerializedFileWriter::new(&mut bytes, schema, properties).unwrap();
    let mut group = writer.next_row_group().unwrap();
    let mut index = 0;
    while let Some(mut column) = group.next_column().unwrap() {
        match index {
            0 => column.typed::<ByteArrayType>().write_batch(
                &[ByteArray::from("a"), ByteArray::from("b")],
                None,
                None,
            ),
            1 => column.typed::<Int64Type>().write_batch(
                &[1_767_225_600_000_000; 2],
                Some(&[1, 1]),
                None,
            ),
            2 => column.typed::<ByteArrayType>().write_batch(
                &[ByteArray::from("invalidQuery")],
                Some(&[0, 2]),
                None,
            ),
            _ => column
                .typed::<ByteArrayType>()
                .write_batch(&[], Some(&[0, 0]), Some(&[0, 0])),
        }
        .unwrap();
        column.close().unwrap();
        index += 1;
    }
    group.close().unwrap();
    writer.close().unwrap();
    let job = |row: u8, id: &str, success: bool| {
        format!(
            "{row} Statement(Statement {{ id: \"{id}\", at: Some(1767225600), user: \"\", project: \"\", query: None, kind: Other, success: {success}, referenced: [], destination: None, parent: None }})"
        )
    };
    assert_eq!(
        facts("JOBS.parquet", bytes),
        [job(1, "a", true), job(2, "b", false), SEEN.to_owned()]
    );
}

#[test]
#[cfg_attr(not(real_data), ignore = "no real data in $VITRINA_REAL_DATA")]
fn a_real_job() {
    let root = std::env::var_os("VITRINA_REAL_DATA").unwrap();
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join(root)
        .join("bigquery/bq_show_job.json");
    let found = facts("job.json", std::fs::read(path).unwrap());
    assert_eq!(found.len(), 2);
    assert!(found[0].contains("id: \"job_IDnbVW6NACdFDkermznYm9o4mcVH\", at: Some(1603908930)"));
    assert!(found[0].ends_with(
        r#"kind: Other, success: true, referenced: [Name { project: "bigquery-public-data", dataset: "usa_names", table: "usa_1910_2013" }], destination: Some(Name { project: "bq-airflow-openlineage", dataset: "new_dataset", table: "output_table" }), parent: None })"#
    ));
    assert_eq!(found[1], "1 Seen { at: 1603908930 }");
}
