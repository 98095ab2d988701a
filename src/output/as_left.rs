//! How a build left the files of a site, as the file system tells it without reading them. Whoever
//! keeps that from build to build spares the next one the reading of each file that it may keep.

use super::file_record::Record;
use super::file_seal::ContentHash;
use super::file_stamp::{STAMP, Stamp};
use super::folder::Folder;

/// Bytes of the digest of a record.
const DIGEST: usize = 16;

/// How the files of a site were left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Left {
    /// Of the record that names the files.
    record: ContentHash,
    /// One a file, in the order of the record; nothing of a file that was changed so shortly before
    /// that a later change might not show.
    stamps: Vec<Option<Stamp>>,
}

impl Left {
    /// Looks at the files of a record in a folder. What was changed at `moment` or later isn't known.
    pub(super) fn of(folder: &mut Folder, record: &Record, moment: i64) -> Self {
        let is_settled = |stamp: &Stamp| stamp.is_settled(moment);
        let files = record.files().iter();
        Self {
            record: record.digest(),
            stamps: files
                .map(|file| {
                    let stamp = folder.stamp(file).filter(is_settled);
                    // Somebody changed it while it was looked at.
                    let size = record.seal(file)?.size;
                    stamp.filter(|stamp| stamp.size == size)
                })
                .collect(),
        }
    }

    /// Whether it is about the files of a record.
    pub(super) fn is_of(&self, record: &Record) -> bool {
        self.stamps.len() == record.files().len() && self.record == record.digest()
    }

    /// Of the file that stands there in the record.
    pub(super) fn stamp(&self, position: usize) -> Option<Stamp> {
        self.stamps.get(position).copied().flatten()
    }

    /// To be kept from build to build.
    #[must_use]
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(DIGEST + STAMP * self.stamps.len());
        bytes.extend_from_slice(&self.record);
        for stamp in &self.stamps {
            bytes.extend_from_slice(&stamp.map_or([0; STAMP], Stamp::bytes));
        }
        bytes
    }

    /// What was kept; nothing where it isn't whole.
    #[must_use]
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (record, stamps) = bytes.split_at_checked(DIGEST)?;
        if stamps.len() % STAMP != 0 {
            return None;
        }
        let stamp = |bytes: &[u8]| Stamp::of_bytes(bytes).filter(|stamp| stamp.inode != 0);
        Some(Self {
            record: record.try_into().ok()?,
            stamps: stamps.chunks_exact(STAMP).map(stamp).collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Left, Stamp};

    #[test]
    fn what_is_kept_is_read_again() {
        let stamp = Stamp {
            size: 5,
            modified: -7,
            changed: i64::MAX,
            inode: u64::MAX,
        };
        let left = Left {
            record: *b"0123456789abcdef",
            stamps: vec![Some(stamp), None],
        };
        let bytes = left.to_bytes();
        assert_eq!(Left::from_bytes(&bytes), Some(left));
        for end in [0, 15, 17, bytes.len() - 1] {
            assert_eq!(Left::from_bytes(&bytes[..end]), None, "{end}");
        }
    }
}
