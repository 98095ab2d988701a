//! Any bytes as a BigQuery export: the first byte picks the view and the format.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vitrina::diagnostic::FileId;
use vitrina::export::bigquery;
use vitrina::link::{Aliases, Facts};
use vitrina::source::SourceTree;

const STEMS: [&str; 8] = [
    "SCHEMATA",
    "TABLES",
    "VIEWS",
    "COLUMNS",
    "COLUMN_FIELD_PATHS",
    "TABLE_OPTIONS",
    "TABLE_STORAGE",
    "OBJECT_PRIVILEGES",
];
const EXTENSIONS: [&str; 6] = ["ndjson", "json", "csv", "parquet", "ndjson.gz", "csv.zst"];

fuzz_target!(|data: &[u8]| {
    let Some((choice, data)) = data.split_first() else {
        return;
    };
    let stem = STEMS[usize::from(*choice) % STEMS.len()];
    let extension = EXTENSIONS[usize::from(*choice) / STEMS.len() % EXTENSIONS.len()];
    let tree = SourceTree::in_memory([(format!("{stem}.{extension}"), data.to_vec())]);
    let mut facts = Facts::new(Aliases::default());
    bigquery::read(&tree, FileId(0), &mut facts);
    facts.finish();
});
