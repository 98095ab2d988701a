//! Any bytes as a Parquet file of BigQuery's and of an `information_schema`: rows or a finding. The
//! decoder is others' and panics on damaged pages; those panics are caught where it is called.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vitrina::internals;

const SETTINGS: &str = "[[exports]]\nformat = \"bigquery\"\npath = \"a/**\"\n[[exports]]\nformat = \"information-schema\"\ndialect = \"postgres\"\npath = \"b/**\"\n";

fuzz_target!(|data: &[u8]| {
    let names = ["a/COLUMNS.parquet", "a/JOBS.parquet", "b/TABLES.parquet"];
    let files = names.map(|name| (name.to_owned(), data.to_vec()));
    internals::read(Some(SETTINGS), files);
});
