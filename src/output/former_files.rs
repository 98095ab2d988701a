//! The files that stand where a site goes, and which of them are as the build before left them: what
//! is the same needn't be written again.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::as_left::Left;
use super::file_record::Record;
use super::file_seal::{Seal, Sealing};
use super::file_stamp::Stamp;
use super::folder::Folder;

/// The files of the site that is there.
#[derive(Debug)]
pub(super) struct FormerFiles {
    pub(super) folder: Folder,
    pub(super) record: Arc<Record>,
    left: Option<Left>,
    /// Of each file of the record whether this build has seen that nobody touched it since.
    untouched: Vec<AtomicBool>,
}

impl FormerFiles {
    pub(super) fn new(folder: Folder, record: Arc<Record>) -> Self {
        Self {
            folder,
            record,
            left: None,
            untouched: Vec::new(),
        }
    }

    /// Trusts what is known of how its files were left, where that is about the same record.
    pub(super) fn trust(&mut self, left: Left) {
        self.left = Some(left).filter(|left| left.is_of(&self.record));
        let files = self.record.files().iter();
        self.untouched = files.map(|_| AtomicBool::new(false)).collect();
    }

    /// What a file holds by the record.
    pub(super) fn seal(&self, path: &str) -> Option<Seal> {
        self.record.seal(path)
    }

    /// Whether one of its files holds these bytes, which the seal is of. Where it may, it is read: two
    /// texts can be made that have one hash.
    pub(super) fn holds(&self, path: &str, seal: Seal, bytes: &[u8]) -> bool {
        let found = || is_same(self.open(path, seal)?, bytes);
        self.seal(path) == Some(seal) && found().is_ok_and(|same| same)
    }

    /// What a file holds, where it is as the record says.
    pub(super) fn as_left(&self, path: &str) -> Option<Seal> {
        let seal = self.seal(path)?;
        let is_left = || {
            let found = self.open(path, seal).and_then(sealed);
            found.is_ok_and(|found| found == seal)
        };
        (self.is_untouched(path) || is_left()).then_some(seal)
    }

    /// The bytes of a file.
    pub(super) fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        let seal = self.seal(path).ok_or(io::ErrorKind::NotFound)?;
        let mut bytes = Vec::new();
        self.open(path, seal)?
            .take(seal.size + 1)
            .read_to_end(&mut bytes)?;
        match bytes.len() as u64 == seal.size {
            true => Ok(bytes),
            false => Err(io::Error::other("somebody else has changed it meanwhile")),
        }
    }

    /// Whether nobody has touched a file since, as the file system says.
    fn is_untouched(&self, path: &str) -> bool {
        let known = || {
            let at = self.record.position(path)?;
            Some((at, self.left.as_ref()?.stamp(at)?))
        };
        let found = known().filter(|(_, known)| self.folder.stamp(path) == Some(*known));
        let flag = found.and_then(|(at, _)| self.untouched.get(at));
        if let Some(flag) = flag {
            flag.store(true, Ordering::Relaxed);
        }
        flag.is_some()
    }

    /// How a file was left that this build has seen untouched.
    pub(super) fn seen(&self, path: &str) -> Option<Stamp> {
        let at = self.record.position(path)?;
        let is_seen = self.untouched.get(at)?.load(Ordering::Relaxed);
        self.left.as_ref()?.stamp(at).filter(|_| is_seen)
    }

    /// Opens a file of the size that the record says.
    fn open(&self, path: &str, seal: Seal) -> io::Result<File> {
        let file = self.folder.open_file(Path::new(path))?;
        let meta = file.metadata()?;
        match meta.is_file() && meta.len() == seal.size {
            true => Ok(file),
            false => Err(io::ErrorKind::NotFound.into()),
        }
    }
}

/// Bytes that are read at once.
const STEP: usize = 1 << 14;

fn is_same(mut file: File, mut bytes: &[u8]) -> io::Result<bool> {
    let mut buffer = [0; STEP];
    while !bytes.is_empty() {
        let read = file.read(&mut buffer)?;
        let found = buffer.get(..read).unwrap_or_default();
        match bytes.strip_prefix(found) {
            Some(rest) if read > 0 => bytes = rest,
            _ => return Ok(false),
        }
    }
    Ok(true)
}

fn sealed(mut file: File) -> io::Result<Seal> {
    let mut sealing = Sealing::default();
    let mut buffer = [0; STEP];
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            return Ok(sealing.seal());
        }
        sealing.add(buffer.get(..read).unwrap_or_default());
    }
}
