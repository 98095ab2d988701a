//! Any text as vitrina.toml: findings, never a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vitrina::internals;

fuzz_target!(|text: &str| {
    internals::read(Some(text), []);
});
