//! What the files of a portal hold, by their names. A kind that isn't known here is an error: what isn't
//! read can't be vouched for.

use std::io::{self, Read as _};

use flate2::read::GzDecoder;

/// Largest file that is unpacked, in bytes.
const MOST: u64 = 4 << 30;

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FileKind {
    /// Text.
    Text,
    /// Points of an image, code of a machine: names stand in it as they are, if at all.
    Binary,
    /// A part of the search index, which is read as a whole.
    Piece,
    /// One of these, packed.
    Gzip(&'static FileKind),
    Zstd(&'static FileKind),
}

impl FileKind {
    /// What a file at a path holds.
    pub(super) fn of(path: &str) -> io::Result<Self> {
        let name = path.rsplit('/').next().unwrap_or(path);
        if path.starts_with("search/") && name.ends_with(".bin") {
            return Ok(Self::Piece);
        }
        if let Some(within) = name.strip_suffix(".gz") {
            return Self::plain(within).map(Self::Gzip);
        }
        if let Some(within) = name.strip_suffix(".zst") {
            return Self::plain(within).map(Self::Zstd);
        }
        Self::plain(name).copied()
    }

    fn plain(name: &str) -> io::Result<&'static Self> {
        let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
        match extension {
            "html" | "xml" | "atom" | "json" | "ndjson" | "txt" | "svg" | "css" | "js" | "csv"
            | "md" | "webmanifest" => Ok(&Self::Text),
            // The record of a site, and its parts.
            _ if extension.starts_with("vitrina-files") => Ok(&Self::Text),
            "png" | "jpg" | "jpeg" | "gif" | "webp" | "avif" | "ico" | "wasm" | "woff2" => {
                Ok(&Self::Binary)
            }
            _ => Err(io::Error::new(
                io::ErrorKind::InvalidData,
                "is of a kind that the scan doesn't read",
            )),
        }
    }
}

/// The bytes of a file as they were before they were packed, and what they are.
pub(super) fn unpacked(kind: FileKind, bytes: Vec<u8>) -> io::Result<(FileKind, Vec<u8>)> {
    let whole = |reader: &mut dyn io::Read| {
        let mut bytes = Vec::new();
        reader.take(MOST).read_to_end(&mut bytes)?;
        match bytes.len() as u64 {
            MOST => Err(io::Error::new(io::ErrorKind::InvalidData, "is too large")),
            _ => Ok(bytes),
        }
    };
    match kind {
        FileKind::Gzip(within) => Ok((*within, whole(&mut GzDecoder::new(&*bytes))?)),
        FileKind::Zstd(within) => {
            let mut decoder = zstd::stream::read::Decoder::new(&*bytes)?;
            Ok((*within, whole(&mut decoder)?))
        }
        plain => Ok((plain, bytes)),
    }
}
