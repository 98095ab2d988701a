//! How a file was left, as the file system tells it without reading it.

/// Bytes of a stamp.
pub(super) const STAMP: usize = 32;

/// What a file has that changes whenever somebody writes to it, on systems that tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stamp {
    pub(super) size: u64,
    /// Nanoseconds since 1970, as the next.
    pub(super) modified: i64,
    /// Nobody can set this one.
    pub(super) changed: i64,
    pub(super) inode: u64,
}

/// How long after a change of a file another one may bear the same time: a tick of the system, or
/// two seconds where a file system counts in seconds.
const TICK: i64 = 50_000_000;
const SECONDS: i64 = 2_000_000_000;

fn grain(time: i64) -> i64 {
    let in_seconds = time % 1_000_000_000 == 0;
    if in_seconds { SECONDS } else { TICK }
}

impl Stamp {
    /// Whether any later change of the file would show, if it was seen like this at `moment`.
    pub(super) fn is_settled(self, moment: i64) -> bool {
        self.changed.saturating_add(grain(self.changed)) < moment
    }

    /// Whether it holds since before `moment` what it holds, where nobody has set its time back.
    pub(super) fn held_by(self, moment: i64) -> bool {
        self.modified.saturating_add(grain(self.modified)) < moment
    }

    pub(super) fn bytes(self) -> [u8; STAMP] {
        let mut bytes = [0; STAMP];
        let words = [
            self.size.to_le_bytes(),
            self.modified.to_le_bytes(),
            self.changed.to_le_bytes(),
            self.inode.to_le_bytes(),
        ];
        for (to, from) in bytes.chunks_exact_mut(8).zip(words) {
            to.copy_from_slice(&from);
        }
        bytes
    }

    pub(super) fn of_bytes(bytes: &[u8]) -> Option<Self> {
        let mut words = bytes.chunks_exact(8).map(|word| word.try_into().ok());
        let mut word = || words.next().flatten();
        Some(Self {
            size: u64::from_le_bytes(word()?),
            modified: i64::from_le_bytes(word()?),
            changed: i64::from_le_bytes(word()?),
            inode: u64::from_le_bytes(word()?),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{SECONDS, Stamp, TICK};

    #[test]
    fn what_changed_just_now_may_change_without_showing() {
        let changed = |changed| Stamp {
            size: 0,
            modified: 0,
            changed,
            inode: 1,
        };
        let at = 1_700_000_000_000_000_000;
        assert!(changed(at + 1).is_settled(at + TICK + 2));
        assert!(!changed(at + 1).is_settled(at + TICK + 1));
        assert!(changed(at).is_settled(at + SECONDS + 1));
        assert!(!changed(at).is_settled(at + TICK + 2));
        assert!(!changed(i64::MAX).is_settled(i64::MAX));
    }
}
