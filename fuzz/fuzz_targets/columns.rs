//! Any text as a view's SQL, read for where its columns come from: it ends, and never panics.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sql::{Defaults, Dialect, Schema, columns, query_fingerprint, usage};

/// One table that is known.
struct One;

impl Schema for One {
    fn columns(&self, relation: &str) -> Option<Vec<&str>> {
        (relation == "p.d.t").then(|| vec!["a", "b", "s"])
    }

    fn has_field(&self, relation: &str, path: &str) -> Option<bool> {
        (relation == "p.d.t").then(|| ["a", "b", "s", "s.x"].contains(&path))
    }
}

fuzz_target!(|sql: &str| {
    let defaults = Defaults {
        project: Some("p"),
        dataset: Some("d"),
    };
    for dialect in [Dialect::BigQuery, Dialect::Postgres, Dialect::Snowflake] {
        for column in columns(sql, dialect, defaults, &One).columns {
            if let Ok(lineage) = column.lineage {
                assert!(lineage.sources.iter().all(|s| !s.relation.is_empty()));
            }
        }
        let _ = usage(sql, dialect, defaults, &One);
        let _ = query_fingerprint(sql, dialect);
    }
});
