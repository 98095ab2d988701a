//! Facts of files and of pieces of them, from what is kept where they were read before.

use std::sync::{Mutex, PoisonError};

use super::kept::Kept;
use super::kept_pieces::{Part, Parts};
use crate::cache::{Key, KeyHasher};
use crate::config;
use crate::diagnostic::FileId;
use crate::export::batch::{self, FactBatch};
use crate::export::bigquery;
use crate::export::fact::FactSink;
use crate::source::SourceTree;

/// Batches whose memory waits for others at most.
const SPARE: usize = 8;
/// Largest of these, in bytes.
const LARGEST: usize = 4 << 20;

/// What is kept of exports; nothing where there is no cache.
#[derive(Clone, Copy)]
pub(super) struct KeptFacts<'k> {
    kept: Option<&'k Kept>,
    spare: Option<&'k Spare>,
}

/// Memory of batches that were told, for those that are still to be read.
#[derive(Debug, Default)]
pub(super) struct Spare(Mutex<Vec<Vec<u8>>>);

impl Spare {
    fn take(&self) -> Vec<u8> {
        let mut spare = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        spare.pop().unwrap_or_default()
    }

    /// Takes the memory of a batch that was told, unless there is enough.
    pub(super) fn put(&self, batch: FactBatch) {
        let room = batch.into_room();
        let mut spare = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if spare.len() < SPARE && room.capacity() <= LARGEST {
            spare.push(room);
        }
    }
}

impl<'k> KeptFacts<'k> {
    /// Facts that are kept in a cache, where there is one.
    pub(super) const fn new(kept: Option<&'k Kept>) -> Self {
        Self { kept, spare: None }
    }

    /// The same, with memory to spare.
    pub(super) const fn sparing(self, spare: &'k Spare) -> Self {
        Self {
            spare: Some(spare),
            ..self
        }
    }

    /// The batch of a key, in which so many files are read again.
    fn known(self, kept: &Kept, key: &Key, files: usize) -> Option<FactBatch> {
        let room = self.spare.map(Spare::take).unwrap_or_default();
        let batch = FactBatch::from_bytes(kept.get_in(key, room)?).ok()?;
        kept.count_files(files, true);
        Some(batch)
    }

    /// The key of files that an entry of the settings has read together; nothing where they can't be
    /// hashed. It holds all that what they say depends on.
    fn key(
        self,
        tree: &SourceTree,
        export: &config::Export,
        files: &[FileId],
    ) -> Option<(&'k Kept, KeyHasher)> {
        let kept = self.kept?;
        let options = (
            export.format,
            export.dialect,
            &export.columns,
            &export.table_key,
        );
        let hasher = kept
            .hasher("facts")
            .bytes(format!("{options:?}").as_bytes());
        let hasher = files.iter().try_fold(hasher, |hasher, file| {
            let hash = kept.hash(tree, *file)?;
            Some(hasher.bytes(tree.path(*file).as_bytes()).bytes(&hash))
        });
        Some((kept, hasher?))
    }

    /// What files say, which are read together.
    pub(super) fn batch(
        self,
        tree: &SourceTree,
        export: &config::Export,
        files: &[FileId],
        read: impl FnOnce(&mut dyn FactSink),
    ) -> FactBatch {
        let Some((kept, hasher)) = self.key(tree, export, files) else {
            return FactBatch::of(tree, read);
        };
        let key = hasher.key();
        if let Some(batch) = self.known(kept, &key, files.len()) {
            return batch;
        }
        kept.count_files(files.len(), false);
        let batch = FactBatch::of(tree, read);
        put(kept, &key, &batch);
        batch
    }

    /// The pieces of a large file; nothing where it has to be read as a whole.
    pub(super) fn parts(self, tree: &SourceTree, file: FileId) -> Option<Parts> {
        let known = self.list_key(tree, file).and_then(|(kept, key)| {
            let bytes = kept.get(&key)?;
            let (keys, rest) = bytes.as_chunks::<16>();
            let all = !keys.is_empty() && rest.is_empty() && keys.iter().all(|key| kept.has(key));
            all.then(|| keys.to_vec())
        });
        match known {
            Some(keys) => Some(Parts::Known(file, keys.into_iter().enumerate())),
            None => bigquery::Pieces::of(tree, file).map(Parts::Cut),
        }
    }

    fn list_key(self, tree: &SourceTree, file: FileId) -> Option<(&'k Kept, Key)> {
        let kept = self.kept?;
        let hasher = kept.hasher("pieces").bytes(tree.path(file).as_bytes());
        Some((kept, hasher.bytes(&kept.hash(tree, file)?).key()))
    }

    /// Keeps which pieces a file has.
    pub(super) fn list(self, tree: &SourceTree, file: FileId, keys: &[Key]) {
        if let Some((kept, key)) = self.list_key(tree, file)
            && !kept.has(&key)
        {
            kept.put(&key, &[keys.as_flattened()]);
        }
    }

    /// What a piece of a large file says, and its key where there is one; the piece itself where it has
    /// to be read in its turn.
    pub(super) fn part(
        self,
        tree: &SourceTree,
        part: Part,
    ) -> Result<(FactBatch, Option<Key>), Part> {
        let piece = match (part, self.kept) {
            (Part::Cut(piece), _) if !piece.stands_alone() => return Err(Part::Cut(piece)),
            (Part::Cut(piece), None) => return Ok((piece.read(tree), None)),
            (Part::Cut(piece), Some(_)) => piece,
            (Part::Known(file, number, key), kept) => {
                let batch = kept.and_then(|kept| self.known(kept, &key, 1));
                return match batch {
                    Some(batch) => Ok((batch, Some(key))),
                    None => Err(Part::Known(file, number, key)),
                };
            }
        };
        let (Some(kept), Some(parts)) = (self.kept, piece.made_of(tree)) else {
            return Ok((piece.read(tree), None));
        };
        let hasher = kept.hasher("piece");
        let key = parts.iter().fold(hasher, |h, part| h.bytes(part)).key();
        if let Some(batch) = self.known(kept, &key, 1) {
            return Ok((batch, Some(key)));
        }
        kept.count_files(1, false);
        let batch = piece.read(tree);
        put(kept, &key, &batch);
        let lasting = batch.is_lasting();
        Ok((batch, lasting.then_some(key)))
    }

    /// Hands on what files say that is too much to be held: one batch after the other, each kept by
    /// its number. Where one of them is damaged, the files are read, and those before it passed over.
    pub(super) fn in_turn(
        self,
        tree: &SourceTree,
        export: &config::Export,
        files: &[FileId],
        sink: &mut dyn FactSink,
        read: impl FnOnce(&mut dyn FactSink),
    ) {
        let Some((kept, hasher)) = self.key(tree, export, files) else {
            return batch::in_turn(tree, sink, read);
        };
        let key_of = |number: u64| hasher.clone().bytes(&number.to_le_bytes()).key();
        let count_key = hasher.clone().bytes(b"count").key();
        let count = kept.get(&count_key);
        let count = count.and_then(|bytes| Some(u64::from_le_bytes(*bytes.first_chunk()?)));
        let mut told = 0;
        while told < count.unwrap_or_default() {
            let known = kept.get(&key_of(told));
            let Some(batch) = known.and_then(|bytes| FactBatch::from_bytes(bytes).ok()) else {
                break;
            };
            batch.replay(tree, 0, sink);
            told += 1;
        }
        let whole = count == Some(told);
        kept.count_files(files.len(), whole);
        if whole {
            return;
        }
        let (mut number, mut lasting) = (0, true);
        batch::each_in_turn(tree, read, &mut |batch| {
            lasting &= batch.is_lasting();
            if number >= told {
                put(kept, &key_of(number), &batch);
                batch.replay(tree, 0, sink);
            }
            number += 1;
        });
        if lasting {
            kept.put(&count_key, &[&number.to_le_bytes()]);
        }
    }
}

fn put(kept: &Kept, key: &Key, batch: &FactBatch) {
    if batch.is_lasting() {
        let (entries, end) = batch.to_parts();
        kept.put(key, &[entries, &end]);
    }
}
