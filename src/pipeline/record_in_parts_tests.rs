//! Builds of a site whose record is larger than a file of it may be.

#![allow(
    clippy::disallowed_methods,
    reason = "mesh roots and sites are folders of the test's own"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::{Durability, build};
use crate::output::in_small_files;

/// Bytes of a file of the record in parts.
const SMALL: usize = 1000;

/// The files of a site but for its record, and the lines of that.
fn site(folder: &Path) -> (BTreeMap<String, Vec<u8>>, Vec<String>) {
    let (mut files, mut lines) = (BTreeMap::new(), Vec::new());
    for entry in walkdir::WalkDir::new(folder) {
        let entry = entry.unwrap();
        if entry.file_type().is_dir() {
            continue;
        }
        let bytes = fs::read(entry.path()).unwrap();
        let name = entry.path().strip_prefix(folder).unwrap().to_str().unwrap();
        match name.starts_with(".vitrina-files") {
            true => {
                assert!(
                    bytes.len() < SMALL + 300 || !folder.ends_with("parts"),
                    "{name}"
                );
                let text = String::from_utf8(bytes).unwrap();
                let own = text
                    .lines()
                    .filter(|line| !line.starts_with("# ") && !line.starts_with("#+"));
                lines.extend(own.map(str::to_owned));
            }
            false => {
                files.insert(name.replace('\\', "/"), bytes);
            }
        }
    }
    lines.sort_unstable();
    (files, lines)
}

/// Builds a mesh of guides over both sites, and says how many files were as they were.
fn night(dir: &Path, title: &str, guides: &[(&str, &str)]) -> (usize, usize) {
    let root = dir.join("mesh");
    if root.exists() {
        fs::remove_dir_all(&root).unwrap();
    }
    fs::create_dir_all(root.join("guides")).unwrap();
    fs::write(root.join("vitrina.toml"), format!("title = \"{title}\"\n")).unwrap();
    for (name, text) in guides {
        fs::write(root.join("guides").join(name), text).unwrap();
    }
    let run = |out: &str| {
        build(&root, &dir.join(out), Durability::Memory, &|_| {})
            .unwrap()
            .1
    };
    let (whole, parts) = (run("whole"), in_small_files(SMALL, || run("parts")));
    assert_eq!(whole.unchanged, parts.unchanged);
    let (whole, found) = (site(&dir.join("whole")), site(&dir.join("parts")));
    assert!(whole == found, "{title}: {:?} and {:?}", whole.1, found.1);
    let own = fs::read_dir(dir.join("parts")).unwrap();
    let own = own.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    assert!(
        own.filter(|name| name.starts_with(".vitrina-files-"))
            .count()
            > 2
    );
    (parts.files, parts.unchanged)
}

#[test]
fn nights_of_a_site_whose_record_has_parts() {
    let dir = tempfile::tempdir().unwrap();
    let night = |title: &str, guides: &[(&str, &str)]| night(dir.path(), title, guides);
    let (files, kept) = night("Mesh", &[("a.md", "# A\n"), ("b.md", "# B\n")]);
    assert!(files > 20 && kept == 0, "{files}");
    let (files, kept) = night("Mesh", &[("a.md", "# A\n"), ("b.md", "# B\n")]);
    assert_eq!(files, kept);
    // A little, much, and with what is gone.
    let (files, kept) = night("Mesh", &[("a.md", "# A\n"), ("b.md", "# B\n\nMore.\n")]);
    assert!(kept < files);
    let (_, kept) = night("Another mesh", &[("c.md", "# C\n"), ("b.md", "# B\n")]);
    assert!(kept < files);
    night("Another mesh", &[]);
}
