//! Names that a system gives, and people don't.

/// Whether it is a temporary table of a script or session of BigQuery, the only system whose exports
/// name any: its dataset is `_script` or `_` and a hash. Other datasets that begin with `_` are hidden
/// from lists, and datasets all the same.
#[must_use]
pub(crate) fn is_temporary(dataset: &str, table: &str) -> bool {
    let Some(rest) = dataset.strip_prefix('_') else {
        return false;
    };
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

/// Whether a name stands for all tables that begin with it (`events_*`).
#[must_use]
pub(crate) fn is_wildcard(table: &str) -> bool {
    table.ends_with('*')
}

/// What the names of a wildcard's tables begin with; nothing where a name is no wildcard.
#[must_use]
pub(crate) fn wildcard_prefix(table: &str) -> Option<&str> {
    table.strip_suffix('*')
}

/// Whether a table is one of a day among its likes (`events_20260131`).
#[must_use]
pub(crate) fn is_of_a_day(table: &str) -> bool {
    let name = table.as_bytes();
    let day = name.len().checked_sub(8).and_then(|from| name.get(from..));
    day.is_some_and(|day| day.iter().all(u8::is_ascii_digit))
}

/// The schema of the views that a system itself keeps on its datasets.
const SYSTEM_SCHEMA: &str = "INFORMATION_SCHEMA";

/// Whether a table is a view of the system's own on its datasets, which no listing names.
#[must_use]
pub(crate) fn is_of_the_system(table: &str) -> bool {
    table.starts_with(SYSTEM_SCHEMA) || table.starts_with("__TABLES")
}

/// Whether what follows a dataset names a view of the system's own: `INFORMATION_SCHEMA.TABLES`.
#[must_use]
pub(crate) fn is_in_the_system_schema(rest: &str) -> bool {
    rest.strip_prefix(SYSTEM_SCHEMA)
        .is_some_and(|rest| rest.starts_with('.'))
}

/// The column with the moment of a row's partition, where no column of a table decides it (BigQuery's
/// ingestion-time partitioning).
pub(crate) const PARTITION_TIME: &str = "_PARTITIONTIME";

/// All columns of that kind, in both cases that statements write them in.
pub(crate) const PARTITION_COLUMNS: [&str; 4] = [
    PARTITION_TIME,
    "_partitiontime",
    "_PARTITIONDATE",
    "_partitiondate",
];
