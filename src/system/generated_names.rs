//! Names that a system gives, and people don't; and names that stand for several tables.

use super::warehouse::System;

impl System {
    /// Whether a name that ends in `*` may stand for all tables that begin with it (`events_*`), and
    /// tables of one kind are made day by day.
    #[must_use]
    pub(crate) const fn has_wildcards(self) -> bool {
        matches!(self, Self::BigQuery)
    }

    /// Whether a table's rows may be partitioned by the moment at which they came, which is a column
    /// that no listing names: one of [`PARTITION_COLUMNS`].
    #[must_use]
    pub(crate) const fn has_partition_time(self) -> bool {
        matches!(self, Self::BigQuery)
    }

    /// Whether it is a temporary table of a script or session, or the result of a query: in BigQuery,
    /// the only system whose exports name any, its dataset is `_script` or `_` and a hash. Other
    /// datasets that begin with `_` are hidden from lists, and datasets all the same.
    #[must_use]
    pub(crate) fn is_temporary(self, dataset: &str, table: &str) -> bool {
        let Some(rest) = dataset.strip_prefix('_') else {
            return false;
        };
        if !matches!(self, Self::BigQuery) {
            return false;
        }
        let word = ["script", "session"];
        let (hash, least) = match word.iter().find_map(|word| rest.strip_prefix(word)) {
            Some(hash) => (hash, 8),
            // The result of a query, in a dataset of its own.
            None if table.starts_with("anon") => (rest, 8),
            // `_20260101` is somebody's dataset.
            None => (rest, 32),
        };
        hash.len() >= least && hash.bytes().all(|b| b.is_ascii_hexdigit() || b == b'_')
    }

    /// Whether a name stands for all tables that begin with it.
    #[must_use]
    pub(crate) fn is_wildcard(self, table: &str) -> bool {
        self.has_wildcards() && wildcard_prefix(table).is_some()
    }

    /// Whether a table is one of a day among its likes (`events_20260131`).
    #[must_use]
    pub(crate) fn is_of_a_day(self, table: &str) -> bool {
        let name = table.as_bytes();
        let day = name.len().checked_sub(8).and_then(|from| name.get(from..));
        self.has_wildcards() && day.is_some_and(|day| day.iter().all(u8::is_ascii_digit))
    }

    /// Whether a table is a view of the system's own on its datasets, which no listing names.
    #[must_use]
    pub(crate) fn is_its_own(self, table: &str) -> bool {
        let listing = matches!(self, Self::BigQuery) && table.starts_with("__TABLES");
        listing || table.starts_with(SYSTEM_SCHEMA)
    }
}

/// What the names of the tables begin with for which a name may stand; nothing where it ends in no
/// `*`. Whether it stands for any, the system of each table says ([`System::has_wildcards`]).
#[must_use]
pub(crate) fn wildcard_prefix(table: &str) -> Option<&str> {
    table.strip_suffix('*')
}

/// The schema of the views that a system itself keeps on its datasets, by the standard of SQL.
const SYSTEM_SCHEMA: &str = "INFORMATION_SCHEMA";

/// Whether what follows a dataset names a view of the system's own: `INFORMATION_SCHEMA.TABLES`.
#[must_use]
pub(crate) fn is_in_the_system_schema(rest: &str) -> bool {
    rest.strip_prefix(SYSTEM_SCHEMA)
        .is_some_and(|rest| rest.starts_with('.'))
}

/// The column with the moment of a row's partition, where no column of a table decides it (BigQuery's
/// ingestion-time partitioning).
pub(crate) const PARTITION_TIME: &str = "_PARTITIONTIME";

/// All columns of that kind, in both cases that statements write them in. Which systems have them
/// says [`System::has_partition_time`].
pub(crate) const PARTITION_COLUMNS: [&str; 4] = [
    PARTITION_TIME,
    "_partitiontime",
    "_PARTITIONDATE",
    "_partitiondate",
];

#[cfg(test)]
mod tests {
    use super::{System, wildcard_prefix};

    #[test]
    fn names_mean_something_in_the_system_that_gives_them() {
        let hidden = "_0123456789abcdef0123456789abcdef01234567";
        for (system, gives) in [
            (System::BigQuery, true),
            (System::Postgres, false),
            (System::Snowflake, false),
            (System::MySql, false),
        ] {
            assert_eq!(system.is_wildcard("events_*"), gives);
            assert_eq!(system.is_of_a_day("events_20260131"), gives);
            assert_eq!(system.is_temporary(hidden, "t"), gives);
            assert_eq!(system.is_its_own("__TABLES_SUMMARY__"), gives);
            assert_eq!(system.has_partition_time(), gives);
            assert!(system.is_its_own("INFORMATION_SCHEMA.TABLES"));
            assert!(!system.is_wildcard("events") && !system.is_of_a_day("events_2026"));
        }
        assert_eq!(wildcard_prefix("events_*"), Some("events_"));
    }
}
