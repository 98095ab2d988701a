//! A folder, and what is done below it without following a link: whatever somebody puts in the
//! place of a folder or a file, nothing elsewhere is written, moved or removed.

use std::io;

use super::file_access::Access;
use super::file_stamp::Stamp;

#[cfg(unix)]
mod descriptors;
#[cfg(not(unix))]
mod paths;
#[cfg(unix)]
mod rename_to_nothing;

#[cfg(unix)]
pub(super) use descriptors::Folder;
#[cfg(not(unix))]
pub(super) use paths::Folder;

/// Whether a file may take the place of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Over {
    /// Of one that vitrina wrote.
    Ours,
    /// Of none.
    Nothing,
}

/// What stands at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    /// A regular file, and who may do what with it.
    File(Access),
    /// A folder.
    Directory,
    /// Anything else, a link for one, or a link or a file where a folder is looked for.
    Else,
}

/// Whether an error says that there is no such file in a folder of ours.
fn is_absent(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    ) || super::no_follow::is_link_error(error)
}
