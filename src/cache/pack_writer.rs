//! Writes a pack, which gets its name when it is whole.

use std::fs::File;
use std::io::{self, BufWriter, Write};

use rustc_hash::FxHashSet;

use super::cache_folder::CacheFolder;
use super::entry_key::{Key, checksum};
use super::pack_file::{HEAD, LINE, LONGEST, MOST_ENTRIES, Place, line, name_of};
use super::packed_entry::PackedEntry;

/// A pack under construction.
#[derive(Debug)]
pub(super) struct PackWriter {
    unfinished: String,
    file: BufWriter<File>,
    table: Vec<(Key, Place)>,
    known: FxHashSet<Key>,
    at: u64,
    failed: bool,
}

impl PackWriter {
    /// Begins one; nothing where this run may not write.
    pub(super) fn begin(folder: &CacheFolder) -> Option<Self> {
        let (unfinished, file) = folder.unfinished("pack")?;
        let mut writer = Self {
            unfinished,
            file: BufWriter::with_capacity(1 << 18, file),
            table: Vec::new(),
            known: FxHashSet::default(),
            at: 0,
            failed: false,
        };
        writer.write(HEAD);
        Some(writer)
    }

    /// Adds an entry.
    pub(super) fn put(&mut self, key: &Key, entry: &PackedEntry<'_>) {
        let length = entry.stored.len() as u64;
        if self.failed
            || length.max(entry.whole) > LONGEST
            || self.table.len() as u64 >= MOST_ENTRIES
            || !self.known.insert(*key)
        {
            return;
        }
        let place = Place {
            check: checksum(&[key, &entry.stored]),
            at: self.at,
            length,
            whole: entry.whole,
        };
        self.table.push((*key, place));
        self.write(&entry.stored);
    }

    /// Whether an entry of a key was added.
    pub(super) fn has(&self, key: &Key) -> bool {
        self.known.contains(key)
    }

    /// Keys of what was added.
    pub(super) fn keys(&self) -> impl Iterator<Item = Key> {
        self.table.iter().map(|(key, _)| *key)
    }

    /// How many bytes were added.
    pub(super) const fn size(&self) -> u64 {
        self.at
    }

    fn write(&mut self, bytes: &[u8]) {
        self.failed |= self.file.write_all(bytes).is_err();
        self.at += bytes.len() as u64;
    }

    /// Gives it its name. What could not be written as a whole is removed.
    pub(super) fn finish(mut self, folder: &CacheFolder, number: u64) -> Option<()> {
        if self.failed || self.end().is_err() {
            folder.remove(|name| name == self.unfinished);
            return None;
        }
        drop(self.file);
        folder.finish(&self.unfinished, &name_of(number))
    }

    fn end(&mut self) -> io::Result<()> {
        let mut lines = Vec::with_capacity(self.table.len() * LINE);
        for (key, place) in &self.table {
            lines.extend_from_slice(&line(key, place));
        }
        self.file.write_all(&lines)?;
        self.file
            .write_all(&(self.table.len() as u64).to_le_bytes())?;
        self.file.write_all(&checksum(&[&lines]))?;
        self.file.flush()
    }

    /// Removes what was written.
    pub(super) fn discard(self, folder: &CacheFolder) {
        folder.remove(|name| name == self.unfinished);
    }
}
