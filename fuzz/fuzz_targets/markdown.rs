//! Any text as Markdown: nothing in it executes.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vitrina::markdown::{self, Targets};

fuzz_target!(|text: &str| {
    let targets = Targets {
        wiki: &|_| None,
        page: &|_| None,
        image: &|_| None,
    };
    let (html, headings) = markdown::document(text, &targets);
    let html = html.to_lowercase();
    assert!(!html.contains("<script"), "a script got through");
    assert!(!html.contains("<img"), "an image got through");
    assert!(
        !html.contains("href=\"javascript:"),
        "a script address got through"
    );
    assert_eq!(
        headings.len(),
        markdown::survey(text).anchors.len(),
        "the two walks differ"
    );
});
