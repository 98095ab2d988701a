//! Any bytes as OpenLineage events.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vitrina::internals;

fuzz_target!(|data: &[u8]| {
    let names = ["events.json", "events.ndjson"];
    let files = names.map(|name| (format!("exports/openlineage/{name}"), data.to_vec()));
    internals::read(None, files);
});
