//! Any text as Markdown: nothing in it executes.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vitrina::markdown;

fuzz_target!(|text: &str| {
    let (html, _) = markdown::document(text, "", &|_| None);
    let html = html.to_lowercase();
    assert!(!html.contains("<script"), "a script got through");
    assert!(!html.contains("href=\"javascript:"), "a script address got through");
});
