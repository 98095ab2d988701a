//! Any bytes as answers of Airflow's API.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vitrina::internals;

fuzz_target!(|data: &[u8]| {
    let names = ["dag_runs.json", "dag_runs.ndjson"];
    let files = names.map(|name| (format!("exports/airflow/{name}"), data.to_vec()));
    internals::read(None, files);
});
