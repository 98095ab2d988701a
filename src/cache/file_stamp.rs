//! What a file system tells of a file without its content: enough to know it again.

use std::fs::Metadata;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

/// Of file systems that keep fractions of seconds: longer than a tick of any kernel's clock.
const TICK: Duration = Duration::from_millis(100);
/// Of those that don't: FAT counts in two seconds.
const COARSE: Duration = Duration::from_secs(2);

/// A moment of a file system's clock: seconds since 1970, and nanoseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Moment(i64, u32);

impl Moment {
    fn of(time: SystemTime) -> Self {
        let seconds = |d: Duration| i64::try_from(d.as_secs()).unwrap_or(i64::MAX);
        match time.duration_since(UNIX_EPOCH) {
            Ok(since) => Self(seconds(since), since.subsec_nanos()),
            Err(before) => Self(
                -seconds(before.duration()),
                before.duration().subsec_nanos(),
            ),
        }
    }

    fn plus(self, more: Duration) -> Self {
        let nanos = u64::from(self.1) + u64::from(more.subsec_nanos());
        let whole = i64::try_from(more.as_secs() + nanos / 1_000_000_000).unwrap_or(i64::MAX);
        let nanos = u32::try_from(nanos % 1_000_000_000).unwrap_or_default();
        Self(self.0.saturating_add(whole), nanos)
    }
}

/// A file as its file system describes it. On Unix a change of any kind moves `changed`, which no
/// program can set. Numbers of devices aren't looked at: they change from mount to mount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FileStamp {
    size: u64,
    modified: Moment,
    changed: Moment,
    inode: u64,
}

impl FileStamp {
    /// Of a regular file; nothing where it is none, or the system tells no times.
    #[must_use]
    pub(crate) fn of(meta: &Metadata) -> Option<Self> {
        meta.is_file().then(|| Self::of_any(meta))?
    }

    #[cfg(unix)]
    pub(super) fn of_any(meta: &Metadata) -> Option<Self> {
        use std::os::unix::fs::MetadataExt;
        let nanos = |n: i64| u32::try_from(n).unwrap_or_default();
        Some(Self {
            size: meta.len(),
            modified: Moment(meta.mtime(), nanos(meta.mtime_nsec())),
            changed: Moment(meta.ctime(), nanos(meta.ctime_nsec())),
            inode: meta.ino(),
        })
    }

    #[cfg(not(unix))]
    pub(super) fn of_any(meta: &Metadata) -> Option<Self> {
        Some(Self {
            size: meta.len(),
            modified: Moment::of(meta.modified().ok()?),
            changed: Moment::of(meta.created().ok()?),
            inode: 0,
        })
    }

    /// Its size in bytes.
    #[must_use]
    pub(crate) const fn size(&self) -> u64 {
        self.size
    }

    /// Whether it was written so long before `now` that a change from then on shows in its times. Its
    /// file system may count coarsely.
    #[must_use]
    pub(crate) fn is_settled(&self, now: Moment) -> bool {
        let newest = self.modified.max(self.changed);
        let coarse = now.1 == 0 || self.modified.1 == 0 || self.changed.1 == 0;
        newest.plus(if coarse { COARSE } else { TICK }) < now
    }

    /// As bytes that differ where anything of it does.
    pub(super) fn bytes(&self) -> [u8; 40] {
        let mut bytes = [0; 40];
        let moment = |m: Moment| (m.0.to_le_bytes(), m.1.to_le_bytes());
        let (modified, changed) = (moment(self.modified), moment(self.changed));
        let parts: [&[u8]; 6] = [
            &self.size.to_le_bytes(),
            &modified.0,
            &modified.1,
            &changed.0,
            &changed.1,
            &self.inode.to_le_bytes(),
        ];
        for (to, from) in bytes.iter_mut().zip(parts.into_iter().flatten()) {
            *to = *from;
        }
        bytes
    }

    /// The moment at which a file that was made just now was made, by its file system's clock.
    pub(super) fn modified(meta: &Metadata) -> Option<Moment> {
        Some(Moment::of(meta.modified().ok()?))
    }
}

#[cfg(test)]
mod tests {
    use super::{FileStamp, Moment};

    fn stamp(modified: Moment, changed: Moment) -> FileStamp {
        FileStamp {
            size: 1,
            modified,
            changed,
            inode: 3,
        }
    }

    #[test]
    fn what_was_written_just_now_is_not_settled() {
        let now = Moment(1_000, 500_000_000);
        for (modified, changed, settled) in [
            (Moment(1_000, 300_000_000), Moment(1_000, 300_000_000), true),
            (
                Moment(1_000, 450_000_000),
                Moment(1_000, 450_000_000),
                false,
            ),
            // Its time was set back.
            (Moment(10, 1), Moment(1_000, 450_000_000), false),
            // Whole seconds.
            (Moment(999, 0), Moment(999, 0), false),
            (Moment(998, 0), Moment(998, 0), true),
            (Moment(2_000, 1), Moment(2_000, 1), false),
        ] {
            let stamp = stamp(modified, changed);
            assert_eq!(stamp.is_settled(now), settled, "{stamp:?}");
        }
    }

    #[test]
    fn each_part_counts() {
        let own = stamp(Moment(1, 2), Moment(3, 4));
        let others = [
            FileStamp { size: 9, ..own },
            FileStamp { inode: 9, ..own },
            stamp(Moment(1, 9), Moment(3, 4)),
            stamp(Moment(1, 2), Moment(3, 9)),
            stamp(Moment(9, 2), Moment(3, 4)),
        ];
        for other in others {
            assert_ne!(own.bytes(), other.bytes(), "{other:?}");
        }
    }
}
