//! What strangers find in the repository is true: commands, links, dependencies, versions.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use crate::support::files_below;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

#[track_caller]
fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

/// Texts of the repository itself, by path.
fn texts(wanted: impl Fn(&str) -> bool) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for folder in [
        "docs",
        "scripts",
        ".ci",
        ".github",
        "benches",
        "examples",
        "manifests",
        "tests/fixtures",
    ] {
        for path in files_below(&root().join(folder)) {
            let path = format!("{folder}/{path}");
            if !path.contains("node_modules/") && wanted(&path) {
                found.push((path.clone(), read(&path)));
            }
        }
    }
    for entry in fs::read_dir(root()).unwrap() {
        let path = entry.unwrap().file_name().into_string().unwrap();
        if path.ends_with(".md") && wanted(&path) {
            found.push((path.clone(), read(&path)));
        }
    }
    found
}

/// A build takes the versions that Cargo.lock names, wherever it is started.
#[test]
fn every_cargo_command_is_locked() {
    let commands = [
        "build", "test", "run", "check", "clippy", "doc", "tree", "metadata", "install",
    ];
    let scripts = texts(|p| {
        !p.contains("fixtures")
            && (p.ends_with(".md")
                || p.ends_with(".yml")
                || p.ends_with(".sh")
                || p.starts_with("scripts/")
                || p.starts_with(".ci/"))
            && p != "CHANGELOG.md"
    });
    let mut seen = 0;
    for (path, text) in scripts {
        // A command goes on after a backslash.
        for line in text
            .replace("\\\n", " ")
            .lines()
            .filter(|l| !l.trim_start().starts_with('#'))
        {
            let Some((_, rest)) = line.split_once("cargo ") else {
                continue;
            };
            let mut words = rest.split_whitespace();
            let first = words.find(|w| !w.starts_with(['+', '"'])).unwrap_or("");
            if commands.contains(&first) {
                seen += 1;
                // The script says why this tool isn't.
                let pinned = line.contains("install wasm-bindgen-cli --version");
                assert!(line.contains("--locked") || pinned, "{path}: {line}");
            }
        }
    }
    assert!(seen > 10, "{seen}");
}

/// Each link of a page to a file of the repository leads to one.
#[test]
fn links_of_the_documentation_lead_somewhere() {
    let mut seen = 0;
    for (path, text) in
        texts(|p| p.ends_with(".md") && !p.starts_with("manifests/") && !p.contains("fixtures"))
    {
        let folder = root().join(&path).parent().unwrap().to_path_buf();
        for target in without_code(&text)
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split(')').next())
        {
            let file = target.split('#').next().unwrap();
            if file.is_empty() || file.contains("://") || file.contains(char::is_whitespace) {
                continue;
            }
            seen += 1;
            assert!(folder.join(file).exists(), "{path} links {target}");
        }
    }
    assert!(seen > 20, "{seen}");
}

/// A page without its fenced blocks and what stands between backticks: links there are examples.
fn without_code(text: &str) -> String {
    let mut out = String::new();
    let mut fenced = false;
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        } else if !fenced {
            let outside = line.split('`').step_by(2);
            out.extend(outside);
            out.push('\n');
        }
    }
    out
}

/// docs/dependencies.md has a line for each direct dependency, and for nothing else.
#[test]
fn each_dependency_has_its_reason() {
    let page = read("docs/dependencies.md");
    let told: BTreeSet<String> = page
        .lines()
        .filter(|l| l.starts_with("| `"))
        .filter_map(|l| l.split('|').nth(1))
        .flat_map(|cell| {
            cell.split(',')
                .map(|n| n.trim().trim_matches('`').to_owned())
        })
        .chain(
            page.lines()
                .filter(|l| l.starts_with("Tests alone:"))
                .flat_map(|l| l.split('`').skip(1).step_by(2).map(str::to_owned)),
        )
        .collect();
    let mut stated = BTreeSet::new();
    for manifest in [
        "Cargo.toml",
        "crates/search-core/Cargo.toml",
        "crates/sql/Cargo.toml",
    ] {
        let mut inside = false;
        for line in read(manifest).lines() {
            if line.starts_with('[') {
                inside = line.ends_with("dependencies]");
            } else if let (true, Some((name, _))) = (inside, line.split_once(['=', '.'])) {
                let name = name.trim();
                if !name.is_empty()
                    && !name.starts_with('#')
                    && !["search-core", "sql"].contains(&name)
                {
                    stated.insert(name.to_owned());
                }
            }
        }
    }
    assert_eq!(told, stated);
}

/// One compiler is the oldest that will do, everywhere the same.
#[test]
fn the_oldest_compiler_is_said_once() {
    let manifest = read("Cargo.toml");
    let version = manifest
        .lines()
        .find_map(|l| l.strip_prefix("rust-version = \""))
        .unwrap()
        .trim_end_matches('"');
    assert!(read("README.md").contains(&format!("({version} or later")));
    // CI checks with that very compiler.
    assert!(read(".github/workflows/ci.yml").contains("scripts/oldest-compiler"));
    assert!(read("scripts/oldest-compiler").contains("rust-version"));
}

/// Tests and builds of a clone look at nothing beside it; only `.ci/` may.
#[test]
fn nothing_beside_the_repository_is_read() {
    let beside = concat!("../sha", "red");
    for folder in ["src", "tests", "crates", "examples", "benches", "scripts"] {
        for path in files_below(&root().join(folder)) {
            if path.contains("node_modules/") {
                continue;
            }
            let Ok(text) = fs::read_to_string(root().join(folder).join(&path)) else {
                continue; // not text
            };
            assert!(!text.contains(beside), "{folder}/{path}");
        }
    }
    assert!(!read("build.rs").contains(beside));
}
