//! Any text as what follows in a data contract (ODCS): read and linked, never a panic. The first byte
//! says where in the document it stands.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vitrina::internals;

const START: &str = "apiVersion: v3.0.2\nkind: DataContract\nid: c\nversion: 1.0.0\nstatus: active\n";
const PLACES: [&str; 4] = [
    "",
    "servers:\n- {server: s, type: bigquery, project: p, dataset: d}\nschema:\n- name: t\n  ",
    "schema:\n- name: t\n  properties:\n  - name: c\n    ",
    "slaProperties:\n- property: freshness\n  ",
];

fuzz_target!(|text: &str| {
    let mut signs = text.chars();
    let place = signs.next().map_or(0, |sign| sign as usize % PLACES.len());
    let contract = format!("{START}{}{}", PLACES[place], signs.as_str());
    internals::load(None, [("a.yaml".to_owned(), contract.into_bytes())]);
});
