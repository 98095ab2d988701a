//! Any bytes as results of dbt's runs, beside a manifest.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vitrina::internals;

fuzz_target!(|data: &[u8]| {
    let names = ["run_results.json", "sources.json"];
    let files = names.map(|name| (format!("exports/dbt/{name}"), data.to_vec()));
    internals::read(None, files);
});
