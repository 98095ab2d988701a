//! Files whose content was hashed before. A file is what it was where its file system says the same of
//! it and it had settled when it was hashed; any other is hashed again.

use std::fs::File;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::cache_folder::CacheFolder;
use super::entry_key::{Key, KeyHasher, hash_of};
use super::file_stamp::FileStamp;

/// A file, and what it held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct KnownFile {
    /// What its file system told of it before it was read.
    pub(crate) stamp: FileStamp,
    /// The hash of its content.
    pub(crate) hash: Key,
    /// Whether a later change would have shown in its times.
    pub(crate) settled: bool,
}

impl KnownFile {
    /// Its hash, where the file system says the same of it now and that can be relied on.
    #[must_use]
    pub(crate) fn if_still(&self, stamp: &FileStamp) -> Option<Key> {
        (self.settled && self.stamp == *stamp).then_some(self.hash)
    }
}

/// Files of a mesh root by path.
#[derive(Debug, Default)]
pub(crate) struct KnownFiles(FxHashMap<String, KnownFile>);

impl KnownFiles {
    /// Those of a former run.
    #[must_use]
    pub(crate) fn load(folder: &CacheFolder, key: &Key) -> Self {
        let files: Vec<(String, KnownFile)> = folder.state(key).unwrap_or_default();
        Self(files.into_iter().collect())
    }

    /// The file at a path.
    #[must_use]
    pub(crate) fn get(&self, path: &str) -> Option<&KnownFile> {
        self.0.get(path)
    }

    /// How many there are.
    #[must_use]
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Keeps those of this run.
    pub(crate) fn save(folder: &CacheFolder, key: &Key, files: &[(&str, KnownFile)]) {
        folder.set_state(key, &files);
    }
}

/// A hash of the program that runs: no other one ever uses what it keeps. Nothing where the program
/// can't be read. With `by_content` its file is read whatever is known of it.
#[must_use]
pub(crate) fn program(folder: &CacheFolder, by_content: bool) -> Option<Key> {
    let file = own_file()?;
    let stamp = FileStamp::of(&file.metadata().ok()?)?;
    let key = KeyHasher::new("program").key();
    let known: Option<KnownFile> = folder.state(&key).filter(|_| !by_content);
    if let Some(hash) = known.and_then(|known| known.if_still(&stamp)) {
        return Some(hash);
    }
    let now = folder.now();
    let (hash, length) = hash_of(file).ok()?;
    let known = KnownFile {
        stamp,
        hash,
        settled: now.is_some_and(|now| stamp.is_settled(now)),
    };
    folder.set_state(&key, &known);
    (length == stamp.size()).then_some(hash)
}

/// The file that runs, also where another one has its name by now.
#[cfg(target_os = "linux")]
fn own_file() -> Option<File> {
    let own = File::open("/proc/self/exe");
    own.or_else(|_| File::open(std::env::current_exe()?)).ok()
}

#[cfg(not(target_os = "linux"))]
fn own_file() -> Option<File> {
    File::open(std::env::current_exe().ok()?).ok()
}
