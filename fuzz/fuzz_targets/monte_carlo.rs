//! Any bytes as what Monte Carlo exports, as JSON and as CSV.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vitrina::internals;

fuzz_target!(|data: &[u8]| {
    let names = ["alerts.csv", "alerts.json", "uptime.csv"];
    let files = names.map(|name| (format!("exports/monte-carlo/{name}"), data.to_vec()));
    internals::read(None, files);
});
