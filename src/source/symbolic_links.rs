//! Symbolic links: followed where they lead to something within the mesh root, as in a mounted
//! Kubernetes volume, where each file is a link into a hidden folder. A manifest that a walk comes by
//! as well is read under its own path alone; what several links lead to is read under the first's.

use std::io;
use std::path::Path;

use super::folder_walk::{Walk, special};
use super::mesh_root::reason;
use crate::diagnostic::{Finding, Rule, Text, text};

impl Walk<'_> {
    /// Follows the links that were found, and those in the folders that they lead to.
    pub(super) fn follow(&mut self) {
        self.links.sort_unstable();
        let mut next = 0;
        while let Some((path, real)) = self.links.get(next).cloned() {
            next += 1;
            self.link(&path, &real);
        }
    }

    fn link(&mut self, path: &Path, real: &Path) {
        let target = match std::fs::canonicalize(real) {
            Ok(target) => target,
            Err(error) => {
                return self.bad(
                    path,
                    match error.kind() {
                        io::ErrorKind::NotFound => "leads to nothing".into(),
                        _ => text!("can't be followed: {error}", error = reason(&error)),
                    },
                );
            }
        };
        let meta = match std::fs::symlink_metadata(&target) {
            Ok(meta) => meta,
            Err(error) => {
                return self.bad(
                    path,
                    text!("can't be followed: {error}", error = reason(&error)),
                );
            }
        };
        let kind = meta.file_type();
        let Ok(inner) = target.strip_prefix(self.selection.root) else {
            let what = if kind.is_dir() { "a folder" } else { "a file" };
            return self.bad(
                path,
                text!("leads to {what} outside of the mesh root", what),
            );
        };
        // The walk took the link for a file, to which a pattern such as `drafts/` doesn't apply.
        if kind.is_dir() && self.selection.excludes(path, true) {
            return;
        }
        if kind.is_dir() && real.starts_with(&target) {
            return self.bad(
                path,
                "leads in a circle, to a folder that it lies in".into(),
            );
        }
        if self.selection.is_output(&target) {
            return self.bad(path, "leads into the output folder".into());
        }
        if self.selection.excludes(inner, kind.is_dir()) {
            // What is left out isn't named.
            return self.bad(
                path,
                "leads to something that the settings leave out".into(),
            );
        }
        if !kind.is_dir() && !kind.is_file() {
            self.findings.push(special(path, kind));
        } else if kind.is_file() {
            self.file(path, Some(&target));
        } else if self.taken.insert(target.clone()) {
            self.folder(&target, path);
        } else {
            self.twice(path);
        }
    }

    fn bad(&mut self, path: &Path, what: Text) {
        let path = path.display().to_string();
        self.findings.push(
            Finding::new(
                Rule::SymbolicLink,
                text!("`{path}` is a symbolic link that {what}; it was not followed", path, what),
            )
            .at_path(path)
            .help("let it lead to a file or folder within the mesh root, put the file itself there, or exclude the link in vitrina.toml"),
        );
    }
}
