//! The mesh root: that it is there, and why it can't be used.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{fmt, io};

/// Name of the settings, at the top of the mesh root.
pub(crate) const SETTINGS: &str = "vitrina.toml";
/// Deepest folder below the mesh root.
pub(super) const MAX_DEPTH: usize = 64;

/// Why a mesh root can't be used at all.
#[derive(Debug)]
#[non_exhaustive]
pub enum RootError {
    /// It can't be opened.
    Unreadable {
        /// The root, as it was named.
        root: PathBuf,
        /// What the file system says.
        error: io::Error,
    },
    /// It isn't a folder.
    NotAFolder(PathBuf),
    /// A pattern of `exclude` in the settings is wrong.
    Exclude(Box<dyn Error + Send + Sync>),
}

impl RootError {
    /// How to mend it.
    #[must_use]
    pub const fn help(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } | Self::NotAFolder(_) => {
                "name the folder that holds vitrina.toml with --root"
            }
            Self::Exclude(_) => "write it as in a .gitignore, for example \"drafts/**\"",
        }
    }
}

impl fmt::Display for RootError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable { root, error } => {
                write!(f, "the mesh root `{}` can't be opened: ", root.display())?;
                match error.kind() {
                    io::ErrorKind::NotFound => f.write_str("there is no such folder"),
                    _ => f.write_str(&reason(error)),
                }
            }
            Self::NotAFolder(root) => {
                write!(f, "the mesh root `{}` isn't a folder", root.display())
            }
            Self::Exclude(error) => {
                write!(f, "a pattern of `exclude` in {SETTINGS} is wrong: {error}")
            }
        }
    }
}

impl Error for RootError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Unreadable { error, .. } => Some(error),
            Self::NotAFolder(_) => None,
            Self::Exclude(error) => Some(&**error),
        }
    }
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
    let failed = |error| RootError::Unreadable {
        root: root.to_path_buf(),
        error,
    };
    if !std::fs::metadata(root).map_err(failed)?.is_dir() {
        return Err(RootError::NotAFolder(root.to_path_buf()));
    }
    // One that can't be listed would be an empty one.
    drop(std::fs::read_dir(root).map_err(failed)?);
    std::fs::canonicalize(root).map_err(failed)
}
