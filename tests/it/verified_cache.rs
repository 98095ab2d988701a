//! `--verify-cache`: what is kept is made anew, and where it isn't what it was nothing of it stays.

use std::fs;
use std::path::Path;

use crate::support::{Mesh, Output};
use crate::twins::{Twins, small, tree};

/// The sum that a cache keeps of some bytes.
fn sum(parts: &[&[u8]]) -> [u8; 16] {
    let mut hasher = blake3::Hasher::new();
    parts.iter().for_each(|part| {
        hasher.update(part);
    });
    let mut sum = [0; 16];
    hasher.finalize_xof().fill(&mut sum);
    sum
}

/// Gives all values of a cache that stand in files of their own to `alter`, and writes down what that makes
/// of them, with right checksums, as a program would that kept something wrong.
pub fn alter(cache: &Path, alter: &mut dyn FnMut(&mut Vec<u8>)) {
    let files = fs::read_dir(cache).unwrap();
    let files = files.map(|file| file.unwrap().path());
    for path in files.filter(|path| path.extension().is_some_and(|end| end == "state")) {
        let name = path.file_stem().unwrap().to_str().unwrap();
        let digits = |at: usize| u8::from_str_radix(&name[at..at + 2], 16).unwrap();
        let key: Vec<u8> = (0..32).step_by(2).map(digits).collect();
        let bytes = fs::read(&path).unwrap();
        let (head, value) = (&bytes[..16], &bytes[32..]);
        assert_eq!(bytes[16..32], sum(&[&key, value]));
        let mut value = value.to_vec();
        alter(&mut value);
        fs::write(&path, [head, &sum(&[&key, &value]), &value].concat()).unwrap();
    }
}

fn copy(from: &Path, to: &Path) {
    if to.exists() {
        fs::remove_dir_all(to).unwrap();
    }
    for (path, bytes) in tree(from) {
        let to = to.join(path);
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::write(to, bytes).unwrap();
    }
}

const PAGE: &str = "tables/p/d/orders.html";

/// The mesh with a description of a table.
fn described() -> Mesh {
    small().ndjson(
        "TABLE_OPTIONS",
        &[serde_json::json!({"table_catalog": "p", "table_schema": "d", "table_name": "orders",
            "option_name": "description", "option_type": "STRING", "option_value": "\"As it was\""})],
    )
}

#[track_caller]
fn same_trees(twins: &Twins, cold: &str) {
    let (kept, cold) = (tree(&twins.mesh.out()), tree(&twins.mesh.base().join(cold)));
    let differ = |path: &&String| kept.get(*path) != cold.get(*path);
    let paths = kept.keys().chain(cold.keys());
    assert_eq!(
        paths.filter(differ).collect::<Vec<_>>(),
        Vec::<&String>::new()
    );
}

/// How many pages were verified, all that were kept.
#[track_caller]
fn all_verified(of: &Output) -> usize {
    assert_eq!(of.status, 0, "{}", of.stderr);
    let mut lines = of.stderr.lines();
    let verified = lines.find(|line| line.starts_with("verified: "));
    let words: Vec<&str> = verified.unwrap().split(' ').collect();
    assert_eq!(words[1], words[3], "{}", of.stderr);
    words[1].parse().unwrap()
}

/// Verifies all where something is wrong with the page, and looks at what becomes of that.
#[track_caller]
fn is_found(twins: &Twins, bytes: &str) {
    let cold = twins
        .mesh
        .run(&["build", "--no-cache", "--out", "cold/site"]);
    cold.assert_ran();
    let found = twins.mesh.run(&["build", "--verify-cache", "100%"]);
    assert_eq!(found.status, 2, "{}", found.stderr);
    let page = format!("{PAGE}: differs from line ");
    assert!(found.stderr.contains(&page), "{}", found.stderr);
    assert!(found.stderr.contains(bytes), "{}", found.stderr);
    assert!(
        found
            .stderr
            .contains("1 differs: the cache is discarded, and all is built anew"),
        "{}",
        found.stderr
    );
    assert!(!found.stderr.contains("reused: "), "{}", found.stderr);
    let last = |output: &Output| {
        output
            .stderr
            .lines()
            .last()
            .map(|l| l.split("; ").last().map(str::to_owned))
    };
    assert_eq!(last(&found), last(&cold));
    same_trees(twins, "cold/site");
    // What the full build kept serves.
    twins.unchanged();
    let again = twins.mesh.run(&["build", "--verify-cache", "100"]);
    assert!(all_verified(&again) > 5, "{}", again.stderr);
    same_trees(twins, "cold/site");
}

/// As if the file system had told of a file that nobody touched it.
#[cfg(unix)]
#[test]
fn a_page_that_is_not_what_the_build_left_is_found() {
    use std::os::unix::fs::MetadataExt;
    use std::time::Duration;

    let twins = Twins::new(described());
    twins.changed();
    // What was written just now isn't trusted.
    std::thread::sleep(Duration::from_millis(200));
    twins.edit("guides/start.md", "See", "Saw");
    twins.changed();
    let page = twins.mesh.out().join(PAGE);
    let stamp = || -> Vec<u8> {
        let meta = fs::metadata(&page).unwrap();
        let moment = |seconds: i64, nanos: i64| (seconds * 1_000_000_000 + nanos).to_le_bytes();
        let modified = moment(meta.mtime(), meta.mtime_nsec());
        let changed = moment(meta.ctime(), meta.ctime_nsec());
        let parts = [
            meta.len().to_le_bytes(),
            modified,
            changed,
            meta.ino().to_le_bytes(),
        ];
        parts.concat()
    };
    let text = fs::read_to_string(&page).unwrap();
    let before = stamp();
    fs::write(&page, text.replace("As it was", "As it Was")).unwrap();
    let after = stamp();
    let mut found = 0;
    alter(&twins.cache(), &mut |value| {
        let starts = 0..value.len().saturating_sub(before.len() - 1);
        for at in starts {
            if value[at..].starts_with(&before) {
                value[at..at + before.len()].copy_from_slice(&after);
                found += 1;
            }
        }
    });
    assert!(found > 0);
    twins.edit("guides/start.md", "Saw", "See");
    // The former sites are one for both.
    copy(&twins.mesh.out(), &twins.mesh.base().join("cold/site"));
    is_found(&twins, " bytes that are the same");
}

#[test]
fn a_sample_is_looked_at() {
    let twins = Twins::new(small());
    let first = twins.mesh.run(&["build", "--verify-cache", "1%"]);
    assert!(
        first.stderr.contains("verified: no page was kept\n"),
        "{}",
        first.stderr
    );
    twins.build(&[]);
    // Where nothing changed as well.
    for edit in [false, true] {
        if edit {
            twins.edit("guides/start.md", "See", "Saw");
        }
        let some = twins.mesh.run(&["build", "--verify-cache", "0.01%"]);
        assert_eq!(some.status, 0, "{}", some.stderr);
        assert!(some.stderr.contains("verified: 1 of "), "{}", some.stderr);
    }
    twins.build(&[]);
    for wrong in ["0", "0%", "101%", "-1%", "x", "%", "NaN"] {
        let share = format!("--verify-cache={wrong}");
        let refused = twins.mesh.run(&["build", &share]);
        assert_eq!(refused.status, 2);
        assert!(
            refused.stderr.contains("above 0 and up to 100"),
            "{}",
            refused.stderr
        );
    }
    let both = twins
        .mesh
        .run(&["build", "--no-cache", "--verify-cache", "1%"]);
    assert_eq!(both.status, 2);
}

#[test]
fn portals_of_audiences_are_verified() {
    let twins = Twins::new(small());
    twins.write("guides/start.md", "# Start\n");
    twins.edit(
        "vitrina.toml",
        "[entry_points]",
        "[[audiences]]\nid = \"a\"\nlabel = \"A\"\n[[audiences]]\nid = \"b\"\nlabel = \"B\"\n[entry_points]",
    );
    let all = [
        "build",
        "--all-audiences",
        "--out",
        "each",
        "--verify-cache",
        "100%",
    ];
    twins.mesh.run(&all).assert_ran();
    let again = twins.mesh.run(&all);
    all_verified(&again);
}
