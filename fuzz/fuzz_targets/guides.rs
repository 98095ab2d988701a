//! Any bytes as a guide, as a description beside a manifest, and as an image that a guide shows: read
//! and linked, never a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vitrina::internals;

const TEAM: &str = "apiVersion: vitrina/v1\nkind: Team\nid: team\n";
const SHOWS: &str = "![](a.svg) ![](a.png) [guide](a.md#part) [[team:team]]\n";

fuzz_target!(|data: &[u8]| {
    let files = [
        ("guides/a.md", data),
        ("guides/a.png", data),
        ("guides/a.svg", data),
        ("guides/b.md", SHOWS.as_bytes()),
        ("teams/team.md", data),
        ("teams/team.yaml", TEAM.as_bytes()),
    ];
    let files = files.map(|(path, bytes)| (path.to_owned(), bytes.to_vec()));
    let mesh = internals::load(None, files);
    assert!(internals::addresses(&mesh).any(|address| address == "teams/team.html"));
});
