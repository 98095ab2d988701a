//! Where the mesh root lies in its repository: programs that show findings beside the sources know
//! paths from there alone.

use std::path::Path;

/// The way from the repository's root to the mesh root, with `/` at its end; empty where they are
/// one. The repository is the nearest folder above with a `.git`; where there is none, the current
/// folder stands for it, if the mesh root lies in it.
pub(super) fn way_to(root: &Path) -> String {
    // A symbolic link is a file to a repository; what it leads to holds the sources.
    // Where that is gone, paths stand as they do under the mesh root.
    let Ok(root) = root.canonicalize() else {
        return String::new();
    };
    let repository = root.ancestors().find(|folder| folder.join(".git").exists());
    let current = || {
        let here = std::env::current_dir().ok()?;
        here.canonicalize().ok()
    };
    let from = match repository {
        Some(folder) => Some(folder.to_path_buf()),
        None => current(),
    };
    let Some(way) = from.and_then(|from| root.strip_prefix(from).ok().map(Path::to_path_buf))
    else {
        return String::new();
    };
    let mut out = String::new();
    for part in way.components() {
        out.push_str(&part.as_os_str().to_string_lossy());
        out.push('/');
    }
    out
}
