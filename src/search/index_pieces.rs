//! Files of an index, cut into pieces where their content says so: of a file of which a stretch is
//! another, longer or shorter, the pieces before and behind it stay what they were, and so do their
//! names.

use std::io;

use fastcdc::v2020::{FastCDC, Normalization};
use rustc_hash::FxHashMap;
use search_core::Piece;

use super::PIECES;

/// A file of an index that has about fifty thousand assets, in bytes.
const LARGE_FILE: usize = 16 << 20;

/// Bytes of a piece: at least, about, at most. All are even, as the cuts demand.
type Sizes = [usize; 3];

/// Of a file that is read entry by entry: small, so that a query fetches little.
const SMALL: Sizes = [1536, 2880, 6144];
/// The same where small pieces would be too many files.
const MEDIUM: Sizes = [3 << 10, 5760, 12 << 10];
/// Of a file that is read as a whole.
const LARGE: Sizes = [32 << 10, 44 << 10, (64 << 10) - 2];
/// How close pieces keep to their size: what a query fetches grows with the square of it, and it still
/// leaves the pieces around a change alone.
const NORMALIZATION: Normalization = Normalization::Level2;

/// The pieces of an index, in the order of its files.
#[derive(Debug, Default)]
pub(super) struct IndexPieces {
    pub all: Vec<Piece>,
    /// Hash of what bears a name.
    taken: FxHashMap<String, blake3::Hash>,
}

impl IndexPieces {
    /// Cuts a file, and has each piece put that there wasn't before, under its path.
    ///
    /// # Errors
    /// As `put` says.
    pub(super) fn add<'b>(
        &mut self,
        file: &str,
        bytes: &'b [u8],
        put: &mut dyn FnMut(String, &'b [u8]) -> io::Result<()>,
    ) -> io::Result<()> {
        let [least, about, most] = sizes(file, bytes.len());
        for cut in FastCDC::with_level(bytes, least, about, most, NORMALIZATION) {
            let content = bytes.get(cut.offset..cut.offset + cut.length);
            let content = content.unwrap_or_default();
            let (piece, new) = self.named(content)?;
            self.all.push(piece);
            if new {
                put(format!("{PIECES}/{}.bin", piece.name()), content)?;
            }
        }
        Ok(())
    }

    /// What the head says of a piece, and whether there was none of its content before.
    fn named(&mut self, content: &[u8]) -> io::Result<(Piece, bool)> {
        let hash = blake3::hash(content);
        let mut piece = Piece {
            len: u16::try_from(content.len()).map_err(io::Error::other)?,
            sum: crc32fast::hash(content),
            mark: mark(&hash),
        };
        // Texts may be made so that two pieces would get one name: then the later has another one.
        let mut marked = hash;
        loop {
            let name = piece.name();
            match self.taken.get(&name) {
                None => {
                    self.taken.insert(name, hash);
                    return Ok((piece, true));
                }
                Some(known) if *known == hash => return Ok((piece, false)),
                Some(_) => {
                    marked = blake3::hash(marked.as_bytes());
                    piece.mark = mark(&marked);
                }
            }
        }
    }
}

fn mark(hash: &blake3::Hash) -> [u8; 3] {
    let [a, b, c, ..] = *hash.as_bytes();
    [a, b, c]
}

/// How a file of `len` bytes is cut, by what reads it.
fn sizes(file: &str, len: usize) -> Sizes {
    match file.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "table" | "of" | "open" | "tags" | "order" => LARGE,
        _ if len > LARGE_FILE => MEDIUM,
        _ => SMALL,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use proptest::prelude::*;

    use super::*;

    type Put = BTreeMap<String, Vec<u8>>;

    fn cut(files: &[(&str, &[u8])]) -> (Vec<Piece>, Put) {
        let (mut pieces, mut put) = (IndexPieces::default(), Put::new());
        for (file, bytes) in files {
            pieces
                .add(file, bytes, &mut |path, piece| {
                    assert!(put.insert(path, piece.to_vec()).is_none());
                    Ok(())
                })
                .unwrap();
        }
        (pieces.all, put)
    }

    /// Bytes that look like those of an index: `n` words that differ.
    fn words(n: u32) -> Vec<u8> {
        let words = (0..n).map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes());
        words.flatten().collect()
    }

    #[test]
    fn what_is_put_in_between_changes_the_pieces_around_it() {
        let before = words(100_000);
        let mut after = before.clone();
        after.splice(200_001..200_001, *b"a word more");
        let names = |bytes: &[u8]| -> BTreeSet<String> {
            cut(&[("0.term", bytes)]).1.into_keys().collect()
        };
        let (before, after) = (names(&before), names(&after));
        assert!(before.len() > 60, "{}", before.len());
        let new = after.difference(&before).count();
        assert!((1..=4).contains(&new), "{new}");
    }

    #[test]
    fn the_same_content_is_put_once() {
        let bytes = words(10_000);
        let (pieces, put) = cut(&[("0.term", &bytes), ("0.idx", &bytes), ("0.pos", b"")]);
        assert_eq!(pieces.len(), put.len() * 2);
    }

    #[test]
    fn two_contents_never_share_a_name() {
        let mut pieces = IndexPieces::default();
        let (first, new) = pieces.named(b"one").unwrap();
        assert!(new);
        // As if another content had had its name before.
        pieces
            .taken
            .insert(first.name(), blake3::hash(b"something else"));
        let (second, new) = pieces.named(b"one").unwrap();
        assert!(new && second.name() != first.name());
        assert_eq!(pieces.named(b"one").unwrap(), (second, false));
    }

    proptest! {
        #[test]
        fn pieces_are_their_files(
            bytes in prop::collection::vec(any::<u8>(), 0..40_000),
            name in prop::sample::select(vec!["0.term", "facets.table"]),
        ) {
            let (pieces, put) = cut(&[(name, &bytes)]);
            let whole: Vec<u8> = pieces
                .iter()
                .flat_map(|piece| {
                    let content = &put[&format!("search/c/{}.bin", piece.name())];
                    assert_eq!(content.len(), usize::from(piece.len));
                    assert_eq!(crc32fast::hash(content), piece.sum);
                    content.clone()
                })
                .collect();
            prop_assert_eq!(whole, bytes);
        }
    }
}
