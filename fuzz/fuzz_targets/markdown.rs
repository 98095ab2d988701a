//! Any text as Markdown: nothing in it executes.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vitrina::internals;

fuzz_target!(|text: &str| {
    let (html, headings, anchors) = internals::markdown(text);
    let html = html.to_lowercase();
    assert!(!html.contains("<script"), "a script got through");
    assert!(!html.contains("<img"), "an image got through");
    assert!(
        !html.contains("href=\"javascript:"),
        "a script address got through"
    );
    assert_eq!(headings, anchors, "the two walks differ");
});
