//! Entries as they stand in a pack: what gets much smaller by it is compressed. Facts of exports are a
//! third of what they were then, and it takes less time than to write the rest.

use std::borrow::Cow;
use std::cell::RefCell;

use zstd::bulk::{Compressor, Decompressor};

/// The fastest of the usual ones.
const LEVEL: i32 = 1;
/// Shorter entries stay as they are, in bytes.
const SHORT: usize = 1 << 10;
/// So much memory of a thread waits for the next entry at most, in bytes.
const SPARE: usize = 4 << 20;

thread_local! {
    static COMPRESSOR: RefCell<Option<Compressor<'static>>> = const { RefCell::new(None) };
    static DECOMPRESSOR: RefCell<Option<Decompressor<'static>>> = const { RefCell::new(None) };
    static STORED: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// An entry as it is written.
#[derive(Debug)]
pub(super) struct PackedEntry<'e> {
    /// The bytes that stand in the pack.
    pub(super) stored: Cow<'e, [u8]>,
    /// How many it has when it is read.
    pub(super) whole: u64,
}

impl<'e> PackedEntry<'e> {
    /// Of bytes that come in parts.
    pub(super) fn of(parts: &[&'e [u8]]) -> Self {
        let bytes = match parts {
            [one] => Cow::Borrowed(*one),
            parts => Cow::Owned(parts.concat()),
        };
        let whole = bytes.len() as u64;
        let stored = compressed(&bytes).map_or(bytes, Cow::Owned);
        Self { stored, whole }
    }
}

/// What gets smaller by an eighth at least.
fn compressed(bytes: &[u8]) -> Option<Vec<u8>> {
    if bytes.len() < SHORT {
        return None;
    }
    let packed = COMPRESSOR.with_borrow_mut(|own| {
        if own.is_none() {
            *own = Compressor::new(LEVEL).ok();
        }
        own.as_mut()?.compress(bytes).ok()
    });
    packed.filter(|packed| packed.len() <= bytes.len() / 8 * 7)
}

/// The bytes of an entry that has `whole` of them, in `room`, of the fewer that `stored` puts into a
/// buffer; nothing where they aren't what was compressed.
pub(super) fn unpacked(
    mut room: Vec<u8>,
    whole: usize,
    stored: impl FnOnce(&mut Vec<u8>) -> Option<()>,
) -> Option<Vec<u8>> {
    STORED.with_borrow_mut(|bytes| {
        stored(bytes)?;
        room.clear();
        room.reserve_exact(whole);
        let made = DECOMPRESSOR.with_borrow_mut(|own| {
            if own.is_none() {
                *own = Decompressor::new().ok();
            }
            own.as_mut()?.decompress_to_buffer(bytes, &mut room).ok()
        });
        if bytes.capacity() > SPARE {
            *bytes = Vec::new();
        }
        (made? == whole).then_some(room)
    })
}

#[cfg(test)]
mod tests {
    use super::{PackedEntry, SHORT, unpacked};

    fn read(entry: &PackedEntry<'_>, whole: usize) -> Option<Vec<u8>> {
        unpacked(vec![1; 7], whole, |bytes| {
            bytes.clear();
            bytes.extend_from_slice(&entry.stored);
            Some(())
        })
    }

    #[test]
    fn what_gets_smaller_is_compressed() {
        let words = b"one two three ".repeat(SHORT);
        let entry = PackedEntry::of(&[&words, b"four"]);
        assert!(entry.stored.len() < words.len() / 20);
        let whole = usize::try_from(entry.whole).expect("it is short");
        assert_eq!(whole, words.len() + 4);
        let read_again = read(&entry, whole).expect("it is whole");
        assert_eq!(read_again, [&words[..], b"four"].concat());
        // Of another length, or other bytes, it is nothing.
        for other in [0, whole - 1, whole + 1] {
            assert_eq!(read(&entry, other), None);
        }
        let damaged = PackedEntry {
            stored: b"no frame".as_slice().into(),
            whole: entry.whole,
        };
        assert_eq!(read(&damaged, whole), None);
    }

    #[test]
    fn what_does_not_stays() {
        let mut random = 1_u32;
        let noise: Vec<u8> = (0..4 * SHORT)
            .map(|_| {
                random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                random.to_be_bytes()[0]
            })
            .collect();
        for bytes in [&noise[..], b"", &b"short ".repeat(20)] {
            let entry = PackedEntry::of(&[bytes]);
            assert_eq!(&*entry.stored, bytes);
            assert_eq!(entry.whole, bytes.len() as u64);
        }
    }
}
