//! Any bytes as an export of an `information_schema`: the first byte picks view, format and dialect.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vitrina::internals;

const STEMS: [&str; 10] = [
    "SCHEMATA",
    "TABLES",
    "VIEWS",
    "COLUMNS",
    "TABLE_PRIVILEGES",
    "OBJECT_PRIVILEGES",
    "VIEW_TABLE_USAGE",
    "VIEW_COLUMN_USAGE",
    "TABLE_CONSTRAINTS",
    "KEY_COLUMN_USAGE",
];
const EXTENSIONS: [&str; 4] = ["csv", "ndjson", "json", "parquet"];
const DIALECTS: [&str; 6] = [
    "postgres",
    "redshift",
    "snowflake",
    "databricks",
    "trino",
    "mysql",
];

fuzz_target!(|data: &[u8]| {
    let Some((choice, data)) = data.split_first() else {
        return;
    };
    let choice = usize::from(*choice);
    let stem = STEMS[choice % STEMS.len()];
    let extension = EXTENSIONS[choice / STEMS.len() % EXTENSIONS.len()];
    let dialect = DIALECTS[choice % DIALECTS.len()];
    let settings = format!(
        "[[exports]]\nformat = \"information-schema\"\ndialect = \"{dialect}\"\npath = \"a/**\"\n"
    );
    let path = format!("a/{stem}.{extension}");
    internals::read(Some(&settings), [(path, data.to_vec())]);
});
