//! Any bytes as answers of MLflow's API.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vitrina::internals;

fuzz_target!(|data: &[u8]| {
    let names = ["runs.json", "runs.ndjson"];
    let files = names.map(|name| (format!("exports/mlflow/{name}"), data.to_vec()));
    internals::read(None, files);
});
