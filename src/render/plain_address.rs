//! Addresses within the site that need no taking apart: relative ones, of plain letters.

use std::hash::BuildHasher;

use memchr::{memchr, memrchr};
use rustc_hash::{FxBuildHasher, FxHashSet};

/// A file and an anchor of it, 0 where there is none.
pub(super) type Target = (u64, u32);

/// What addresses of a page are relative to.
pub(super) struct Origin<'p> {
    /// Hash of its path.
    pub(super) own: u64,
    /// Its folder, and those above it up to the root, which is empty.
    folders: Vec<&'p [u8]>,
}

impl<'p> Origin<'p> {
    /// Of the page with this path.
    pub(super) fn page(path: &'p str) -> Self {
        let mut folders = Vec::with_capacity(8);
        let mut rest = path.as_bytes();
        while let Some(slash) = memrchr(b'/', rest) {
            rest = &rest[..slash];
            folders.push(rest);
        }
        folders.push(b"");
        Self {
            own: hash(path.as_bytes()),
            folders,
        }
    }
}

/// Where an address leads that has plain letters and only climbs at its beginning, as nearly all do;
/// nothing where it is another. And whether it is one of `known`, the hashes of assets' pages.
pub(super) fn plain_target(
    page: &Origin<'_>,
    href: &[u8],
    known: &FxHashSet<u64>,
    buffer: &mut Vec<u8>,
) -> Option<(Target, bool)> {
    let (mut rest, mut climbs) = (href, 0);
    while let Some(below) = rest.strip_prefix(b"../") {
        climbs += 1;
        rest = below;
    }
    let folder = *page.folders.get(climbs)?;
    let address = memchr(b'#', rest).map_or(rest, |at| &rest[..at]);
    let anchor = match rest.get(address.len() + 1..) {
        // The top of a page is always there.
        None | Some(b"" | b"top") => 0,
        Some(anchor) if anchor.iter().any(|byte| matches!(byte, b'%' | b'&' | b'#')) => {
            return None;
        }
        Some(anchor) => short(anchor),
    };
    if href.starts_with(b"#") {
        return Some(((page.own, anchor), false));
    }
    let file = match folder {
        b"" => hash(address),
        folder => {
            buffer.clear();
            buffer.extend_from_slice(folder);
            buffer.push(b'/');
            buffer.extend_from_slice(address);
            hash(buffer)
        }
    };
    // Paths of assets are plain: what is one needs no look at each letter.
    let is_asset = known.contains(&file);
    (is_asset || is_plain(address)).then_some(((file, anchor), is_asset))
}

/// Whether a path is one as it stands: of letters that stand for themselves, without empty parts and dots
/// alone.
fn is_plain(path: &[u8]) -> bool {
    let mut last = b'/';
    for &byte in path {
        match byte {
            b'/' | b'.' if last == b'/' => return false,
            _ if !IS_PLAIN[usize::from(byte)] => return false,
            _ => last = byte,
        }
    }
    !matches!(last, b'/' | b'.')
}

/// Letters that stand for themselves in a path, and what divides it.
const IS_PLAIN: [bool; 256] = {
    let mut plain = [false; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        plain[byte as usize] =
            byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'.' | b'-' | b'_');
        byte += 1;
    }
    plain
};

pub(super) fn hash(text: &[u8]) -> u64 {
    FxBuildHasher.hash_one(text)
}

/// Of an anchor; never 0, which means none.
pub(super) fn short(anchor: &[u8]) -> u32 {
    let hash = hash(anchor);
    u32::try_from(hash >> 32).unwrap_or_default().max(1)
}
