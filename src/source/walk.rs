//! The walk of a mesh root, its links included.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::folder::Walk;
use super::kept::Kept;
use super::root::SETTINGS;
use crate::diagnostic::Finding;

/// What a walk found.
pub(super) struct Found {
    /// The settings, where there are any, then all other files by path.
    pub(super) files: Vec<String>,
    /// Real paths of those that were reached through a link.
    pub(super) linked: BTreeMap<u32, PathBuf>,
}

/// Walks the root, then what links in it lead to.
pub(super) fn walk(kept: &Kept<'_>, findings: &mut Vec<Finding>) -> Found {
    let mut walk = Walk {
        kept,
        findings,
        files: Vec::new(),
        links: Vec::new(),
        taken: BTreeSet::new(),
        settings: None,
    };
    walk.folder(kept.root, Path::new(""));
    walk.follow();
    let Walk {
        mut files,
        settings,
        ..
    } = walk;
    files.sort_unstable();
    let settings = settings.map(|real| (SETTINGS.to_owned(), real));
    let mut found = Found {
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
