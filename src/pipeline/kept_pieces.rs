//! Pieces of large files: cut from them, or known from a former run without the file being opened.

use crate::cache::Key;
use crate::diagnostic::FileId;
use crate::export::bigquery::{Piece, Pieces};

/// A piece of a large file.
pub(super) enum Part {
    Cut(Piece),
    /// One that was read before: its number and its key.
    Known(FileId, usize, Key),
}

/// The pieces of a large file, in order.
pub(super) enum Parts {
    Cut(Pieces),
    Known(FileId, std::iter::Enumerate<std::vec::IntoIter<Key>>),
}

impl Iterator for Parts {
    type Item = Part;

    fn next(&mut self) -> Option<Part> {
        match self {
            Self::Cut(pieces) => pieces.next().map(Part::Cut),
            Self::Known(file, keys) => {
                let (number, key) = keys.next()?;
                Some(Part::Known(*file, number, key))
            }
        }
    }
}
