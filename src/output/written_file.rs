//! What a build has written so far, and a file that is written bit by bit.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::file_seal::{Seal, Sealing};

/// Where the bytes of a file of the new site are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whereabouts {
    /// In the staging folder.
    Staged,
    /// There as well, since nobody could know what it would hold before all was written.
    Streamed,
    /// In the former site: it is as it was.
    Kept,
}

/// A file of the new site.
#[derive(Debug)]
pub(super) struct Written {
    pub(super) path: String,
    pub(super) seal: Seal,
    pub(super) at: Whereabouts,
}

/// All of them, from several threads.
pub(super) type AllWritten = Arc<Mutex<Vec<Written>>>;

/// What a lock holds is whole whatever became of another thread: each change is one step. What was
/// written stays in the record.
pub(super) fn at_hand<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The first file that could not be written: what the error that reaches the top is about.
#[derive(Debug, Clone, Default)]
pub(super) struct FirstFailed(Arc<Mutex<Option<PathBuf>>>);

impl FirstFailed {
    pub(super) fn note(&self, out: &Path, path: &str) {
        at_hand(&self.0).get_or_insert_with(|| out.join(path));
    }

    pub(super) fn path(&self) -> Option<PathBuf> {
        at_hand(&self.0).clone()
    }
}

/// A file that remembers its name when it fails, and is noted once it is whole.
pub(super) struct StreamedFile {
    pub(super) file: File,
    pub(super) path: String,
    pub(super) out: PathBuf,
    pub(super) first: FirstFailed,
    pub(super) written: AllWritten,
    pub(super) sealing: Sealing,
}

impl Write for StreamedFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes);
        match &written {
            Ok(count) => self.sealing.add(bytes.get(..*count).unwrap_or_default()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => self.first.note(&self.out, &self.path),
        }
        written
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for StreamedFile {
    fn drop(&mut self) {
        at_hand(&self.written).push(Written {
            path: std::mem::take(&mut self.path),
            seal: self.sealing.seal(),
            at: Whereabouts::Streamed,
        });
    }
}
