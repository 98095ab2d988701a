//! Names that a system gives, and people don't.

/// Whether it is a temporary table of a script or session of BigQuery, the only system whose exports
/// name any: its dataset is `_script` or `_` and a hash. Other datasets that begin with `_` are hidden
/// from lists, and datasets all the same.
#[must_use]
pub fn is_temporary(dataset: &str, table: &str) -> bool {
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
pub fn is_wildcard(table: &str) -> bool {
    table.ends_with('*')
}

/// Whether a table is a view of the system's own on its datasets, which no listing names.
#[must_use]
pub fn is_of_the_system(table: &str) -> bool {
    table.starts_with("INFORMATION_SCHEMA") || table.starts_with("__TABLES")
}
