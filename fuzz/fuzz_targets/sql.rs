//! Any text as a view's SQL, in every dialect: it ends, and never panics.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sql::{Defaults, Dialect, references, renamed};

fuzz_target!(|sql: &str| {
    let defaults = Defaults {
        project: Some("p"),
        dataset: Some("d"),
    };
    for dialect in [Dialect::BigQuery, Dialect::BigQueryLegacy, Dialect::Postgres, Dialect::Snowflake] {
        let found = references(sql, dialect, defaults);
        assert!(found.tables.is_sorted(), "references are sorted");
        if let Ok(same) = renamed(sql, dialect, defaults, &|_| None) {
            assert_eq!(same, sql);
        }
        let _ = renamed(sql, dialect, defaults, &|name| Some(format!("{name}_x")));
    }
});
