//! Any text as vitrina.toml: findings, never a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vitrina::config::Settings;
use vitrina::diagnostic::FileId;

fuzz_target!(|text: &str| {
    let mut findings = Vec::new();
    let _ = Settings::read(Some(text), FileId(0), &mut findings);
});
