//! Any bytes as the record of what changed that a former site holds: as they are, and as what follows
//! the head of a record.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vitrina::internals;

const HEAD: &[u8] = br#"{"head":{"version":1,"mesh":"urn:uuid:00000000-0000-8000-8000-000000000000","stated":false,"built":1790000000,"build":1}}
"#;

fuzz_target!(|data: &[u8]| {
    let _ = internals::is_whole_history(data);
    let _ = internals::is_whole_history(&[HEAD, data].concat());
});
