//! The mesh root: that it is there, and why it can't be used.

use std::io;
use std::path::{Path, PathBuf};

/// Name of the settings, at the top of the mesh root.
pub const SETTINGS: &str = "vitrina.toml";
/// Deepest folder below the mesh root.
pub const MAX_DEPTH: usize = 64;

/// Why a mesh root can't be used at all.
#[derive(Debug)]
pub struct RootError {
    /// The sentence for the user.
    pub message: String,
    /// How to mend it.
    pub help: String,
}

/// What went wrong, without the operating system's error number.
pub(super) fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::PermissionDenied => "permission denied".into(),
        io::ErrorKind::NotFound => "it is not there any more".into(),
        io::ErrorKind::UnexpectedEof => "the compressed data ends too early".into(),
        _ => error.to_string(),
    }
}

/// The real path of a mesh root.
pub(super) fn real_root(root: &Path) -> Result<PathBuf, RootError> {
    let help = || "name the folder that holds vitrina.toml with --root".to_owned();
    let failed = |error: io::Error| RootError {
        message: format!(
            "the mesh root `{}` can't be opened: {}",
            root.display(),
            match error.kind() {
                io::ErrorKind::NotFound => "there is no such folder".into(),
                _ => reason(&error),
            }
        ),
        help: help(),
    };
    if !std::fs::metadata(root).map_err(failed)?.is_dir() {
        return Err(RootError {
            message: format!("the mesh root `{}` isn't a folder", root.display()),
            help: help(),
        });
    }
    // One that can't be listed would be an empty one.
    drop(std::fs::read_dir(root).map_err(failed)?);
    std::fs::canonicalize(root).map_err(failed)
}
