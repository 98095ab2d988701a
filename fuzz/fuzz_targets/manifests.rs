//! Any bytes as a manifest: findings, never a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vitrina::internals;

fuzz_target!(|data: &[u8]| {
    internals::read(None, [("a.yaml".to_owned(), data.to_vec())]);
});
