//! Bytes by key, in packs. Each run that has something to keep writes one more; what is used moves on
//! to a newer pack before its own goes, so that what nobody uses any more goes with its pack.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashMap;

use super::cache_folder::CacheFolder;
use super::entry_key::{Key, KeyHasher};
use super::pack_file::{PackFile, Place, name_of, number_of};
use super::pack_writer::PackWriter;

/// A pack goes when so many were written after it.
const PACKS: u64 = 16;
/// What is used of a pack is written anew when so many were written after it.
const OLD: u64 = 8;
/// How large all packs are together at most, in bytes: the oldest go first.
const MOST: u64 = 8 << 30;

/// Where an entry is, and whether this run used it.
#[derive(Debug)]
struct Slot {
    pack: u32,
    place: Place,
    used: AtomicBool,
}

/// What is kept, and what this run adds to it.
#[derive(Debug)]
pub(crate) struct Store {
    folder: Arc<CacheFolder>,
    /// A part of every key: what another program made is no use to this one.
    program: Key,
    /// By number.
    packs: Vec<PackFile>,
    slots: FxHashMap<Key, Slot>,
    writer: Mutex<Option<PackWriter>>,
}

impl Store {
    /// What the folder holds that is whole, for a program.
    #[must_use]
    pub(crate) fn open(folder: Arc<CacheFolder>, program: Key) -> Self {
        let mut numbers: Vec<u64> = folder.names().iter().filter_map(|n| number_of(n)).collect();
        numbers.sort_unstable();
        let (mut packs, mut slots) = (Vec::new(), FxHashMap::default());
        let mut size: u64 = 0;
        // The newest first: what a newer pack holds as well is taken from there.
        for number in numbers.into_iter().rev() {
            let Some((pack, table)) = PackFile::open(&folder, number) else {
                continue;
            };
            size = size.saturating_add(pack.size);
            if size > MOST {
                break;
            }
            let ix = u32::try_from(packs.len()).unwrap_or(u32::MAX);
            slots.reserve(table.len());
            for (key, place) in table {
                let used = AtomicBool::new(false);
                let slot = Slot {
                    pack: ix,
                    place,
                    used,
                };
                slots.entry(key).or_insert(slot);
            }
            packs.push(pack);
        }
        let writer = Mutex::new(None);
        Self {
            folder,
            program,
            packs,
            slots,
            writer,
        }
    }

    fn full(&self, key: &Key) -> Key {
        KeyHasher::new("entry")
            .bytes(&self.program)
            .bytes(key)
            .key()
    }

    /// Whether there is an entry of a key; whether it is whole shows when it is read.
    #[must_use]
    pub(crate) fn has(&self, key: &Key) -> bool {
        self.slots.contains_key(&self.full(key))
    }

    /// As [`Store::has`]; what is there counts as used.
    #[must_use]
    pub(crate) fn uses(&self, key: &Key) -> bool {
        let slot = self.slots.get(&self.full(key));
        slot.map(|slot| slot.used.store(true, Ordering::Relaxed))
            .is_some()
    }

    /// The bytes of a key; nothing where they aren't kept, or not as they were written.
    #[must_use]
    pub(crate) fn get(&self, key: &Key) -> Option<Vec<u8>> {
        self.get_in(key, Vec::new())
    }

    /// [`Store::get`], in the room of bytes that are done with: fresh memory costs more than it takes to
    /// read what goes there.
    #[must_use]
    pub(crate) fn get_in(&self, key: &Key, room: Vec<u8>) -> Option<Vec<u8>> {
        let key = self.full(key);
        let slot = self.slots.get(&key)?;
        let pack = self.packs.get(slot.pack as usize)?;
        let bytes = pack.entry(&key, slot.place, room)?;
        slot.used.store(true, Ordering::Relaxed);
        Some(bytes)
    }

    /// Keeps the bytes of a key, which come in parts, where this run may write.
    pub(crate) fn put(&self, key: &Key, parts: &[&[u8]]) {
        if !self.folder.is_ours_to_write() {
            return;
        }
        let mut writer = self.writer();
        if writer.is_none() {
            *writer = PackWriter::begin(&self.folder);
        }
        if let Some(writer) = &mut *writer {
            writer.put(&self.full(key), parts);
        }
    }

    fn writer(&self) -> std::sync::MutexGuard<'_, Option<PackWriter>> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes down what was put, or forgets it: `is_true` says whether all of it may be believed.
    pub(crate) fn close(self, is_true: bool) {
        let Some(mut writer) = self.writer().take() else {
            return;
        };
        if !is_true {
            return writer.discard(&self.folder);
        }
        let newest = self.packs.first().map(|pack| pack.number);
        // Numbers of packs that can't be read aren't given again.
        let names = self.folder.names();
        let taken = names.iter().filter_map(|name| number_of(name)).max();
        let number = newest
            .max(taken)
            .map_or(0, |number| number.saturating_add(1));
        self.move_on(number, &mut writer);
        if writer.finish(&self.folder, number).is_none() {
            return;
        }
        let unread = |n: u64| self.packs.iter().all(|pack| pack.number != n);
        self.folder.remove(|name| {
            number_of(name)
                .is_some_and(|n| n != number && (unread(n) || n.saturating_add(PACKS) <= number))
        });
        self.keep_within(number);
    }

    /// Writes anew what this run used of packs that will go.
    fn move_on(&self, number: u64, writer: &mut PackWriter) {
        #[allow(
            clippy::iter_over_hash_type,
            reason = "they are sorted by their place below"
        )]
        let mut old: Vec<(&Key, &Slot)> = self
            .slots
            .iter()
            .filter(|(_, slot)| {
                let pack = self.packs.get(slot.pack as usize);
                slot.used.load(Ordering::Relaxed)
                    && pack.is_some_and(|pack| pack.number.saturating_add(OLD) <= number)
            })
            .collect();
        old.sort_unstable_by_key(|(_, slot)| (slot.pack, slot.place.at));
        for (key, slot) in old {
            let pack = self.packs.get(slot.pack as usize);
            if let Some(bytes) = pack.and_then(|pack| pack.entry(key, slot.place, Vec::new())) {
                writer.put(key, &[&bytes]);
            }
        }
    }

    /// Removes the oldest packs, so that all together are no larger than may be.
    fn keep_within(&self, number: u64) {
        let written = self.folder.read(&name_of(number));
        let mut size = written.map_or(0, |(_, size)| size);
        for pack in &self.packs {
            size = size.saturating_add(pack.size);
            if size > MOST {
                self.folder
                    .remove(|name| number_of(name) == Some(pack.number));
            }
        }
    }
}
