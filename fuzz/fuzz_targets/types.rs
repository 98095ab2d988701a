//! Any two lines as types of a column, in every dialect: it ends, and a type is itself.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sql::{Dialect, Retyped, normal_type, retyped};

fuzz_target!(|text: &str| {
    let (old, new) = text.split_once('\n').unwrap_or((text, ""));
    for dialect in [
        Dialect::BigQuery, Dialect::Postgres, Dialect::Snowflake, Dialect::DuckDb, Dialect::Databricks,
        Dialect::MySql, Dialect::MsSql, Dialect::ClickHouse, Dialect::Generic,
    ] {
        let same = retyped(dialect, old, new) == Retyped::Same;
        assert_eq!(same, retyped(dialect, new, old) == Retyped::Same);
        let normal = normal_type(dialect, old);
        assert_eq!(normal_type(dialect, &normal), normal);
        if !old.trim().is_empty() {
            assert_eq!(retyped(dialect, old, &normal), Retyped::Same);
        }
    }
});
