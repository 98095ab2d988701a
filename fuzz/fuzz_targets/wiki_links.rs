//! Any text as a guide of a small mesh: wiki links lead to pages of the mesh or nowhere, and nothing
//! in what they name executes.
#![no_main]

use std::sync::OnceLock;

use libfuzzer_sys::fuzz_target;
use vitrina::{Mesh, internals};

/// Names as anyone may choose them.
const MANIFESTS: &str = r#"
apiVersion: vitrina/v1
kind: DataMeshEnvironment
id: "a\"><script>"
name: "<script>alert(1)</script>"
---
apiVersion: vitrina/v1
kind: DataProduct
id: ../../b
environment: "a\"><script>"
name: "javascript:alert(1)"
---
apiVersion: vitrina/v1
kind: GlossaryTerm
id: "x|y]] [[z"
name: "[[x]] ![y](//z.example/a)"
"#;

fn mesh() -> Mesh {
    internals::load(None, [("a.yaml".to_owned(), MANIFESTS.into())])
}

static MESH: OnceLock<Mesh> = OnceLock::new();

fuzz_target!(|text: &str| {
    let mesh = MESH.get_or_init(mesh);
    // As it is, as the target of one link, and as its text.
    for text in [
        text.to_owned(),
        format!("[[{text}]]"),
        format!("[[dme:a\"><script>|{text}]]"),
    ] {
        let html = internals::linked_markdown(mesh, &text).to_lowercase();
        assert!(!html.contains("<script"), "a script got through");
        assert!(!html.contains("<img"), "an image got through");
        for address in html.split("href=\"").skip(1) {
            let address = address.split('"').next().unwrap_or_default();
            assert!(
                !address.trim().starts_with("javascript:"),
                "a script address got through"
            );
            assert!(!address.contains("../"), "it leads out of the portal");
        }
    }
});
