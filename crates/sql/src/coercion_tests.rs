//! Types compared, dialect by dialect.

use proptest::prelude::*;

use super::Dialect;
use super::coercion::Retyped::{self, Breaking, Coerced, Narrowed, Same, Unknown, Widened};
use super::coercion::{normal_type, retyped};

const DOC: &str = include_str!("../../../docs/types.md");

const ALL: [Dialect; 10] = [
    Dialect::BigQuery,
    Dialect::Postgres,
    Dialect::Snowflake,
    Dialect::Redshift,
    Dialect::DuckDb,
    Dialect::Databricks,
    Dialect::MySql,
    Dialect::MsSql,
    Dialect::ClickHouse,
    Dialect::Generic,
];

fn check(dialect: Dialect, cases: &[(&str, &str, Retyped)]) {
    for (old, new, wanted) in cases {
        assert_eq!(
            retyped(dialect, old, new),
            *wanted,
            "{dialect:?}: {old} to {new}"
        );
    }
}

/// Holds each pair of `types` against the pairs of which the first coerces to the second.
fn check_all_pairs(dialect: Dialect, types: &[&str], coerces: &dyn Fn(&str, &str) -> bool) {
    for old in types {
        for new in types {
            let wanted = match (coerces(old, new), coerces(new, old)) {
                _ if old == new => Same,
                (true, _) => Coerced,
                (false, true) => Narrowed,
                (false, false) => Breaking,
            };
            assert_eq!(
                retyped(dialect, old, new),
                wanted,
                "{dialect:?}: {old} to {new}"
            );
        }
    }
}

#[test]
fn bigquery_converts_what_its_page_says() {
    let types = [
        "INT64",
        "NUMERIC",
        "BIGNUMERIC",
        "FLOAT64",
        "BOOL",
        "STRING",
        "BYTES",
        "DATE",
        "DATETIME",
        "TIME",
        "TIMESTAMP",
        "JSON",
        "GEOGRAPHY",
        "INTERVAL",
    ];
    let pairs = "INT64>NUMERIC INT64>BIGNUMERIC INT64>FLOAT64 NUMERIC>BIGNUMERIC NUMERIC>FLOAT64 \
                 BIGNUMERIC>FLOAT64 DATE>DATETIME";
    let coerces = |a: &str, b: &str| pairs.split(' ').any(|pair| pair == format!("{a}>{b}"));
    check_all_pairs(Dialect::BigQuery, &types, &coerces);
    check(
        Dialect::BigQuery,
        &[
            ("INTEGER", "INT64", Same),
            ("FLOAT", "float64", Same),
            ("DECIMAL", "NUMERIC(38, 9)", Same),
            ("STRING(10)", "STRING(20)", Widened),
            ("STRING", "STRING(20)", Narrowed),
            ("BYTES(3)", "BYTES", Widened),
            ("NUMERIC(10, 2)", "NUMERIC", Widened),
            // A digit behind the point more, and one before it less.
            ("NUMERIC(10, 2)", "NUMERIC(10, 3)", Narrowed),
            ("NUMERIC(10, 2)", "NUMERIC(12, 1)", Narrowed),
            ("NUMERIC(10, 2)", "NUMERIC(11, 3)", Widened),
            ("BIGNUMERIC(10)", "BIGNUMERIC", Widened),
            ("INT64", "ARRAY<INT64>", Breaking),
            ("ARRAY<INT64>", "ARRAY<NUMERIC>", Breaking),
            ("ARRAY<STRING(5)>", "ARRAY<STRING>", Widened),
            ("ARRAY<STRING>", "ARRAY<STRING(5)>", Narrowed),
            ("STRUCT<a INT64>", "STRING", Breaking),
            ("STRUCT<a INT64>", "ARRAY<STRUCT<a INT64>>", Breaking),
            ("STRUCT<a INT64>", "STRUCT<A integer>", Same),
            ("STRUCT<a INT64>", "STRUCT<a INT64, b STRING>", Coerced),
            ("STRUCT<a INT64, b STRING>", "STRUCT<a INT64>", Breaking),
            (
                "STRUCT<a INT64, b STRING>",
                "STRUCT<b STRING, a INT64>",
                Coerced,
            ),
            ("STRUCT<a INT64>", "STRUCT<a NUMERIC>", Coerced),
            ("STRUCT<a INT64>", "STRUCT<a STRING>", Breaking),
            (
                "ARRAY<STRUCT<a STRING(3)>>",
                "ARRAY<STRUCT<a STRING>>",
                Widened,
            ),
            (
                "ARRAY<STRUCT<a INT64>>",
                "ARRAY<STRUCT<a INT64, b DATE>>",
                Coerced,
            ),
            (
                "STRUCT<INT64, STRING>",
                "STRUCT<INT64, STRING(4)>",
                Narrowed,
            ),
            ("RECORD", "STRUCT<a INT64>", Unknown),
            ("RANGE<DATE>", "RANGE<DATETIME>", Breaking),
            ("RANGE<DATE>", "RANGE<DATE>", Same),
            ("STRUCT<>", "ARRAY<STRUCT<>>", Breaking),
            ("ARRAY<STRUCT<>>", "array<struct<>>", Same),
            ("", "INT64", Unknown),
            ("INT64", " ", Unknown),
            ("INT64", "GEOMETRY", Unknown),
            ("INT64", "ARRAY<INT64", Unknown),
            ("{{ type }}", "INT64", Unknown),
        ],
    );
}

/// The rows of `pg_cast` with `castcontext = 'i'`, those of object identifiers left out; `text` is a
/// `varchar` here.
#[test]
fn postgres_converts_what_pg_cast_says() {
    let implicit = "int8>float4 int8>float8 int8>numeric int2>int8 int2>int4 int2>float4 int2>float8 \
        int2>numeric int4>int8 int4>float4 int4>float8 int4>numeric float4>float8 numeric>float4 \
        numeric>float8 bpchar>varchar varchar>bpchar name>varchar varchar>name bpchar>name \
        date>timestamp date>timestamptz time>interval time>timetz timestamp>timestamptz \
        macaddr>macaddr8 macaddr8>macaddr cidr>inet bit>varbit varbit>bit";
    let types = [
        "int2",
        "int4",
        "int8",
        "numeric",
        "float4",
        "float8",
        "money",
        "bool",
        "varchar",
        "bpchar",
        "name",
        "date",
        "timestamp",
        "timestamptz",
        "time",
        "timetz",
        "interval",
        "macaddr",
        "macaddr8",
        "cidr",
        "inet",
        "bit",
        "varbit",
        "json",
        "jsonb",
        "uuid",
        "xml",
        "bytea",
    ];
    let coerces = |a: &str, b: &str| implicit.split_whitespace().any(|p| p == format!("{a}>{b}"));
    check_all_pairs(Dialect::Postgres, &types, &coerces);
    check(
        Dialect::Postgres,
        &[
            ("integer", "int4", Same),
            ("character varying(20)", "varchar(20)", Same),
            ("text", "character varying", Same),
            ("character varying(20)", "text", Widened),
            ("text", "character(4)", Coerced),
            ("char", "character(1)", Same),
            ("timestamp(3) without time zone", "timestamp", Widened),
            ("timestamp(6) with time zone", "timestamptz", Same),
            ("time with time zone", "timetz", Same),
            ("double precision", "float", Same),
            ("float(24)", "real", Same),
            ("numeric", "numeric(10,2)", Narrowed),
            ("numeric(5,-2)", "numeric(6,-2)", Widened),
            ("integer[]", "int4[]", Same),
            ("integer[]", "bigint[]", Breaking),
            ("integer[3]", "integer[4]", Same),
            ("integer", "integer[]", Breaking),
            ("public.mood", "public.mood", Same),
            ("public.mood", "text", Unknown),
            ("\"My type\"", "\"my type\"", Unknown),
            ("vector(3)", "vector(4)", Unknown),
            ("interval day to second", "interval", Unknown),
        ],
    );
}

#[test]
fn other_dialects_convert_what_theirs_say() {
    check(
        Dialect::Snowflake,
        &[
            ("INT", "NUMBER(38,0)", Same),
            ("NUMBER", "BIGINT", Same),
            ("NUMBER(10,2)", "NUMBER(12,2)", Widened),
            ("NUMBER(38,0)", "NUMBER(38,2)", Narrowed),
            ("TEXT", "VARCHAR(16777216)", Same),
            ("VARCHAR(20)", "STRING", Widened),
            ("CHAR", "VARCHAR(1)", Same),
            ("NUMBER", "FLOAT", Coerced),
            ("FLOAT", "NUMBER", Narrowed),
            ("DATE", "TIMESTAMP_NTZ(9)", Coerced),
            ("TIMESTAMP_TZ", "DATE", Narrowed),
            ("TIMESTAMP_NTZ", "TIMESTAMP_LTZ", Coerced),
            ("TIMESTAMP_LTZ", "TIMESTAMP_NTZ", Coerced),
            ("TIMESTAMP_NTZ(3)", "TIMESTAMP_NTZ", Widened),
            ("TIMESTAMP", "TIMESTAMP_NTZ", Unknown),
            ("NUMBER", "VARCHAR", Breaking),
            ("NUMBER", "BOOLEAN", Breaking),
            ("VARCHAR", "VARIANT", Breaking),
            ("VARIANT", "OBJECT", Breaking),
            ("ARRAY", "ARRAY(NUMBER)", Unknown),
            ("ARRAY(NUMBER NOT NULL)", "ARRAY(NUMBER)", Same),
            ("OBJECT(a VARCHAR, b NUMBER)", "OBJECT(a VARCHAR)", Breaking),
            ("OBJECT(a VARCHAR)", "OBJECT(A VARCHAR)", Breaking),
            ("MAP(VARCHAR, NUMBER)", "MAP(VARCHAR, FLOAT)", Breaking),
            ("VECTOR(FLOAT, 3)", "VECTOR(FLOAT, 4)", Unknown),
        ],
    );
    check(
        Dialect::Databricks,
        &[
            (
                "struct<a:int,b:array<string>>",
                "STRUCT<a: INT, b: ARRAY<STRING>>",
                Same,
            ),
            (
                "struct<a:int not null comment 'x, y'>",
                "struct<a:int>",
                Same,
            ),
            ("struct<a:int>", "struct<a:bigint>", Coerced),
            ("map<string,int>", "map<string,bigint>", Breaking),
            ("tinyint", "double", Coerced),
            ("double", "bigint", Narrowed),
            ("decimal(10,2)", "decimal(12,2)", Widened),
            ("decimal", "decimal(10,0)", Same),
            ("varchar(10)", "string", Widened),
            ("date", "timestamp", Coerced),
            ("date", "timestamp_ntz", Unknown),
            ("string", "int", Breaking),
            ("string", "variant", Breaking),
        ],
    );
    check(
        Dialect::Redshift,
        &[
            ("character varying(10)", "nvarchar(20)", Widened),
            ("integer", "bigint", Coerced),
            ("bigint", "integer", Narrowed),
            ("numeric", "numeric(18,0)", Same),
            ("numeric", "numeric(20,2)", Unknown),
            ("character(4)", "varchar(4)", Coerced),
            ("integer", "varchar", Breaking),
            ("super", "varchar", Unknown),
            ("boolean", "integer", Unknown),
        ],
    );
    check(
        Dialect::DuckDb,
        &[
            ("INTEGER", "HUGEINT", Coerced),
            ("UINTEGER", "INTEGER", Breaking),
            ("VARCHAR(10)", "TEXT", Same),
            (
                "STRUCT(a INTEGER, b VARCHAR)",
                "STRUCT(a BIGINT, b VARCHAR)",
                Coerced,
            ),
            ("INTEGER[]", "INTEGER[3]", Unknown),
            ("INTEGER[3]", "INTEGER[3]", Same),
            ("INTEGER[][]", "INTEGER[]", Breaking),
            ("MAP(VARCHAR, INTEGER)", "MAP(VARCHAR, INT)", Same),
            ("TIMESTAMP", "TIMESTAMP WITH TIME ZONE", Coerced),
            ("ENUM('a', 'b')", "ENUM('a')", Unknown),
        ],
    );
    check(
        Dialect::MySql,
        &[
            ("int(11)", "int", Same),
            ("int(10) unsigned", "int unsigned", Same),
            ("int unsigned", "int", Unknown),
            ("int", "bigint(20)", Coerced),
            ("varchar(10)", "varchar(20)", Widened),
            ("varchar(10)", "text", Coerced),
            ("int", "varchar(10)", Breaking),
            ("enum('a','b')", "enum('a')", Unknown),
            ("datetime", "datetime(6)", Widened),
        ],
    );
    check(
        Dialect::MsSql,
        &[
            ("nvarchar(20)", "nvarchar(max)", Widened),
            ("varchar(20)", "nvarchar(20)", Coerced),
            ("datetime2(7)", "datetime2", Same),
            ("datetime", "date", Narrowed),
            ("int", "xml", Unknown),
        ],
    );
    check(
        Dialect::ClickHouse,
        &[
            ("Nullable(String)", "LowCardinality(Nullable(String))", Same),
            ("Array(UInt8)", "UInt8", Breaking),
            ("Decimal(10, 2)", "Decimal(12, 2)", Widened),
            ("UInt8", "UInt16", Unknown),
            ("Tuple(a UInt8, b String)", "Tuple(a UInt8)", Breaking),
            ("Map(String, UInt64)", "Map(String, UInt64)", Same),
        ],
    );
    check(
        Dialect::Generic,
        &[
            ("varchar(10)", "varchar(20)", Widened),
            ("varchar", "varchar(20)", Unknown),
            ("row(a bigint, b varchar)", "row(a bigint)", Breaking),
            (
                "timestamp(3) with time zone",
                "timestamp(6) with time zone",
                Widened,
            ),
            ("bigint", "double", Unknown),
            ("bigint", "array(bigint)", Breaking),
        ],
    );
}

#[test]
fn a_type_has_one_spelling() {
    let cases = [
        (
            Dialect::BigQuery,
            "array<struct<a integer, `b c` Decimal(10,2)>>",
            "ARRAY<STRUCT<a INT64, `b c` NUMERIC(10, 2)>>",
        ),
        (
            Dialect::Postgres,
            "timestamp (3) without time zone",
            "TIMESTAMP(3)",
        ),
        (
            Dialect::Postgres,
            "public.\"Mood\"[]",
            "ARRAY<PUBLIC.\"Mood\">",
        ),
        (
            Dialect::Databricks,
            "map<string,struct<a:int>>",
            "MAP<STRING, STRUCT<a INT>>",
        ),
        (Dialect::DuckDb, "INT[3]", "INTEGER[3]"),
        (Dialect::MySql, "enum('a','B')", "ENUM('a', 'B')"),
        (Dialect::Generic, " no type > ", "no type >"),
    ];
    for (dialect, text, wanted) in cases {
        assert_eq!(normal_type(dialect, text), wanted);
        assert_eq!(normal_type(dialect, wanted), wanted);
    }
}

#[test]
fn deep_and_long_types_end() {
    let deep = format!("{}INT64{}", "ARRAY<".repeat(100_000), ">".repeat(100_000));
    assert_eq!(retyped(Dialect::BigQuery, &deep, "INT64"), Unknown);
    let wide = |last: &str| {
        let fields: Vec<String> = (0..50_000).map(|i| format!("f{i} INT64")).collect();
        format!("STRUCT<{}, z {last}>", fields.join(", "))
    };
    assert_eq!(
        retyped(Dialect::BigQuery, &wide("INT64"), &wide("STRING")),
        Breaking
    );
}

/// The tables of `docs/types.md`, of one dialect.
fn doc_table(dialect: Dialect) -> String {
    let table = dialect.types();
    let mut text = "| type | converted to |\n|---|---|\n".to_owned();
    for (from, to) in table.coercions {
        text += &format!("| {from} | {} |\n", to.join(", "));
    }
    if !table.apart.is_empty() {
        text += &format!("| {} | nothing |\n", table.apart.join(", "));
    }
    text
}

#[test]
fn the_page_shows_the_tables() {
    let missing: Vec<String> = ALL
        .into_iter()
        .filter(|dialect| !dialect.types().coercions.is_empty())
        .map(|dialect| (dialect, doc_table(dialect)))
        .filter(|(_, table)| !DOC.contains(table))
        .map(|(dialect, table)| format!("{dialect:?}\n\n{table}"))
        .collect();
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

fn any_type() -> impl Strategy<Value = String> {
    let names = [
        "INT64",
        "int",
        "integer",
        "bigint",
        "smallint",
        "numeric",
        "NUMERIC(10, 2)",
        "decimal(12,4)",
        "number(38,0)",
        "float",
        "double precision",
        "bool",
        "string",
        "STRING(10)",
        "varchar(20)",
        "varchar",
        "text",
        "char(3)",
        "bytes",
        "date",
        "datetime",
        "timestamp",
        "timestamp(3)",
        "timestamptz",
        "timestamp_ntz",
        "timestamp with time zone",
        "time",
        "json",
        "variant",
        "array",
        "struct",
        "int unsigned",
        "mood",
        "\"Mood\"",
        "interval",
        "enum('a', 'b')",
    ];
    let leaf = prop::sample::select(names.to_vec()).prop_map(str::to_owned);
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            inner.clone().prop_map(|t| format!("ARRAY<{t}>")),
            inner.clone().prop_map(|t| format!("{t}[]")),
            (inner.clone(), inner.clone()).prop_map(|(k, v)| format!("MAP<{k}, {v}>")),
            prop::collection::vec((0..4usize, inner), 1..4).prop_map(|fields| {
                let fields: Vec<String> = fields
                    .into_iter()
                    .map(|(name, data_type)| format!("f{name} {data_type}"))
                    .collect();
                format!("STRUCT<{}>", fields.join(", "))
            }),
        ]
    })
}

proptest! {
    #[test]
    fn a_type_is_itself(text in any_type(), at in 0..ALL.len()) {
        let dialect = ALL[at];
        prop_assert_eq!(retyped(dialect, &text, &text), Same);
        let normal = normal_type(dialect, &text);
        prop_assert_eq!(&normal_type(dialect, &normal), &normal);
        let parsed = super::type_text::parse(dialect, &text);
        if parsed.is_some() {
            prop_assert_eq!(super::type_text::parse(dialect, &normal), parsed);
            prop_assert_eq!(retyped(dialect, &text, &normal), Same);
        }
    }

    #[test]
    fn what_is_wider_one_way_is_narrower_the_other(
        old in any_type(), new in any_type(), at in 0..ALL.len(),
    ) {
        let dialect = ALL[at];
        let there = retyped(dialect, &old, &new);
        let back = retyped(dialect, &new, &old);
        prop_assert_eq!(there == Same, back == Same);
        prop_assert_eq!(there == Unknown && !old.contains("STRUCT"), back == Unknown && !old.contains("STRUCT"));
        if !old.contains("STRUCT") {
            prop_assert_eq!(there == Breaking, back == Breaking);
            if there == Widened {
                prop_assert_eq!(back, Narrowed);
            }
            if there == Coerced {
                prop_assert!(matches!(back, Narrowed | Coerced));
            }
        }
    }

    #[test]
    fn any_text_is_no_type_or_one(old in ".{0,60}", new in "[A-Za-z<>(),:\\[\\]\"'` 0-9]{0,60}", at in 0..ALL.len()) {
        let _ = retyped(ALL[at], &old, &new);
        let normal = normal_type(ALL[at], &new);
        prop_assert_eq!(&normal_type(ALL[at], &normal), &normal);
        if !new.trim().is_empty() {
            prop_assert_eq!(retyped(ALL[at], &new, &normal), Same);
        }
    }
}

#[test]
fn a_byte_order_mark_makes_no_other_type() {
    for dialect in [Dialect::BigQuery, Dialect::Postgres, Dialect::MsSql] {
        for text in ["\t\u{feff}#@", "\u{feff}\u{feff}", "\u{feff}\u{feff}a"] {
            let normal = normal_type(dialect, text);
            assert_eq!(retyped(dialect, text, &normal), Retyped::Same);
        }
    }
}
