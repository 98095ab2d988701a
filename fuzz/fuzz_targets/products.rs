//! Any text as what follows in a data product (ODPS): read and linked, never a panic. The first byte
//! says where in the document it stands.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vitrina::internals;

const START: &str = "apiVersion: v1.0.0\nkind: DataProduct\nid: p\nstatus: active\n";
const PLACES: [&str; 4] = [
    "",
    "outputPorts:\n- name: o\n  version: 1.0.0\n  ",
    "inputPorts:\n- name: i\n  version: 1.0.0\n  ",
    "managementPorts:\n- name: m\n  ",
];

fuzz_target!(|text: &str| {
    let mut signs = text.chars();
    let place = signs.next().map_or(0, |sign| sign as usize % PLACES.len());
    let product = format!("{START}{}{}", PLACES[place], signs.as_str());
    internals::load(None, [("a.yaml".to_owned(), product.into_bytes())]);
});
