//! One build at a time writes an output folder.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use super::no_follow::{is_link_error, without_links};
use super::output_error::FileError;

/// A held lock. Its file is empty, and goes with it.
#[derive(Debug)]
pub(super) struct Lock {
    file: File,
    path: PathBuf,
}

/// Why there is no lock.
#[derive(Debug)]
pub(super) enum Unlocked {
    /// Another build has it.
    Busy,
    /// There is something of that name that vitrina didn't make.
    NotOurs(&'static str),
    /// The file system says so.
    Failed(FileError),
}

impl Lock {
    /// Takes the lock at `path`. Its file is removed by the build that held it, so what was locked
    /// must still be the file at that path.
    pub(super) fn take(path: PathBuf) -> Result<Self, Unlocked> {
        for _ in 0..10 {
            // Never truncated: what isn't empty is somebody's.
            let mut options = OpenOptions::new();
            options.read(true).write(true).create(true).truncate(false);
            let opened = match without_links(&mut options).open(&path) {
                // Another user's build that was killed left it: it is enough to read it.
                Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
                    let read = without_links(OpenOptions::new().read(true)).open(&path);
                    read.map_err(|_| error)
                }
                other => other,
            };
            let file = match opened {
                Ok(file) => file,
                Err(error) if is_link_error(&error) => {
                    return Err(Unlocked::NotOurs("a link or a folder"));
                }
                Err(error) => return Err(Unlocked::Failed(FileError::new(path, error))),
            };
            match file.metadata() {
                Ok(meta) if !meta.is_file() => return Err(Unlocked::NotOurs("not a file")),
                Ok(meta) if meta.len() > 0 => return Err(Unlocked::NotOurs("a file with content")),
                Ok(_) => {}
                Err(error) => return Err(Unlocked::Failed(FileError::new(path, error))),
            }
            match file.try_lock() {
                Ok(()) if is_at(&file, &path) => return Ok(Self { file, path }),
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => break,
                Err(TryLockError::Error(error)) => {
                    return Err(Unlocked::Failed(FileError::new(path, error)));
                }
            }
        }
        Err(Unlocked::Busy)
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        let is_ours =
            is_at(&self.file, &self.path) && self.file.metadata().is_ok_and(|meta| meta.len() == 0);
        if is_ours {
            #[allow(
                clippy::let_underscore_must_use,
                reason = "an empty file that stays behind locks nobody out; the next build removes it"
            )]
            let _ = fs::remove_file(&self.path);
        }
    }
}

#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    match (file.metadata(), fs::symlink_metadata(path)) {
        (Ok(a), Ok(b)) => (a.dev(), a.ino()) == (b.dev(), b.ino()),
        _ => false,
    }
}

#[cfg(not(unix))]
fn is_at(_: &File, path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|meta| meta.is_file())
}
