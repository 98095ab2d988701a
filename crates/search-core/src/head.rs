//! The head of a published index: what every query needs, and where the rest is.
//!
//! ```text
//! "VITRINA" 0x0a | format: u32 | length of the JSON: u32 | number of pieces: u32 | length of the
//! bytes: u64 | JSON ([`Meta`]) | CRC-32 of each piece: u32 | bytes of the spans, one after the other
//! ```
//! Numbers are little-endian.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use tantivy::directory::OwnedBytes;

const MAGIC: &[u8; 8] = b"VITRINA\n";
/// Counts up whenever a reader of the former format would fail or mislead.
const FORMAT: u32 = 2;
const FIXED: usize = 8 + 4 + 4 + 4 + 8;

/// A file of the index, cut into pieces of one size.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PieceFile {
    /// As tantivy names it.
    pub name: String,
    /// Bytes.
    pub len: u64,
    /// Bytes of each piece but the last.
    pub piece: u32,
    /// Number of its first piece.
    pub first: u32,
    /// Hash of its content, 16 hexadecimal digits: its pieces are published under this name.
    pub hash: String,
}

impl PieceFile {
    /// How many pieces it has.
    #[must_use]
    pub fn pieces(&self) -> u64 {
        self.len.div_ceil(u64::from(self.piece.max(1)))
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
    sums: Vec<u32>,
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
        sums: Vec<u32>,
        spans: Vec<Span>,
        bytes: Vec<u8>,
        labels: Labels,
    ) -> Self {
        let offsets = offsets(&spans);
        Self {
            meta: Meta {
                assets,
                index,
                files,
                spans,
                labels,
            },
            sums,
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
        let mut out = Vec::with_capacity(FIXED + json.len() + self.sums.len() * 4);
        out.extend_from_slice(MAGIC);
        out.extend_from_slice(&FORMAT.to_le_bytes());
        let small = |n: usize| u32::try_from(n).unwrap_or(u32::MAX).to_le_bytes();
        out.extend_from_slice(&small(json.len()));
        out.extend_from_slice(&small(self.sums.len()));
        out.extend_from_slice(&(self.bytes.len() as u64).to_le_bytes());
        out.extend_from_slice(&json);
        out.extend(self.sums.iter().flat_map(|sum| sum.to_le_bytes()));
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
        let sums_at = FIXED.saturating_add(json);
        let bytes_at = sums_at.saturating_add(pieces.saturating_mul(4));
        if high != 0 || all.len() != bytes_at.saturating_add(low) {
            return Err(cut);
        }
        let meta: Meta = serde_json::from_slice(&all[FIXED..sums_at])
            .map_err(|_| HeadError::Damaged("holds something else than its description"))?;
        let sums: Vec<u32> = all[sums_at..bytes_at]
            .chunks_exact(4)
            .filter_map(|c| c.try_into().ok().map(u32::from_le_bytes))
            .collect();
        let head = Self {
            offsets: offsets(&meta.spans),
            meta,
            sums,
            bytes: all.slice(bytes_at..all.len()),
        };
        head.check()?;
        Ok(head)
    }

    /// Whether all that it names is there: a reader relies on it.
    fn check(&self) -> Result<(), HeadError> {
        let files = &self.meta.files;
        let pieces_fit = files.iter().all(|f| {
            f.piece > 0
                && f.len <= u64::from(u32::MAX)
                && f.hash.len() == 16
                && f.hash.bytes().all(|b| b.is_ascii_hexdigit())
                && u64::from(f.first).saturating_add(f.pieces()) <= self.sums.len() as u64
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

    fn file_of(&self, piece: u32) -> Option<&PieceFile> {
        self.meta
            .files
            .iter()
            .find(|f| (u64::from(f.first)..u64::from(f.first) + f.pieces()).contains(&piece.into()))
    }

    /// Name of a piece: the hash of its file and its place in it, a slash between.
    #[must_use]
    pub fn piece_name(&self, piece: u32) -> Option<String> {
        let file = self.file_of(piece)?;
        Some(format!("{}/{}", file.hash, piece - file.first))
    }

    /// Bytes of a piece.
    #[must_use]
    pub fn piece_len(&self, piece: u32) -> Option<usize> {
        let file = self.file_of(piece)?;
        let start = u64::from(piece - file.first) * u64::from(file.piece);
        usize::try_from((file.len - start).min(u64::from(file.piece))).ok()
    }

    /// CRC-32 of a piece.
    pub(crate) fn piece_sum(&self, piece: u32) -> Option<u32> {
        self.sums.get(piece as usize).copied()
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
            piece: 16,
            first,
            hash: name.replace(|c: char| !c.is_ascii_hexdigit(), "0")
                + &"0".repeat(16 - name.len()),
        };
        Head::new(
            3,
            "{}".into(),
            vec![file("a.term", 0), file("a.idx", 2)],
            vec![1, 2, 3, 4],
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
        assert_eq!(read.piece_name(1).as_deref(), Some("a00e000000000000/1"));
        assert_eq!(
            (read.piece_len(2), read.piece_len(3), read.piece_len(4)),
            (Some(16), Some(4), None)
        );
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
                    let _ = (read.piece_name(piece), read.piece_len(piece));
                }
                let _ = (read.held(0, 0, 1), read.held(1, 4, 3));
            }
        }
    }
}
