//! A large file whose pieces are handed on, one after the other.

use super::kept_facts::KeptFacts;
use super::kept_pieces::Part;
use crate::cache::Key;
use crate::diagnostic::FileId;
use crate::export::batch::FactBatch;
use crate::export::bigquery::{Pieces, Total};
use crate::export::fact::FactSink;
use crate::source::SourceTree;

/// What the pieces of a file say together, and their keys as far as all are known.
pub(super) struct OpenFile {
    file: FileId,
    total: Total,
    keys: Option<Vec<Key>>,
}

impl OpenFile {
    /// Of a file of which no piece was read yet.
    pub(super) fn new(tree: &SourceTree, file: FileId) -> Self {
        Self {
            file,
            total: Total::of(tree, file),
            keys: Some(Vec::new()),
        }
    }

    /// Hands on what a piece says.
    pub(super) fn add(
        &mut self,
        batch: &FactBatch,
        key: Option<Key>,
        tree: &SourceTree,
        sink: &mut dyn FactSink,
    ) {
        self.total.add(batch, tree, sink);
        match (&mut self.keys, key) {
            (Some(keys), Some(key)) => keys.push(key),
            (keys, _) => *keys = None,
        }
    }

    /// Hands on what a piece says that doesn't stand alone, or is no longer known.
    pub(super) fn read(&mut self, part: Part, tree: &SourceTree, sink: &mut dyn FactSink) {
        self.keys = None;
        match part {
            Part::Cut(piece) => self.total.read(piece, tree, sink),
            Part::Known(file, number, _) => {
                // Cut anew, as it was: cuts are said by the content alone.
                let piece = Pieces::of(tree, file).and_then(|mut pieces| pieces.nth(number));
                if let Some(piece) = piece {
                    self.total.add(&piece.read(tree), tree, sink);
                }
            }
        }
    }

    /// Says what was found in the file as a whole, and keeps which pieces it has.
    pub(super) fn finish(self, tree: &SourceTree, kept: KeptFacts<'_>, sink: &mut dyn FactSink) {
        if let Some(keys) = self.keys {
            kept.list(tree, self.file, &keys);
        }
        self.total.finish(tree, sink);
    }
}
