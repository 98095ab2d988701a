//! Any bytes as a Backstage catalog.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vitrina::internals;

fuzz_target!(|data: &[u8]| {
    let names = ["catalog-info.json", "catalog-info.yaml"];
    let files = names.map(|name| (format!("exports/backstage/{name}"), data.to_vec()));
    internals::read(None, files);
});
