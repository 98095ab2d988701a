//! Any text as lines of a former site, which `diff` compares, and as what other commands read of a
//! former run: its findings, accepted changes, a plan. Read or refused, never a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vitrina::internals;

/// Lines of relations and of products, DMEs and domains, one kind a file.
const FILES: [&str; 3] = ["views", "products", "dmes"];

fuzz_target!(|text: &str| {
    let _ = internals::former_findings(text.as_bytes());
    let _ = internals::accepted_changes(text);
    if let Some(texts) = internals::plan_texts(text) {
        assert!(texts.iter().all(|text| !text.contains('\u{1b}')));
    }
    // Of an older version, whose sites say least: two sites with each line on one side, the other, or
    // both.
    let half = |odd: bool| {
        move |file: &str| {
            if file == "api/v1/schema.json" {
                return Some(r#"{"$defs":{"RelationLine":{"properties":{"key":{}}}}}"#.to_owned());
            }
            let of_fuzz = FILES.iter().any(|name| file == format!("api/v1/{name}.ndjson"));
            let lines = text.lines().enumerate();
            let lines = lines.filter(|(i, _)| i % 3 == 2 || (i % 3 == 1) == odd);
            match of_fuzz {
                true => Some(lines.map(|(_, line)| format!("{line}\n")).collect()),
                false => Some(String::new()),
            }
        }
    };
    internals::changes_of_sites(half(false), half(true));
});
