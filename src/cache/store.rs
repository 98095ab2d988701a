//! Bytes by key, in packs. Each run that has something to keep writes one more; what is used moves on
//! to it from packs of which too much isn't, and those go with all that nobody uses any more.

use std::borrow::Cow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashMap;

use super::cache_folder::CacheFolder;
use super::entry_key::{Key, KeyHasher};
use super::last_used::LastUsed;
use super::pack_file::{LINE, PackFile, Place, name_of, number_of};
use super::pack_writer::PackWriter;
use super::packed_entry::PackedEntry;
use super::sweep::{PackUse, to_sweep};

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
        // Many threads put; only one writes at a time.
        let entry = PackedEntry::of(parts);
        let mut writer = self.writer();
        if writer.is_none() {
            *writer = PackWriter::begin(&self.folder);
        }
        if let Some(writer) = &mut *writer {
            writer.put(&self.full(key), &entry);
        }
    }

    fn writer(&self) -> std::sync::MutexGuard<'_, Option<PackWriter>> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes down what was put, or forgets it: `is_true` says whether all of it may be believed. Where
    /// `whose` run it was is known, it used all that it needs, and what its former ones used is of no
    /// use to it any more.
    pub(crate) fn close(self, is_true: bool, whose: Option<&Key>) {
        let writer = self.writer().take();
        if !is_true || !self.folder.is_ours_to_write() {
            if let Some(writer) = writer {
                writer.discard(&self.folder);
            }
            return;
        }
        let mut last = LastUsed::load(&self.folder);
        let newest = self.packs.first().map(|pack| pack.number);
        let (mut keys, packs) = self.used();
        let Some(mut writer) = writer else {
            if whose.is_some() && last.ran(whose, &keys, &packs, newest.unwrap_or_default()) {
                last.save(&self.folder);
            }
            return;
        };
        // Numbers of packs that can't be read aren't given again.
        let names = self.folder.names();
        let taken = names.iter().filter_map(|name| number_of(name)).max();
        let number = newest
            .max(taken)
            .map_or(0, |number| number.saturating_add(1));
        keys.extend(writer.keys());
        let packs: Vec<u64> = packs.into_iter().chain([number]).collect();
        last.ran(whose, &keys, &packs, number);
        let swept = self.sweep(&last, &mut writer);
        if writer.finish(&self.folder, number).is_none() {
            return;
        }
        let stays = |n: u64| {
            let is_read = self.packs.iter().any(|pack| pack.number == n);
            n == number || is_read && !swept.contains(&n)
        };
        self.folder
            .remove(|name| number_of(name).is_some_and(|n| !stays(n)));
        self.keep_within(number, &swept);
        last.keep_packs(stays);
        last.save(&self.folder);
    }

    /// Keys of all that this run used, and numbers of the packs that they are in.
    fn used(&self) -> (Vec<Key>, Vec<u64>) {
        let mut of_packs = vec![false; self.packs.len()];
        let mut keys = Vec::new();
        #[allow(clippy::iter_over_hash_type, reason = "who asks sorts them")]
        for (key, slot) in &self.slots {
            if slot.used.load(Ordering::Relaxed) {
                keys.push(*key);
                if let Some(is_used) = of_packs.get_mut(slot.pack as usize) {
                    *is_used = true;
                }
            }
        }
        let packs = self.packs.iter().zip(of_packs);
        let packs = packs.filter_map(|(pack, is_used)| is_used.then_some(pack.number));
        (keys, packs.collect())
    }

    /// Writes anew what is of use of packs of which too much isn't. Says which these are.
    fn sweep(&self, last: &LastUsed, writer: &mut PackWriter) -> Vec<u64> {
        let used = last.all();
        let mut packs: Vec<PackUse> = self
            .packs
            .iter()
            .map(|pack| PackUse {
                number: pack.number,
                last: last.of_pack(pack.number),
                size: pack.size,
                used: 0,
            })
            .collect();
        #[allow(
            clippy::iter_over_hash_type,
            reason = "they are sorted by their place below"
        )]
        let mut of_use: Vec<(&Key, &Slot)> = self
            .slots
            .iter()
            .filter(|(key, slot)| {
                let is_used = slot.used.load(Ordering::Relaxed) || used.contains(key);
                is_used && !writer.has(key)
            })
            .collect();
        for (_, slot) in &of_use {
            if let Some(pack) = packs.get_mut(slot.pack as usize) {
                pack.used = pack.used.saturating_add(slot.place.length + LINE as u64);
            }
        }
        let swept = to_sweep(&packs, writer.size());
        of_use.sort_unstable_by_key(|(_, slot)| (slot.pack, slot.place.at));
        let mut bytes = Vec::new();
        for (key, slot) in of_use {
            let pack = self.packs.get(slot.pack as usize);
            let pack = pack.filter(|pack| swept.contains(&pack.number));
            let is_whole = pack.and_then(|pack| pack.stored(key, slot.place, &mut bytes));
            if is_whole.is_some() {
                let entry = PackedEntry {
                    stored: Cow::Borrowed(&bytes),
                    whole: slot.place.whole,
                };
                writer.put(key, &entry);
            }
        }
        swept
    }

    /// Removes the oldest packs, so that all together are no larger than may be.
    fn keep_within(&self, number: u64, swept: &[u64]) {
        let written = self.folder.read(&name_of(number));
        let mut size = written.map_or(0, |(_, size)| size);
        for pack in self.packs.iter().filter(|p| !swept.contains(&p.number)) {
            size = size.saturating_add(pack.size);
            if size > MOST {
                self.folder
                    .remove(|name| number_of(name) == Some(pack.number));
            }
        }
    }
}
