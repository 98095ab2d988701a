//! A mesh that is built with a cache, and beside that without one, step by step: whatever changes, both
//! are the same.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::support::{Mesh, Output, files_below};

/// What a build says that had nothing to do.
pub const UNCHANGED: &str = "nothing changed: ";

/// The files of a site.
pub fn tree(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let read = |path: String| {
        let bytes = fs::read(dir.join(&path)).unwrap();
        (path, bytes)
    };
    files_below(dir).into_iter().map(read).collect()
}

/// Lines on stderr but for those that tell of time and of the cache.
pub fn told(output: &Output) -> String {
    let lines = output.stderr.lines();
    let times = ["built ", UNCHANGED, "reused: "];
    // How far a run has come is told where it takes long.
    let stages = [
        "read manifests",
        "read exports",
        "link",
        "insight",
        "check",
        "history",
        "restrict",
        "index",
        "render",
        "verify",
        "scan",
        "publish",
    ];
    let is_stage = |line: &str| {
        let name = line.split_once(": ").map_or(line, |(name, _)| name);
        stages.contains(&name)
    };
    let kept =
        lines.filter(|line| !times.iter().any(|time| line.starts_with(time)) && !is_stage(line));
    kept.collect::<Vec<_>>().join("\n")
}

/// The counts of findings at the end.
pub fn counts(output: &Output) -> &str {
    let last = output.stderr.lines().last().unwrap_or_default();
    last.split_once("; ").map_or("", |(_, counts)| counts)
}

/// A mesh that is built with a cache, and beside that without one, step by step.
pub struct Twins {
    pub mesh: Mesh,
}

impl Twins {
    pub fn new(mesh: Mesh) -> Self {
        Self {
            mesh: mesh.cached(),
        }
    }

    pub fn cache(&self) -> PathBuf {
        self.mesh.base().join(".vitrina-cache")
    }

    /// Builds both, compares all that can be seen, and gives what the one with the cache said.
    #[track_caller]
    pub fn build(&self, more: &[&str]) -> Output {
        let kept = self.mesh.run(&[&["build"], more].concat());
        let cold = [&["build", "--no-cache", "--out", "cold/site"], more].concat();
        let cold = self.mesh.run(&cold);
        kept.assert_ran();
        assert_eq!(kept.status, cold.status, "{}\n{}", kept.stderr, cold.stderr);
        assert_eq!(told(&kept), told(&cold));
        assert_eq!(counts(&kept), counts(&cold));
        let (kept_tree, cold_tree) = (
            tree(&self.mesh.out()),
            tree(&self.mesh.base().join("cold/site")),
        );
        let differ = |(path, bytes): &(&String, &Vec<u8>)| cold_tree.get(*path) != Some(bytes);
        let other: Vec<&String> = kept_tree
            .iter()
            .filter(differ)
            .map(|(path, _)| path)
            .collect();
        assert_eq!(other, Vec::<&String>::new(), "{}", kept.stderr);
        assert_eq!(kept_tree.len(), cold_tree.len());
        kept
    }

    /// Builds both where something changed.
    #[track_caller]
    pub fn changed(&self) -> Output {
        let output = self.build(&[]);
        assert!(!output.stderr.contains(UNCHANGED), "{}", output.stderr);
        output
    }

    /// Builds both where nothing changed.
    #[track_caller]
    pub fn unchanged(&self) {
        let output = self.build(&[]);
        assert!(output.stderr.contains(UNCHANGED), "{}", output.stderr);
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.mesh.root().join(path)
    }

    pub fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub fn edit(&self, path: &str, from: &str, to: &str) {
        let text = fs::read_to_string(self.path(path)).unwrap();
        assert!(text.contains(from), "{path} holds no {from}");
        self.write(path, text.replace(from, to));
    }
}

/// A table, two views of it, a guide and a DME.
pub fn small() -> Mesh {
    Mesh::new()
        .bigquery()
        .table("p.d.orders", &[("id", "INT64"), ("amount", "NUMERIC")])
        .view("p.unified.orders", "SELECT id, amount FROM p.d.orders")
        .view("p.unified.ids", "SELECT id FROM p.unified.orders")
        .file("guides/start.md", "# Start\n\nSee [[table:p.d.orders]].\n")
        .file(
            "dmes/sales.yaml",
            "apiVersion: vitrina/v1\nkind: DataMeshEnvironment\nid: sales\nservers:\n  - {server: w, type: bigquery, environment: prod, project: p, dataset: d}\n",
        )
}
