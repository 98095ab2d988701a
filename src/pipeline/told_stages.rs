//! How a build tells which stage it is at, and how far it has come.

use std::io::{self, Write};
use std::sync::atomic::{AtomicU64, Ordering};

use rustc_hash::FxHashSet;

use crate::render::Sink;
use crate::traces::{KeptLinks, PageLinks};

/// Something that a run tells while it goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Step {
    /// A stage begins; those before it have ended.
    Begins(&'static str),
    /// A stage begins while those before it go on.
    Beside(&'static str),
    /// A stage that others went on beside has ended.
    Ends(&'static str),
    /// How many things a stage has to deal with, about: assets, or files.
    Of(&'static str, u64),
    /// A stage has dealt with so many more.
    Done(&'static str, u64),
}

/// Told of each step as it is taken, from any thread.
pub type Stage<'a> = &'a (dyn Fn(Step) + Sync);

/// How many things are told together.
const TOGETHER: u64 = 64;

/// Counts what a stage has dealt with.
pub(super) struct Counted<'a> {
    stage: Stage<'a>,
    name: &'static str,
    done: AtomicU64,
}

impl<'a> Counted<'a> {
    pub(super) fn new(stage: Stage<'a>, name: &'static str, total: usize) -> Self {
        stage(Step::Of(name, total as u64));
        Self {
            stage,
            name,
            done: AtomicU64::new(0),
        }
    }

    pub(super) fn one(&self) {
        let before = self.done.fetch_add(1, Ordering::Relaxed);
        if (before + 1).is_multiple_of(TOGETHER) {
            (self.stage)(Step::Done(self.name, TOGETHER));
        }
    }
}

/// Passes pages on, and counts them.
pub(super) struct CountedPages<'a> {
    pub(super) sink: &'a dyn Sink,
    pub(super) count: Counted<'a>,
}

impl Sink for CountedPages<'_> {
    fn put(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        if path.ends_with(".html") {
            self.count.one();
        }
        self.sink.put(path, bytes)
    }

    fn put_page(&self, path: &str, bytes: &[u8], read: &FxHashSet<u64>) -> io::Result<PageLinks> {
        self.count.one();
        self.sink.put_page(path, bytes, read)
    }

    fn keep_page(&self, path: &str, links: KeptLinks<'_>) -> io::Result<bool> {
        let kept = self.sink.keep_page(path, links)?;
        if kept {
            self.count.one();
        }
        Ok(kept)
    }

    fn keep(&self, path: &str) -> io::Result<()> {
        self.sink.keep(path)
    }

    fn former_bytes(&self, path: &str) -> io::Result<Vec<u8>> {
        self.sink.former_bytes(path)
    }

    fn create(&self, path: &str) -> io::Result<Box<dyn Write + Send>> {
        self.sink.create(path)
    }
}
