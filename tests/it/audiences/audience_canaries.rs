//! `tests/fixtures/audience-canaries`: hidden names at more than eighty places, none of which reaches
//! the audience, by whatever way.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::canaries::{leaks, published};
use crate::support::{LISTS, Mesh, files_below};

const FIXTURE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/tests/fixtures/audience-canaries"
);

/// Words that mark a place, each with the file it stands in first.
fn words() -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for path in files_below(Path::new(FIXTURE)) {
        let text = fs::read_to_string(Path::new(FIXTURE).join(&path)).unwrap();
        for (at, word) in text.match_indices("quarry") {
            let digits = text[at + word.len()..].chars();
            let digits: String = digits.take_while(char::is_ascii_digit).collect();
            if !digits.is_empty() {
                found
                    .entry(format!("{word}{digits}"))
                    .or_insert(path.clone());
            }
        }
    }
    // No word begins another.
    let short: Vec<String> = found.keys().cloned().collect();
    for word in short {
        let longer = found.keys().any(|of| *of != word && of.starts_with(&word));
        assert!(!longer, "{word} begins another");
    }
    found
}

fn mesh() -> Mesh {
    let mut mesh = Mesh::new();
    for path in files_below(Path::new(FIXTURE)) {
        mesh = mesh.file(&path, fs::read(Path::new(FIXTURE).join(&path)).unwrap());
    }
    mesh
}

/// All that commands print, for an audience or of the whole; the portal is built by the way.
fn printed(mesh: &Mesh, audience: &[&str]) -> String {
    let mut all = String::new();
    let mut add = |args: &[&str]| {
        let output = mesh.run(&[args, audience].concat());
        output.assert_ran();
        all.push_str(&output.stdout);
        all.push_str(&output.stderr);
    };
    add(&["build"]);
    for format in ["human", "json", "sarif", "github", "junit", "markdown"] {
        add(&["check", "--format", format, "--all"]);
    }
    for what in LISTS {
        add(&["list", what, "--format", "ndjson"]);
    }
    for direction in ["--up", "--down"] {
        for format in ["text", "json", "dot", "mermaid", "csv"] {
            let of = "view:p.unified.mixed";
            add(&[
                "lineage", of, "--root", "mesh", direction, "--format", format,
            ]);
        }
    }
    all.to_lowercase()
}

#[test]
fn no_hidden_name_reaches_the_audience() {
    let words = words();
    let mesh = mesh();
    let whole = printed(&mesh, &[]) + &published(&mesh);
    let alive = leaks(&words, &whole).len();
    assert!(alive >= 80, "{alive} of {} places are places", words.len());
    fs::remove_dir_all(mesh.out()).unwrap();
    let terminal = printed(&mesh, &["--audience", "readers"]);
    assert_eq!(leaks(&words, &terminal), [""; 0], "in the terminal");
    assert_eq!(leaks(&words, &published(&mesh)), [""; 0], "in the portal");
    // It isn't empty.
    for name in [
        "p.unified.sales",
        "p.unified.listed",
        "p.trade.orders",
        "number of an order",
        // What its tables' DME publishes: whose the view is.
        "bright environment",
    ] {
        assert!(published(&mesh).contains(name), "{name}");
    }
}
