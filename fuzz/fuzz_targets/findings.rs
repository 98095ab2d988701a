//! Any bytes as a report of another tool.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vitrina::internals;

fuzz_target!(|data: &[u8]| {
    let names = ["checks.sarif", "checks.ndjson"];
    let files = names.map(|name| (format!("exports/findings/{name}"), data.to_vec()));
    internals::read(None, files);
});
