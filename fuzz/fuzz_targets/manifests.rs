//! Any bytes as a manifest: findings, never a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vitrina::manifest;
use vitrina::source::SourceTree;

fuzz_target!(|data: &[u8]| {
    let tree = SourceTree::in_memory([("a.yaml".to_owned(), data.to_vec())]);
    let mut findings = Vec::new();
    manifest::read_all(&tree, &|_| false, &mut findings);
});
