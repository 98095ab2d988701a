//! Any bytes as BigQuery's JOBS, as JSON and as CSV.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vitrina::internals;

fuzz_target!(|data: &[u8]| {
    let names = ["JOBS.csv", "JOBS.json", "JOBS.ndjson"];
    let files = names.map(|name| (format!("exports/bigquery/{name}"), data.to_vec()));
    internals::read(None, files);
});
