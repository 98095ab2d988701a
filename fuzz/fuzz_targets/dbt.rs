//! Any bytes as a dbt manifest.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vitrina::internals;

fuzz_target!(|data: &[u8]| {
    internals::read(None, [("exports/dbt/manifest.json".to_owned(), data.to_vec())]);
});
