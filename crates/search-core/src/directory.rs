//! Directories as tantivy wants them: one that reads a published index piece by piece, and one
//! that notes what is read, to find out what the head must hold.

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use tantivy::HasLen;
use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    Directory, DirectoryLock, FileHandle, Lock, OwnedBytes, RamDirectory, WatchCallback,
    WatchHandle, WritePtr,
};

use crate::head::Head;
use crate::piece_store::Pieces;

/// A published index: its head, and the pieces at hand.
#[derive(Clone)]
pub struct Published {
    head: Arc<Head>,
    pieces: Arc<Pieces>,
}

impl fmt::Debug for Published {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Published")
    }
}

impl Published {
    /// Reads through `pieces` what the head doesn't hold.
    #[must_use]
    pub const fn new(head: Arc<Head>, pieces: Arc<Pieces>) -> Self {
        Self { head, pieces }
    }
}

impl Published {
    /// All of a file that isn't tantivy's.
    pub(crate) fn whole(&self, name: &str) -> io::Result<OwnedBytes> {
        let handle = self
            .get_file_handle(Path::new(name))
            .map_err(|_| io::Error::from(io::ErrorKind::NotFound))?;
        handle.read_bytes(0..handle.len())
    }
}

/// A file of a published index.
struct Handle {
    of: Published,
    file: usize,
    len: usize,
}

impl fmt::Debug for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Handle({})", self.file)
    }
}

impl HasLen for Handle {
    fn len(&self) -> usize {
        self.len
    }
}

impl FileHandle for Handle {
    /// A missing piece is noted, and the error is of the kind `WouldBlock`: all pieces of the
    /// range are noted at once.
    fn read_bytes(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        if range.end > self.len || range.start > range.end {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if range.is_empty() {
            return Ok(OwnedBytes::empty());
        }
        let (start, len) = (range.start as u64, range.len() as u64);
        if let Some(bytes) = self.of.head.held(self.file, start, len) {
            return Ok(bytes);
        }
        let unknown = || io::Error::from(io::ErrorKind::UnexpectedEof);
        let (first, starts) = self.of.head.starts(self.file).ok_or_else(unknown)?;
        // The piece in which the range begins, and those that begin in it.
        let begin = starts.partition_point(|start| *start <= range.start);
        let pieces = begin.saturating_sub(1)..starts.partition_point(|start| *start < range.end);
        let single = pieces.len() == 1;
        let mut whole = Vec::new();
        let mut missing = false;
        for n in pieces {
            let number = first + u32::try_from(n).unwrap_or(u32::MAX);
            let Some(bytes) = self.of.pieces.get(number) else {
                missing = true;
                continue;
            };
            let at = starts.get(n).copied().unwrap_or_default();
            let from = range.start.max(at) - at;
            let next = starts.get(n + 1).copied().unwrap_or(self.len);
            let to = range.end.min(next) - at;
            if to > bytes.len() || from > to {
                return Err(unknown());
            }
            if single {
                return Ok(bytes.slice(from..to));
            }
            whole.extend_from_slice(&bytes[from..to]);
        }
        if missing {
            return Err(io::ErrorKind::WouldBlock.into());
        }
        Ok(OwnedBytes::new(whole))
    }
}

impl Directory for Published {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        let files = self.head.files();
        let found = files.iter().position(|f| Path::new(&f.name) == path);
        let Some(file) = found else {
            return Err(OpenReadError::FileDoesNotExist(path.to_path_buf()));
        };
        Ok(Arc::new(Handle {
            of: self.clone(),
            file,
            len: usize::try_from(files[file].len).unwrap_or(usize::MAX),
        }))
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        Ok(path == Path::new("meta.json")
            || self.head.files().iter().any(|f| Path::new(&f.name) == path))
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        if path == Path::new("meta.json") {
            return Ok(self.head.index().as_bytes().to_vec());
        }
        Err(OpenReadError::FileDoesNotExist(path.to_path_buf()))
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        Err(DeleteError::FileDoesNotExist(path.to_path_buf()))
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        Err(OpenWriteError::IoError {
            io_error: Arc::new(io::ErrorKind::ReadOnlyFilesystem.into()),
            filepath: path.to_path_buf(),
        })
    }

    fn atomic_write(&self, _: &Path, _: &[u8]) -> io::Result<()> {
        Err(io::ErrorKind::ReadOnlyFilesystem.into())
    }

    fn sync_directory(&self) -> io::Result<()> {
        Ok(())
    }

    /// Nobody writes to it, so there is nothing to lock.
    fn acquire_lock(&self, _: &Lock) -> Result<DirectoryLock, LockError> {
        Ok(DirectoryLock::from(Box::new(())))
    }

    fn watch(&self, _: WatchCallback) -> tantivy::Result<WatchHandle> {
        Ok(WatchHandle::empty())
    }
}

type Ranges = Arc<Mutex<BTreeMap<PathBuf, Vec<Range<usize>>>>>;

/// An index in memory that notes which parts of its files are read.
#[derive(Debug, Clone)]
pub struct Tracer {
    inner: RamDirectory,
    read: Ranges,
}

impl Tracer {
    /// Nothing is read yet.
    #[must_use]
    pub fn new(inner: RamDirectory) -> Self {
        Self {
            inner,
            read: Ranges::default(),
        }
    }

    /// What was read of a file, in order, parts that touch put together.
    #[must_use]
    pub fn read_of(&self, path: &Path) -> Vec<Range<usize>> {
        let mut all = self
            .read
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(path)
            .cloned()
            .unwrap_or_default();
        all.sort_unstable_by_key(|r| (r.start, r.end));
        let mut merged: Vec<Range<usize>> = Vec::new();
        for range in all {
            match merged.last_mut() {
                Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
                _ => merged.push(range),
            }
        }
        merged
    }
}

#[derive(Debug)]
struct Traced {
    inner: Arc<dyn FileHandle>,
    path: PathBuf,
    read: Ranges,
}

impl HasLen for Traced {
    fn len(&self) -> usize {
        self.inner.len()
    }
}

impl FileHandle for Traced {
    fn read_bytes(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        if !range.is_empty() {
            self.read
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .entry(self.path.clone())
                .or_default()
                .push(range.clone());
        }
        self.inner.read_bytes(range)
    }
}

impl Directory for Tracer {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        Ok(Arc::new(Traced {
            inner: self.inner.get_file_handle(path)?,
            path: path.to_path_buf(),
            read: Arc::clone(&self.read),
        }))
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.inner.exists(path)
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        self.inner.atomic_read(path)
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.inner.delete(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        self.inner.open_write(path)
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        self.inner.atomic_write(path, data)
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.inner.sync_directory()
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.inner.watch(callback)
    }
}
