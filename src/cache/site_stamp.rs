//! An output folder as a build left it, so that it shows whether anybody changed anything in it since.

use std::fs::File;
use std::path::Path;

use serde::{Deserialize, Serialize};
use walkdir::WalkDir;

use super::entry_key::{Key, KeyHasher, hash_of};
use super::file_stamp::{FileStamp, Moment};

/// What an output folder holds: all of its files and folders, those of others included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct SiteStamp {
    /// Number of files and folders.
    entries: u64,
    /// Hashes of their paths and stamps, added up: in which order they come doesn't matter.
    sum: (u64, u64),
    /// Files that a change wouldn't show of, as they were written too shortly before, with the hashes
    /// of their contents.
    young: Vec<(String, Key)>,
}

impl SiteStamp {
    /// Of the folder as it is; nothing where it can't be looked through. `now` is the time by the clock
    /// of file systems.
    #[must_use]
    pub(super) fn of(folder: &Path, now: Moment) -> Option<Self> {
        let mut own = Self {
            entries: 0,
            sum: (0, 0),
            young: Vec::new(),
        };
        own.add_all(folder, &mut |own, path, stamp| {
            if stamp.is_settled(now) {
                return Some(());
            }
            let hash = content(&folder.join(path))?;
            own.young.push((path.to_str()?.to_owned(), hash));
            Some(())
        })?;
        own.young.sort_unstable();
        Some(own)
    }

    /// Whether the folder is as it was.
    #[must_use]
    pub(super) fn is_of(&self, folder: &Path) -> bool {
        let mut now = Self {
            entries: 0,
            sum: (0, 0),
            young: Vec::new(),
        };
        let walked = now.add_all(folder, &mut |_, _, _| Some(()));
        let as_it_was = |(path, hash): &(String, Key)| content(&folder.join(path)) == Some(*hash);
        walked.is_some()
            && (self.entries, self.sum) == (now.entries, now.sum)
            && self.young.iter().all(as_it_was)
    }

    /// Whether another look at the folder saw the same files.
    #[must_use]
    pub(super) fn is_like(&self, other: &Self) -> bool {
        (self.entries, self.sum) == (other.entries, other.sum)
    }

    /// Whether all of it shows without a file being read.
    #[must_use]
    pub(super) const fn is_settled(&self) -> bool {
        self.young.is_empty()
    }

    fn add_all(
        &mut self,
        folder: &Path,
        each_file: &mut dyn FnMut(&mut Self, &Path, &FileStamp) -> Option<()>,
    ) -> Option<()> {
        for entry in WalkDir::new(folder).follow_root_links(false) {
            let entry = entry.ok()?;
            let path = entry.path().strip_prefix(folder).ok()?;
            let kind = entry.file_type();
            if entry.depth() == 0 && !kind.is_dir() {
                return None;
            }
            let hasher = KeyHasher::new("site").bytes(path.as_os_str().as_encoded_bytes());
            let hasher = match kind.is_dir() {
                // What comes and goes in a folder shows by itself.
                true => hasher.bytes(b"folder"),
                false => {
                    let stamp = FileStamp::of_any(&entry.metadata().ok()?)?;
                    if kind.is_file() {
                        each_file(self, path, &stamp)?;
                    }
                    let what: &[u8] = if kind.is_file() { b"file" } else { b"other" };
                    hasher.bytes(what).bytes(&stamp.bytes())
                }
            };
            self.add(&hasher.key());
        }
        Some(())
    }

    fn add(&mut self, key: &Key) {
        let (low, high) = key.split_at(8);
        let number = |half: &[u8]| {
            half.first_chunk()
                .map_or(0, |half| u64::from_le_bytes(*half))
        };
        self.entries += 1;
        self.sum.0 = self.sum.0.wrapping_add(number(low));
        self.sum.1 = self.sum.1.wrapping_add(number(high));
    }
}

/// The hash of a file that no link leads to.
fn content(path: &Path) -> Option<Key> {
    let meta = std::fs::symlink_metadata(path).ok()?;
    let file = meta.is_file().then(|| File::open(path).ok())??;
    Some(hash_of(file).ok()?.0)
}
