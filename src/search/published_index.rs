//! What was published of an index: where nothing of it changed, its pieces needn't be made to be
//! compared.

use serde::{Deserialize, Serialize};

use super::checked_bytes::{with_sum, without_sum};
use crate::render::Sink;

/// An index as it was published.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct PublishedIndex {
    /// Its head, compressed.
    pub head: Vec<u8>,
    /// Paths of its pieces, which are named by what they hold.
    pub pieces: Vec<String>,
}

impl PublishedIndex {
    /// What was kept, where it still is what it was.
    pub(super) fn of_bytes(bytes: Vec<u8>) -> Option<Self> {
        postcard::from_bytes(&without_sum(bytes)?).ok()
    }

    /// As it is kept.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        // Memory alone can fail; then nothing is found in it.
        with_sum(&postcard::to_allocvec(self).unwrap_or_default())
    }

    /// Keeps its pieces, where the former site has all of them as they were left.
    pub(super) fn keep(&self, sink: &dyn Sink) -> bool {
        let pieces: Vec<&str> = self.pieces.iter().map(String::as_str).collect();
        sink.keep_all(&pieces).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::PublishedIndex;

    #[test]
    fn what_is_kept_is_read_again() {
        let index = PublishedIndex {
            head: vec![1, 2],
            pieces: vec!["search/c/00/0.bin".to_owned()],
        };
        let bytes = index.to_bytes();
        assert_eq!(PublishedIndex::of_bytes(bytes.clone()), Some(index));
        for end in 0..bytes.len() {
            assert_eq!(PublishedIndex::of_bytes(bytes[..end].to_vec()), None);
        }
    }
}
