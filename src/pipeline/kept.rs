//! What former runs left for this one: facts of files and readings of SQL, by hashes of what they were
//! made of. Nothing of this run is kept unless the files are at its end what they were when they were
//! hashed.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::cache::{
    CacheFolder, FileStamp, Key, KeyHasher, KnownFile, KnownFiles, Moment, Store, hash_of, program,
};
use crate::diagnostic::FileId;
use crate::link::SavedReadings;
use crate::manifest::SavedDocuments;
use crate::render::{LookedAgain, Sample, Share};
use crate::source::SourceTree;
use crate::view::grouped;

/// Where to keep what may serve again.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CacheUse<'a> {
    /// Its folder.
    pub(crate) folder: &'a Path,
    /// Whether the folder is made where it isn't there.
    pub(crate) make: bool,
    /// Whether files are read whatever their sizes and times say.
    pub(crate) by_content: bool,
    /// How many of the pages that are kept are made anew, to be compared.
    pub(crate) looked_at_again: Option<Share>,
}

/// How many there were of a kind of work, and how many of them were done before.
#[derive(Debug, Default)]
struct Tally {
    all: AtomicUsize,
    reused: AtomicUsize,
}

impl Tally {
    fn add(&self, count: usize, reused: bool) {
        self.all.fetch_add(count, Ordering::Relaxed);
        if reused {
            self.reused.fetch_add(count, Ordering::Relaxed);
        }
    }

    fn told(&self, what: &str) -> Option<String> {
        let (all, reused) = (&self.all, &self.reused);
        let (all, reused) = (all.load(Ordering::Relaxed), reused.load(Ordering::Relaxed));
        let told = || format!("{} of {} {what}", grouped(reused), grouped(all));
        (all > 0).then(told)
    }
}

/// What is kept for a mesh root.
#[derive(Debug)]
pub(crate) struct Kept {
    folder: Arc<CacheFolder>,
    store: Store,
    program: Key,
    known: KnownFiles,
    known_key: Key,
    /// When this run began to look at files.
    began: Option<Moment>,
    /// Files that were asked for; nothing where they could not be hashed.
    found: Mutex<FxHashMap<FileId, Option<KnownFile>>>,
    files: Tally,
    manifests: Tally,
    statements: Tally,
    /// Pages that were kept, and those of them that are looked at again.
    pages: Tally,
    looked_at_again: Option<Share>,
}

impl Kept {
    /// Opens what is kept for the files of a tree; nothing where nothing can be.
    pub(super) fn open(cache: &CacheUse<'_>, tree: &SourceTree) -> Option<Self> {
        let folder = Arc::new(CacheFolder::open(cache.folder, cache.make)?);
        let program = program(&folder, cache.by_content)?;
        let root = tree.root().as_os_str().as_encoded_bytes();
        let known_key = KeyHasher::new("files").bytes(&program).bytes(root).key();
        let known = match cache.by_content {
            true => KnownFiles::default(),
            false => KnownFiles::load(&folder, &known_key),
        };
        Some(Self {
            store: Store::open(Arc::clone(&folder), program),
            began: folder.now(),
            folder,
            program,
            known,
            known_key,
            found: Mutex::default(),
            files: Tally::default(),
            manifests: Tally::default(),
            statements: Tally::default(),
            pages: Tally::default(),
            looked_at_again: cache.looked_at_again,
        })
    }

    /// The folder that all of it is in.
    pub(super) const fn folder(&self) -> &Arc<CacheFolder> {
        &self.folder
    }

    /// A key of this program's, of a kind.
    pub(super) fn hasher(&self, kind: &str) -> KeyHasher {
        KeyHasher::new(kind).bytes(&self.program)
    }

    /// The hash of a file's content; nothing where it can't be read.
    pub(super) fn hash(&self, tree: &SourceTree, file: FileId) -> Option<Key> {
        if let Some(found) = self.found().get(&file) {
            return found.map(|found| found.hash);
        }
        let found = self.looked_at(tree, file);
        self.found().insert(file, found);
        found.map(|found| found.hash)
    }

    fn found(&self) -> std::sync::MutexGuard<'_, FxHashMap<FileId, Option<KnownFile>>> {
        self.found.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn looked_at(&self, tree: &SourceTree, file: FileId) -> Option<KnownFile> {
        let stamp = FileStamp::of(&tree.metadata(file).ok()?)?;
        let known = self.known.get(tree.path(file));
        if let Some(known) = known.filter(|known| known.if_still(&stamp).is_some()) {
            return Some(*known);
        }
        let (hash, length) = hash_of(tree.raw(file).ok()?).ok()?;
        let settled = self.began.is_some_and(|began| stamp.is_settled(began));
        (length == stamp.size()).then_some(KnownFile {
            stamp,
            hash,
            settled,
        })
    }

    /// A hash of the paths and contents of all files; nothing where one can't be read.
    pub(super) fn all_files(&self, tree: &SourceTree) -> Option<Key> {
        let files: Vec<FileId> = tree.iter().map(|(file, _)| file).collect();
        let hashes = files.par_iter().map(|file| self.hash(tree, *file));
        let hashes: Option<Vec<Key>> = hashes.collect();
        let hasher = KeyHasher::new("all files");
        let hasher = tree.iter().zip(hashes?).fold(hasher, |hasher, file| {
            let ((_, path), hash) = file;
            hasher.bytes(path.as_bytes()).bytes(&hash)
        });
        Some(hasher.key())
    }

    /// Whether the files that were hashed still are what they were.
    fn is_still(&self, tree: &SourceTree) -> bool {
        #[allow(
            clippy::iter_over_hash_type,
            reason = "all of them have to be as they were"
        )]
        let found: Vec<(FileId, KnownFile)> = self
            .found()
            .iter()
            .filter_map(|(file, found)| Some((*file, (*found)?)))
            .collect();
        found.par_iter().all(|(file, was)| {
            let meta = tree.metadata(*file).ok();
            // What was changed meanwhile may have been read as something else, though it is put back.
            if meta.and_then(|meta| FileStamp::of(&meta)) != Some(was.stamp) {
                return false;
            }
            let read = || tree.raw(*file).and_then(hash_of);
            was.settled || read().is_ok_and(|(hash, _)| hash == was.hash)
        })
    }

    /// Which of the pages that are kept are looked at again; another build looks at others.
    pub(super) fn sample(&self) -> Option<Sample> {
        let began = format!("{:?} {:?}", self.began, std::time::SystemTime::now());
        let seed = self.hasher("sample").bytes(began.as_bytes()).key();
        self.looked_at_again.map(|share| Sample { share, seed })
    }

    /// Notes that pages that were kept are as they would be made.
    pub(super) fn count_looked_at(&self, looked: &LookedAgain) {
        self.pages.add(looked.made, true);
        self.pages.add(looked.kept - looked.made, false);
    }

    /// What came of looking at pages again, in words; nothing where none were to be.
    #[must_use]
    pub(super) fn verified(&self) -> Option<String> {
        self.looked_at_again?;
        let told = self
            .pages
            .told("kept pages were made anew, and are the same");
        Some(format!(
            "verified: {}",
            told.as_deref().unwrap_or("no page was kept")
        ))
    }

    /// What is kept of a key.
    pub(super) fn get(&self, key: &Key) -> Option<Vec<u8>> {
        self.store.get(key)
    }

    /// As [`Kept::get`], in the room of bytes that are done with.
    pub(super) fn get_in(&self, key: &Key, room: Vec<u8>) -> Option<Vec<u8>> {
        self.store.get_in(key, room)
    }

    /// Whether something is kept of a key, though it may be damaged.
    pub(super) fn has(&self, key: &Key) -> bool {
        self.store.has(key)
    }

    /// As [`Kept::has`]; what is there counts as used.
    pub(super) fn uses(&self, key: &Key) -> bool {
        self.store.uses(key)
    }

    /// Keeps the bytes of a key, which come in parts.
    pub(super) fn put(&self, key: &Key, parts: &[&[u8]]) {
        self.store.put(key, parts);
    }

    /// Notes files that had to be read, or hadn't.
    pub(super) fn count_files(&self, count: usize, reused: bool) {
        self.files.add(count, reused);
    }

    /// What was used again, in words; nothing where nothing was.
    pub(super) fn reused(&self) -> Option<String> {
        let any = [&self.files, &self.statements, &self.manifests];
        if any.iter().all(|t| t.reused.load(Ordering::Relaxed) == 0) {
            return None;
        }
        let told = [
            self.files.told("parts of exports"),
            self.statements.told("statements"),
            self.manifests.told("manifests"),
        ];
        let told: Vec<String> = told.into_iter().flatten().collect();
        Some(format!("reused: {}", told.join(", ")))
    }

    /// Throws away all that is kept in the folder. Says whether that could be done.
    pub(super) fn discard(self) -> bool {
        self.store.close(false, None);
        self.folder.discard()
    }

    /// Writes down what this run adds, and where it ended well, `whose` it was. Says whether its files
    /// are what they were.
    pub(super) fn close(self, tree: &SourceTree, whose: Option<&Key>) -> bool {
        let is_still = self.is_still(tree);
        let found = std::mem::take(&mut *self.found());
        let files = tree.iter().filter_map(|(file, path)| {
            let known = found.get(&file).copied().flatten();
            Some((path, known.or_else(|| self.known.get(path).copied())?))
        });
        let files: Vec<(&str, KnownFile)> = files.collect();
        let as_before = |(path, known): &(&str, KnownFile)| self.known.get(path) == Some(known);
        if is_still && !(files.iter().all(as_before) && files.len() == self.known.len()) {
            KnownFiles::save(&self.folder, &self.known_key, &files);
        }
        self.store.close(is_still, whose);
        is_still
    }
}

impl Kept {
    /// The key of a manifest's documents: its positions are lines, so that its path and content say all.
    fn documents_key(&self, tree: &SourceTree, file: FileId) -> Option<Key> {
        let hash = self.hash(tree, file)?;
        let hasher = self.hasher("documents").bytes(tree.path(file).as_bytes());
        Some(hasher.bytes(&hash).key())
    }
}

impl SavedDocuments for Kept {
    fn keeps(&self) -> bool {
        true
    }

    fn get(&self, tree: &SourceTree, file: FileId) -> Option<Vec<u8>> {
        let key = self.documents_key(tree, file);
        let found = key.and_then(|key| self.store.get(&key));
        self.manifests.add(1, found.is_some());
        found
    }

    fn put(&self, tree: &SourceTree, file: FileId, documents: &[u8]) {
        if let Some(key) = self.documents_key(tree, file) {
            self.store.put(&key, &[documents]);
        }
    }
}

impl SavedReadings for Kept {
    fn keeps(&self) -> bool {
        true
    }

    fn get(&self, text: &Key) -> Option<Vec<u8>> {
        let found = self.store.get(&self.hasher("reading").bytes(text).key());
        self.statements.add(1, found.is_some());
        found
    }

    fn put(&self, text: &Key, reading: &[u8]) {
        let key = self.hasher("reading").bytes(text).key();
        self.store.put(&key, &[reading]);
    }

    fn columns(&self, key: &Key) -> Option<Vec<u8>> {
        self.store.get(&self.hasher("columns").bytes(key).key())
    }

    fn put_columns(&self, key: &Key, columns: &[u8]) {
        let key = self.hasher("columns").bytes(key).key();
        self.store.put(&key, &[columns]);
    }
}
