//! How a build left the files of a site, as the file system tells it without reading them. Whoever
//! keeps that from build to build spares the next one the reading of each file that it may keep.

use rayon::prelude::*;

use super::file_record::Record;
use super::file_seal::ContentHash;
use super::file_stamp::{STAMP, Stamp};

/// Bytes of the digest of a record.
const DIGEST: usize = 16;

/// Moments of a build, by the clock of the file system.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moments {
    /// Before any file of the former site was compared.
    pub(super) began: i64,
    /// After all that is new was written, to a folder that nobody else can enter.
    pub(super) written: i64,
    /// After each file came to where it is looked at.
    pub(super) placed: i64,
}

/// How a file came to where it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Came {
    /// It was there before the build, and is as it was.
    Stayed,
    /// As well, and in this build it got a second name and lost the first: a change of the file, though
    /// not of what it holds.
    Linked,
    /// This build wrote it, and moved it there.
    Written,
}

impl Came {
    /// Whether what a file is seen like after a build is how the build left it, and any later change of
    /// it would show.
    pub(super) fn is_left(self, stamp: Stamp, moments: Moments) -> bool {
        match self {
            Self::Stayed => stamp.is_settled(moments.began),
            Self::Linked => stamp.is_settled(moments.placed) && stamp.held_by(moments.began),
            Self::Written => stamp.is_settled(moments.placed) && stamp.held_by(moments.written),
        }
    }
}

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
    /// Of the files of a record; `stamp` tells of each, by its place in the record, what is known.
    pub(super) fn of(
        record: &Record,
        stamp: impl Fn(usize, &str) -> Option<Stamp> + Sync + Send,
    ) -> Self {
        let files = record.files().par_iter().enumerate();
        let stamps = files.map(|(at, file)| {
            // Somebody changed it while it was looked at.
            let size = record.seal(file)?.size;
            stamp(at, file).filter(|stamp| stamp.size == size)
        });
        Self {
            record: record.digest(),
            stamps: stamps.collect(),
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
    use super::{Came, Left, Moments, Stamp};

    /// A moment of that many milliseconds.
    const fn at(milliseconds: i64) -> i64 {
        1_700_000_000_000_000_001 + milliseconds * 1_000_000
    }

    #[test]
    fn only_what_a_build_left_so_is_known() {
        let moments = Moments {
            began: at(1_000),
            written: at(2_000),
            placed: at(3_000),
        };
        let stamp = |modified, changed| Stamp {
            size: 5,
            modified: at(modified),
            changed: at(changed),
            inode: 1,
        };
        // Modified, changed, and whether it is known where it stayed, was linked, was written.
        for (modified, changed, known) in [
            (0, 0, [true, true, true]),
            (0, 2_500, [false, true, true]),
            // By hand, while the build was going on.
            (1_500, 1_500, [false, false, true]),
            (2_500, 2_500, [false, false, false]),
            // So shortly before a moment that it may change again without showing.
            (980, 980, [false, false, true]),
            (0, 2_980, [false, false, false]),
            (1_980, 2_500, [false, false, false]),
        ] {
            let found = [Came::Stayed, Came::Linked, Came::Written]
                .map(|came| came.is_left(stamp(modified, changed), moments));
            assert_eq!(found, known, "{modified} {changed}");
        }
    }

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
