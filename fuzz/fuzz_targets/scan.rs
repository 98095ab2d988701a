//! Any bytes as a file of a portal: the scan reads or refuses them, and finds a hidden name that stands
//! among them, whatever is before and after.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vitrina::internals;

const NAME: &str = "fuzzed-shop.hidden_place.planted_name";

fuzz_target!(|bytes: &[u8]| {
    for path in ["x.png", "x.ndjson.gz", "x.ndjson.zst", "search/head.bin"] {
        let _ = internals::is_found(NAME, path, bytes.to_vec());
    }
    let half = bytes.len() / 2;
    let (before, after) = bytes.split_at(half);
    for name in [
        NAME.to_owned(),
        NAME.replace('_', "_<wbr>"),
        NAME.replace('.', "&#46;"),
        NAME.replace('p', "\\u0070"),
        NAME.replace('e', "%2565"),
    ] {
        // What is before a name is no half of an escape, nor a tag that swallows it.
        let planted = [before, b" <p> ", name.as_bytes(), b" <p> ", after].concat();
        let found = internals::is_found(NAME, "x.html", planted);
        assert_eq!(found, Some(true), "{name}");
    }
});
