//! Any bytes as a BigQuery export: the first byte picks the view and the format.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vitrina::internals;

const STEMS: [&str; 13] = [
    "SCHEMATA",
    "TABLES",
    "VIEWS",
    "COLUMNS",
    "COLUMN_FIELD_PATHS",
    "TABLE_OPTIONS",
    "TABLE_STORAGE",
    "OBJECT_PRIVILEGES",
    "SCHEMATA_OPTIONS",
    "ROW_ACCESS_POLICIES",
    "TABLE_CONSTRAINTS",
    "KEY_COLUMN_USAGE",
    // What no view is called may be what `bq show` prints.
    "dataset",
];
const EXTENSIONS: [&str; 6] = ["ndjson", "json", "csv", "parquet", "ndjson.gz", "csv.zst"];

fuzz_target!(|data: &[u8]| {
    let Some((choice, data)) = data.split_first() else {
        return;
    };
    let stem = STEMS[usize::from(*choice) % STEMS.len()];
    let extension = EXTENSIONS[usize::from(*choice) / STEMS.len() % EXTENSIONS.len()];
    let path = format!("exports/bigquery/{stem}.{extension}");
    internals::read(None, [(path, data.to_vec())]);
});
