//! The walk of a mesh root, its links included.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::folder_walk::Walk;
use super::mesh_root::SETTINGS;
use super::selection::Selection;
use crate::diagnostic::Finding;

/// What a walk found.
pub(super) struct WalkResult {
    /// The settings, where there are any, then all other files by path.
    pub(super) files: Vec<String>,
    /// Real paths of those that were reached through a link.
    pub(super) linked: BTreeMap<u32, PathBuf>,
}

/// Walks the root, then what links in it lead to.
pub(super) fn walk(selection: &Selection<'_>, findings: &mut Vec<Finding>) -> WalkResult {
    let mut walk = Walk {
        selection,
        findings,
        files: Vec::new(),
        links: Vec::new(),
        taken: BTreeSet::new(),
        settings: None,
    };
    walk.folder(selection.root, Path::new(""));
    walk.follow();
    let Walk {
        mut files,
        settings,
        ..
    } = walk;
    files.sort_unstable();
    let settings = settings.map(|real| (SETTINGS.to_owned(), real));
    let mut found = WalkResult {
        files: Vec::with_capacity(files.len() + 1),
        linked: BTreeMap::new(),
    };
    for (path, real) in settings.into_iter().chain(files) {
        if let (Some(real), Ok(id)) = (real, u32::try_from(found.files.len())) {
            found.linked.insert(id, real);
        }
        found.files.push(path);
    }
    found
}
