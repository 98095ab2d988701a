//! Says where the browser's search client is that is embedded, collects the words that the portal says
//! itself, and tells the tests whether real data, a PostgreSQL server and nginx are at hand, so that
//! those that need them show as ignored where they aren't.

#![allow(
    clippy::disallowed_methods,
    reason = "what is read and written here is the crate's own"
)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    own_words()?;
    println!("cargo::rustc-check-cfg=cfg(real_data)");
    println!("cargo::rustc-check-cfg=cfg(postgres_server)");
    println!("cargo::rustc-check-cfg=cfg(nginx)");
    println!("cargo::rerun-if-changed=build.rs");
    // Another one than the committed one, to try it: what scripts/build-search-client has built.
    println!("cargo::rerun-if-env-changed=SEARCH_CLIENT");
    let package = env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default();
    let client = PathBuf::from(package)
        .join(env::var_os("SEARCH_CLIENT").unwrap_or_else(|| "static".into()));
    println!("cargo::rustc-env=SEARCH_CLIENT={}", client.display());
    println!("cargo::rerun-if-env-changed=VITRINA_REAL_DATA");
    // Relative paths are taken from the package, where cargo runs this.
    if let Some(folder) = env::var_os("VITRINA_REAL_DATA").map(PathBuf::from)
        && folder.is_dir()
    {
        println!("cargo::rustc-cfg=real_data");
        // Only where it is there: a path that is missing would count as changed each time.
        println!("cargo::rerun-if-changed={}", folder.display());
    }
    // Where Debian's packages put servers. One that is installed later is seen after `touch build.rs`:
    // a path that is missing can't be watched.
    let versions = Path::new("/usr/lib/postgresql")
        .read_dir()
        .into_iter()
        .flatten();
    let mut servers = versions.filter_map(|entry| Some(entry.ok()?.path().join("bin/initdb")));
    if let Some(server) = servers.find(|server| server.exists()) {
        println!("cargo::rustc-cfg=postgres_server");
        println!("cargo::rerun-if-changed={}", server.display());
    }
    let nginx = Path::new("/usr/sbin/nginx");
    if nginx.exists() {
        println!("cargo::rustc-cfg=nginx");
        println!("cargo::rerun-if-changed={}", nginx.display());
    }
    Ok(())
}

/// Where pages take their words from: texts, and sources whose string literals are.
const TEXTS: [&str; 2] = ["templates", "static"];
const RULES: &str = "rules";
const SOURCES: [&str; 2] = ["src", "crates/search-core/src"];

/// Writes the lines that pages may hold whatever mesh they are about, as they are written: the scan of
/// a portal for one audience passes over them. Those of rules stand on their pages alone.
fn own_words() -> io::Result<()> {
    let mut own = BTreeSet::new();
    for folder in TEXTS {
        each_file(Path::new(folder), &mut |path| {
            let name = path.to_string_lossy();
            if [".html", ".js", ".css", ".svg", ".txt", ".json"]
                .iter()
                .any(|extension| name.ends_with(extension))
            {
                own.extend(lines(&fs::read_to_string(path)?));
            }
            Ok(())
        })?;
    }
    for folder in SOURCES {
        each_file(Path::new(folder), &mut |path| {
            if path.extension().is_some_and(|e| e == "rs") && !is_of_tests(path) {
                let text = fs::read_to_string(path)?;
                for literal in literals(&without_tests(&text)) {
                    own.extend(lines(literal));
                }
                // What documents these types is published with their schema, a paragraph in one line.
                if path.starts_with("src/lines") {
                    let lines = text.lines().map(str::trim_start);
                    let document =
                        |line: &str| line.strip_prefix("///").map(str::trim).map(str::to_owned);
                    let documents: Vec<Option<String>> = lines.map(document).collect();
                    let paragraphs =
                        documents.split(|line| line.as_ref().is_none_or(String::is_empty));
                    own.extend(paragraphs.map(|lines| {
                        lines
                            .iter()
                            .flatten()
                            .cloned()
                            .collect::<Vec<_>>()
                            .join(" ")
                    }));
                }
            }
            Ok(())
        })?;
    }
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    let own: Vec<String> = own.into_iter().collect();
    fs::write(out.join("own_words.txt"), own.join("\n"))?;
    let mut of_rules = BTreeSet::new();
    each_file(Path::new(RULES), &mut |path| {
        of_rules.extend(lines(&fs::read_to_string(path)?));
        Ok(())
    })?;
    let of_rules: Vec<String> = of_rules.into_iter().collect();
    fs::write(out.join("rule_words.txt"), of_rules.join("\n"))
}

/// Those of the crate that isn't published with this one may be missing.
fn each_file(folder: &Path, each: &mut dyn FnMut(&Path) -> io::Result<()>) -> io::Result<()> {
    let Ok(entries) = folder.read_dir() else {
        return Ok(());
    };
    println!("cargo::rerun-if-changed={}", folder.display());
    for entry in entries {
        let path = entry?.path();
        match path.is_dir() {
            true => each_file(&path, each)?,
            false => each(&path)?,
        }
    }
    Ok(())
}

fn lines(text: &str) -> impl Iterator<Item = String> {
    text.lines().map(|line| line.trim().to_owned())
}

/// Whether a file, or a folder that it is in, is compiled for tests alone: `tests.rs`, `part_tests.rs`.
fn is_of_tests(path: &Path) -> bool {
    path.iter().any(|part| {
        let name = part.to_string_lossy();
        name.trim_end_matches(".rs").ends_with("tests")
    })
}

/// A source without what is compiled for tests alone. Relies on rustfmt: an item ends with `}` or `;`
/// at the indentation that it begins with.
fn without_tests(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if line.trim_start() != "#[cfg(test)]" {
            kept.push_str(line);
            kept.push('\n');
            continue;
        }
        let indent = line.len() - line.trim_start().len();
        let ends = |line: &str| {
            line.len() - line.trim_start().len() == indent && line.ends_with(['}', ';'])
        };
        for line in lines.by_ref() {
            if ends(line) {
                break;
            }
        }
    }
    kept
}

/// The string literals of a source, as they are written.
fn literals(text: &str) -> Vec<&str> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let rest = &text.as_bytes()[at..];
        let length = match byte {
            b'/' if rest.starts_with(b"//") => line_end(rest),
            // A character, or a lifetime.
            b'\'' => match rest {
                [_, b'\\', _, then @ ..] => 4 + then.iter().take_while(|b| **b != b'\'').count(),
                [_, _, b'\'', ..] => 3,
                _ => 1,
            },
            b'r' if !at.checked_sub(1).is_some_and(|b| is_name(bytes[b])) => {
                let hashes = rest[1..].iter().take_while(|b| **b == b'#').count();
                if rest.get(1 + hashes) == Some(&b'"') {
                    let start = at + 2 + hashes;
                    let end = ["\"", &"#".repeat(hashes)].concat();
                    let length = text[start..].find(&end).unwrap_or(text.len() - start);
                    found.push(&text[start..start + length]);
                    2 + hashes + length + end.len()
                } else {
                    1
                }
            }
            b'"' => {
                let mut length = 1;
                while let Some(byte) = rest.get(length).filter(|byte| **byte != b'"') {
                    length += if *byte == b'\\' { 2 } else { 1 };
                }
                found.extend(text.get(at + 1..at + length));
                length + 1
            }
            _ => 1,
        };
        at += length;
    }
    found
}

fn line_end(text: &[u8]) -> usize {
    let end = text.iter().position(|b| *b == b'\n');
    end.unwrap_or(text.len())
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}
