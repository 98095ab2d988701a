//! Any text as the front matter of a guide: findings, and the guide is there all the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vitrina::internals;

fuzz_target!(|text: &str| {
    let guide = format!("---\n{text}\n---\n# Guide\n");
    let mesh = internals::load(None, [("guides/a.md".to_owned(), guide.into_bytes())]);
    assert!(internals::addresses(&mesh).any(|address| address == "guides/a.html"));
});
