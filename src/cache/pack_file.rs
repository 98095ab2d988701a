//! A pack: many entries in one file. Entries stand one after the other, behind them a table of their
//! keys, places and checksums, and at the end how long the table is and its own checksum. A pack never
//! changes once it has its name.

use std::fs::File;
use std::io;

use super::cache_folder::CacheFolder;
use super::entry_key::{Key, checksum};
use super::packed_entry::unpacked;

/// What a pack begins with; another one for each change of its form.
pub(super) const HEAD: &[u8; 16] = b"vitrina pack 2\n\n";
/// How its name ends; before that stands its number.
const ENDING: &str = ".pack";
/// A line of the table: key, checksum, place, length, and that of what is read.
pub(super) const LINE: usize = 16 + 16 + 8 + 8 + 8;
/// What stands at the end: number of lines, checksum of the table.
const END: usize = 8 + 16;
/// Entries of one pack at most: a table of more isn't read.
pub(super) const MOST_ENTRIES: u64 = 4 << 20;
/// Longest entry, in bytes: no other is written or read.
pub(super) const LONGEST: u64 = 256 << 20;

/// Where an entry stands in its pack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) check: Key,
    pub(super) at: u64,
    pub(super) length: u64,
    /// How many bytes that are when they are read; another number where they are compressed.
    pub(super) whole: u64,
}

/// A pack, opened.
#[derive(Debug)]
pub(super) struct PackFile {
    file: File,
    /// How many packs were written before it.
    pub(super) number: u64,
    pub(super) size: u64,
}

/// The number in the name of a pack; nothing where it is none.
pub(super) fn number_of(name: &str) -> Option<u64> {
    let digits = name.strip_suffix(ENDING)?;
    let number = u64::from_str_radix(digits, 16).ok()?;
    (name == name_of(number)).then_some(number)
}

/// The name of the pack of a number.
pub(super) fn name_of(number: u64) -> String {
    format!("{number:016x}{ENDING}")
}

impl PackFile {
    /// Opens the pack of a number, and hands over its entries; nothing where it isn't whole.
    pub(super) fn open(folder: &CacheFolder, number: u64) -> Option<(Self, Vec<(Key, Place)>)> {
        let (file, size) = folder.read(&name_of(number))?;
        let pack = Self { file, number, size };
        let table = pack.table()?;
        Some((pack, table))
    }

    fn table(&self) -> Option<Vec<(Key, Place)>> {
        let mut head = [0; HEAD.len()];
        self.fill(0, &mut head).ok()?;
        let ends = self.size.checked_sub(END as u64)?;
        let mut end = [0; END];
        self.fill(ends, &mut end).ok()?;
        let (count, check) = end.split_first_chunk::<8>()?;
        let count = u64::from_le_bytes(*count);
        if head != *HEAD || count > MOST_ENTRIES {
            return None;
        }
        let begins = ends.checked_sub(count.checked_mul(LINE as u64)?)?;
        if begins < HEAD.len() as u64 {
            return None;
        }
        let mut lines = vec![0; usize::try_from(ends - begins).ok()?];
        self.fill(begins, &mut lines).ok()?;
        if checksum(&[&lines]) != *check {
            return None;
        }
        let is_within = |place: &Place| {
            let end = place.at.checked_add(place.length);
            place.length.max(place.whole) <= LONGEST && end.is_some_and(|end| end <= begins)
        };
        let mut entries = Vec::with_capacity(lines.len() / LINE);
        for line in lines.chunks_exact(LINE) {
            entries.push(parsed(line).filter(|(_, place)| is_within(place))?);
        }
        Some(entries)
    }

    /// The bytes of an entry, in `room`; nothing where they aren't those that were written.
    pub(super) fn entry(&self, key: &Key, place: Place, mut room: Vec<u8>) -> Option<Vec<u8>> {
        if place.whole == place.length {
            self.stored(key, place, &mut room)?;
            return Some(room);
        }
        let whole = usize::try_from(place.whole).ok()?;
        unpacked(room, whole, |stored| self.stored(key, place, stored))
    }

    /// The bytes of an entry as they stand in the pack.
    pub(super) fn stored(&self, key: &Key, place: Place, bytes: &mut Vec<u8>) -> Option<()> {
        let length = usize::try_from(place.length).ok()?;
        if bytes.capacity() < length {
            *bytes = vec![0; length];
        }
        bytes.resize(length, 0);
        self.fill(place.at, bytes).ok()?;
        (checksum(&[key, bytes]) == place.check).then_some(())
    }

    #[cfg(unix)]
    fn fill(&self, at: u64, bytes: &mut [u8]) -> io::Result<()> {
        use std::os::unix::fs::FileExt;
        self.file.read_exact_at(bytes, at)
    }

    #[cfg(windows)]
    fn fill(&self, mut at: u64, mut bytes: &mut [u8]) -> io::Result<()> {
        use std::os::windows::fs::FileExt;
        while !bytes.is_empty() {
            let read = self.file.seek_read(bytes, at)?;
            if read == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            bytes = bytes.get_mut(read..).unwrap_or_default();
            at += read as u64;
        }
        Ok(())
    }

    #[cfg(not(any(unix, windows)))]
    fn fill(&self, _: u64, _: &mut [u8]) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }
}

/// A line of the table.
pub(super) fn line(key: &Key, place: &Place) -> [u8; LINE] {
    let mut line = [0; LINE];
    let numbers = [place.at, place.length, place.whole].map(u64::to_le_bytes);
    let parts: [&[u8]; 3] = [key, &place.check, numbers.as_flattened()];
    for (to, from) in line.iter_mut().zip(parts.into_iter().flatten()) {
        *to = *from;
    }
    line
}

fn parsed(line: &[u8]) -> Option<(Key, Place)> {
    let (key, rest) = line.split_first_chunk()?;
    let (check, rest) = rest.split_first_chunk()?;
    let (at, rest) = rest.split_first_chunk()?;
    let (length, rest) = rest.split_first_chunk()?;
    let (whole, _) = rest.split_first_chunk()?;
    let place = Place {
        check: *check,
        at: u64::from_le_bytes(*at),
        length: u64::from_le_bytes(*length),
        whole: u64::from_le_bytes(*whole),
    };
    Some((*key, place))
}
