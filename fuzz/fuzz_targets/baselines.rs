//! Any text as a baseline of a small mesh in which something is wrong: findings, never a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vitrina::internals;

const MANIFESTS: &str = "apiVersion: vitrina/v1\nkind: Domain\nid: a\nparent: gone\n";

fuzz_target!(|data: &[u8]| {
    let files = [
        ("a.yaml", MANIFESTS.as_bytes()),
        ("baseline/_unowned.txt", data),
        ("baseline/dme.txt", data),
    ];
    let files = files.map(|(path, bytes)| (path.to_owned(), bytes.to_vec()));
    assert!(internals::load(None, files).findings().count() > 0);
});
