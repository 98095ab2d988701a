//! The head of a published index: what every query needs, and where the rest is.
//!
//! ```text
//! "VITRINA" 0x0a | format: u32 | length of the JSON: u32 | number of pieces: u32 | length of the
//! bytes: u64 | JSON ([`Meta`]) | length of each piece: u16 | CRC-32 of each: u32 | three more bytes of
//! the name of each | bytes of the spans, one after the other
//! ```
//! Numbers are little-endian. A piece bears its checksum and three bytes of a hash as its name.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use serde::{Deserialize, Serialize};
use tantivy::directory::OwnedBytes;

const MAGIC: &[u8; 8] = b"VITRINA\n";
/// Counts up whenever a reader of the former format would fail or mislead.
const FORMAT: u32 = 3;
const FIXED: usize = 8 + 4 + 4 + 4 + 8;
/// What the head says of a piece: length, checksum, rest of its name.
const OF_PIECE: usize = 2 + 4 + 3;

/// A piece of a file, named by its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// Bytes.
    pub len: u16,
    /// CRC-32.
    pub sum: u32,
    /// Tells it from others of the same checksum.
    pub mark: [u8; 3],
}

impl Piece {
    /// The name under which it is published: 14 hexadecimal digits, the first of which is a folder.
    #[must_use]
    pub fn name(&self) -> String {
        let [a, b, c] = self.mark;
        let digits = format!("{:08x}{a:02x}{b:02x}{c:02x}", self.sum);
        let (folder, file) = digits.split_at(1);
        format!("{folder}/{file}")
    }
}

/// A file of the index, cut into pieces.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PieceFile {
    /// As tantivy names it.
    pub name: String,
    /// Bytes.
    pub len: u64,
    /// Number of its first piece.
    pub first: u32,
    /// How many pieces it has.
    pub pieces: u32,
}

impl PieceFile {
    /// The places of its pieces among all.
    fn places(&self) -> Range<usize> {
        let first = self.first as usize;
        first..first.saturating_add(self.pieces as usize)
    }
}

/// A part of a file that the head holds itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// Place of the file in the list.
    pub file: u32,
    /// First byte.
    pub start: u64,
    /// Bytes.
    pub len: u64,
}

/// Names to show, by id.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Labels {
    /// DMEs.
    pub dme: BTreeMap<String, String>,
    /// Teams.
    pub owner: BTreeMap<String, String>,
    /// Domains, by path.
    pub domain: BTreeMap<String, String>,
    /// Audiences.
    pub audience: BTreeMap<String, String>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Meta {
    assets: u32,
    index: String,
    files: Vec<PieceFile>,
    spans: Vec<Span>,
    labels: Labels,
}

/// The head.
#[derive(Debug, Clone)]
pub struct Head {
    meta: Meta,
    pieces: Vec<Piece>,
    /// Where each piece begins in its file.
    starts: Vec<usize>,
    bytes: OwnedBytes,
    /// Where each span begins in `bytes`.
    offsets: Vec<usize>,
}

/// Why a head can't be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HeadError {
    /// Written by another version of vitrina.
    Version(u32),
    /// Truncated, or not a head.
    Damaged(&'static str),
}

impl fmt::Display for HeadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Version(found) => write!(
                f,
                "the search index has format {found}, and this reads format {FORMAT}"
            ),
            Self::Damaged(what) => write!(f, "the head of the search index {what}"),
        }
    }
}

impl std::error::Error for HeadError {}

impl Head {
    /// Puts a head together; `bytes` are those of the spans, one after the other.
    #[must_use]
    pub fn new(
        assets: u32,
        index: String,
        files: Vec<PieceFile>,
        pieces: Vec<Piece>,
        spans: Vec<Span>,
        bytes: Vec<u8>,
        labels: Labels,
    ) -> Self {
        let offsets = offsets(&spans);
        let starts = starts(&files, &pieces);
        Self {
            meta: Meta {
                assets,
                index,
                files,
                spans,
                labels,
            },
            pieces,
            starts,
            bytes: OwnedBytes::new(bytes),
            offsets,
        }
    }

    /// As it is written to a file.
    ///
    /// # Errors
    /// Where JSON can't hold it, which text never causes.
    pub fn encode(&self) -> serde_json::Result<Vec<u8>> {
        let json = serde_json::to_vec(&self.meta)?;
        let mut out = Vec::with_capacity(FIXED + json.len() + self.pieces.len() * OF_PIECE);
        out.extend_from_slice(MAGIC);
        out.extend_from_slice(&FORMAT.to_le_bytes());
        let small = |n: usize| u32::try_from(n).unwrap_or(u32::MAX).to_le_bytes();
        out.extend_from_slice(&small(json.len()));
        out.extend_from_slice(&small(self.pieces.len()));
        out.extend_from_slice(&(self.bytes.len() as u64).to_le_bytes());
        out.extend_from_slice(&json);
        // What is alike stands together, which compresses better.
        out.extend(self.pieces.iter().flat_map(|piece| piece.len.to_le_bytes()));
        out.extend(self.pieces.iter().flat_map(|piece| piece.sum.to_le_bytes()));
        out.extend(self.pieces.iter().flat_map(|piece| piece.mark));
        out.extend_from_slice(&self.bytes);
        Ok(out)
    }

    /// Reads a head.
    ///
    /// # Errors
    /// Where it is truncated, damaged, or of another version.
    pub fn decode(bytes: Vec<u8>) -> Result<Self, HeadError> {
        let all = OwnedBytes::new(bytes);
        let number = |at: usize| -> Option<u32> {
            let four = all.get(at..at + 4)?;
            Some(u32::from_le_bytes(four.try_into().ok()?))
        };
        if all.get(..8) != Some(MAGIC) {
            return Err(HeadError::Damaged("is not one"));
        }
        let cut = HeadError::Damaged("is cut off");
        let format = number(8).ok_or_else(|| cut.clone())?;
        if format != FORMAT {
            return Err(HeadError::Version(format));
        }
        let fixed = [12, 16, 20, 24].map(|at| number(at).map(|n| n as usize));
        let [Some(json), Some(pieces), Some(low), Some(high)] = fixed else {
            return Err(cut);
        };
        let pieces_at = FIXED.saturating_add(json);
        let bytes_at = pieces_at.saturating_add(pieces.saturating_mul(OF_PIECE));
        if high != 0 || all.len() != bytes_at.saturating_add(low) {
            return Err(cut);
        }
        let meta: Meta = serde_json::from_slice(&all[FIXED..pieces_at])
            .map_err(|_| HeadError::Damaged("holds something else than its description"))?;
        let (lens, rest) = all[pieces_at..bytes_at].split_at(pieces * 2);
        let (sums, marks) = rest.split_at(pieces * 4);
        let pieces: Vec<Piece> = lens
            .as_chunks()
            .0
            .iter()
            .zip(sums.as_chunks().0)
            .zip(marks.as_chunks().0)
            .map(|((len, sum), mark)| Piece {
                len: u16::from_le_bytes(*len),
                sum: u32::from_le_bytes(*sum),
                mark: *mark,
            })
            .collect();
        let head = Self {
            offsets: offsets(&meta.spans),
            starts: starts(&meta.files, &pieces),
            meta,
            pieces,
            bytes: all.slice(bytes_at..all.len()),
        };
        head.check()?;
        Ok(head)
    }

    /// Whether all that it names is there: a reader relies on it.
    fn check(&self) -> Result<(), HeadError> {
        let files = &self.meta.files;
        let pieces_fit = files.iter().all(|f| {
            let own = self.pieces.get(f.places());
            let len = own.map(|own| own.iter().map(|piece| u64::from(piece.len)).sum());
            len == Some(f.len) && f.len <= u64::from(u32::MAX)
        });
        let spans_fit = self.meta.spans.iter().all(|s| {
            let file = files.get(s.file as usize);
            file.is_some_and(|f| s.start.saturating_add(s.len) <= f.len)
        });
        let held: u64 = self
            .meta
            .spans
            .iter()
            .fold(0, |sum, s| sum.saturating_add(s.len));
        if pieces_fit && spans_fit && held == self.bytes.len() as u64 {
            Ok(())
        } else {
            Err(HeadError::Damaged("contradicts itself"))
        }
    }

    /// Number of assets in the index.
    #[must_use]
    pub const fn assets(&self) -> u32 {
        self.meta.assets
    }

    /// Names to show.
    #[must_use]
    pub const fn labels(&self) -> &Labels {
        &self.meta.labels
    }

    /// tantivy's own description of the index.
    pub(crate) fn index(&self) -> &str {
        &self.meta.index
    }

    /// Its files.
    #[must_use]
    pub fn files(&self) -> &[PieceFile] {
        &self.meta.files
    }

    /// The pieces of a file: the number of the first, and where each begins in it.
    pub(crate) fn starts(&self, file: usize) -> Option<(u32, &[usize])> {
        let file = self.meta.files.get(file)?;
        Some((file.first, self.starts.get(file.places())?))
    }

    /// What is said of a piece.
    #[must_use]
    pub fn piece(&self, piece: u32) -> Option<&Piece> {
        self.pieces.get(piece as usize)
    }

    /// The part of a file, where the head holds it.
    pub(crate) fn held(&self, file: usize, start: u64, len: u64) -> Option<OwnedBytes> {
        let (span, offset) = self.meta.spans.iter().zip(&self.offsets).find(|(s, _)| {
            s.file as usize == file && s.start <= start && start + len <= s.start + s.len
        })?;
        let from = offset + usize::try_from(start - span.start).ok()?;
        Some(self.bytes.slice(from..from + usize::try_from(len).ok()?))
    }
}

/// Where each piece begins in its file.
fn starts(files: &[PieceFile], pieces: &[Piece]) -> Vec<usize> {
    let mut starts = vec![0; pieces.len()];
    for file in files {
        let own = starts.get_mut(file.places());
        let own = own.into_iter().flatten();
        let mut at = 0_usize;
        for (start, piece) in own.zip(pieces.iter().skip(file.first as usize)) {
            *start = at;
            at = at.saturating_add(piece.len.into());
        }
    }
    starts
}

fn offsets(spans: &[Span]) -> Vec<usize> {
    let mut at = 0_usize;
    spans
        .iter()
        .map(|s| {
            let here = at;
            at = at.saturating_add(usize::try_from(s.len).unwrap_or(usize::MAX));
            here
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn head() -> Head {
        let file = |name: &str, first| PieceFile {
            name: name.into(),
            len: 20,
            first,
            pieces: 2,
        };
        let piece = |len, sum| Piece {
            len,
            sum,
            mark: [0xab, 0, 1],
        };
        Head::new(
            3,
            "{}".into(),
            vec![file("a.term", 0), file("a.idx", 2)],
            vec![piece(16, 1), piece(4, 0xa2), piece(5, 3), piece(15, 4)],
            vec![Span {
                file: 1,
                start: 4,
                len: 3,
            }],
            b"xyz".to_vec(),
            Labels::default(),
        )
    }

    #[test]
    fn reads_what_it_wrote() {
        let read = Head::decode(head().encode().expect("text")).expect("whole");
        assert_eq!(read.files(), head().files());
        assert_eq!(
            read.piece(1).map(Piece::name).as_deref(),
            Some("0/00000a2ab0001")
        );
        assert_eq!(read.piece(3), head().piece(3));
        assert_eq!(read.starts(0), Some((0, &[0, 16][..])));
        assert_eq!(read.starts(1), Some((2, &[0, 5][..])));
        assert!(read.piece(4).is_none() && read.starts(2).is_none());
        assert_eq!(read.held(1, 5, 2).as_deref(), Some(&b"yz"[..]));
        assert!(read.held(1, 5, 3).is_none() && read.held(0, 5, 1).is_none());
    }

    #[test]
    fn truncated_or_foreign_heads_are_refused() {
        let whole = head().encode().expect("text");
        for n in 0..whole.len() {
            let error = Head::decode(whole[..n].to_vec()).expect_err("cut");
            assert!(matches!(error, HeadError::Damaged(_)), "{n}: {error}");
        }
        let mut newer = whole.clone();
        newer[8] = 9;
        assert_eq!(
            Head::decode(newer).expect_err("newer"),
            HeadError::Version(9)
        );
        let mut longer = whole;
        longer.push(0);
        assert!(Head::decode(longer).is_err());
    }

    proptest! {
        #[test]
        fn changed_bytes_are_read_or_refused(at in 0_usize..400, byte: u8) {
            let mut bytes = head().encode().expect("text");
            let at = at % bytes.len();
            bytes[at] = byte;
            if let Ok(read) = Head::decode(bytes) {
                for piece in 0..8 {
                    let _ = read.piece(piece).map(Piece::name);
                    let _ = read.starts(piece as usize);
                }
                let _ = (read.held(0, 0, 1), read.held(1, 4, 3));
            }
        }
    }
}
