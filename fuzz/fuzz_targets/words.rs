//! Any text as a name or description to be indexed: its words are short, and it ends.
#![no_main]

use libfuzzer_sys::fuzz_target;
use search_core::{exact_key, words};

fuzz_target!(|text: &str| {
    let _ = exact_key(text);
    for word in words(text) {
        assert!(!word.is_empty() && word.len() <= 64);
    }
});
