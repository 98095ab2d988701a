//! The key of a page: a hash of all that it was made of.

use crate::catalog::AssetIx;
use crate::facets::{Facet, Fingerprints, Question, Set};
use crate::reader::Notes;

/// What a page is made of, as 128 bits.
pub(crate) type PageKey = [u8; 16];

/// What a page is about: pages of two subjects are never each other's, whatever their addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Subject {
    /// An asset.
    Asset(AssetIx),
    /// A page of a list: its place among the lists, and its number.
    List(usize, usize),
}

impl Subject {
    /// A number of it that outlives a build.
    #[must_use]
    pub(super) fn number(self, of: &Fingerprints<'_>) -> u64 {
        match self {
            Self::Asset(ix) => of.key(ix),
            // Hashes of keys are spread over all numbers.
            Self::List(list, number) => (list as u64) << 48 | number as u64,
        }
    }
}

/// The key of a page that read this, of a build of which `all` tells what holds for all pages.
#[must_use]
pub(super) fn key(
    all: u128,
    subject: u64,
    facets: impl Iterator<Item = (AssetIx, u64)>,
    sets: u32,
    asked: &[(Question, String)],
    of: &Fingerprints<'_>,
) -> PageKey {
    let mut hasher = blake3::Hasher::new();
    let mut bytes: Vec<u8> = Vec::with_capacity(1024);
    bytes.extend_from_slice(&all.to_le_bytes());
    bytes.extend_from_slice(&subject.to_le_bytes());
    for (ix, bits) in facets {
        bytes.extend_from_slice(&of.key(ix).to_le_bytes());
        bytes.extend_from_slice(&bits.to_le_bytes());
        for facet in Facet::ALL.iter().filter(|facet| bits & facet.bit() != 0) {
            bytes.extend_from_slice(&of.facet(*facet, ix).to_le_bytes());
        }
    }
    bytes.extend_from_slice(&sets.to_le_bytes());
    for set in Set::ALL.iter().filter(|set| sets & set.bit() != 0) {
        bytes.extend_from_slice(&of.set(*set).to_le_bytes());
    }
    for (question, text) in asked {
        bytes.push(*question as u8);
        bytes.extend_from_slice(&(text.len() as u64).to_le_bytes());
        bytes.extend_from_slice(text.as_bytes());
        bytes.extend_from_slice(&of.answer(*question, text).to_le_bytes());
    }
    hasher.update(&bytes);
    let mut key = PageKey::default();
    hasher.finalize_xof().fill(&mut key);
    key
}

/// The key of a page that was just made; nothing where it read what can't be told apart.
#[must_use]
pub(super) fn key_of(
    all: u128,
    subject: Subject,
    notes: &Notes,
    of: &Fingerprints<'_>,
) -> Option<PageKey> {
    if notes.sets & Set::Everything.bit() != 0 {
        return None;
    }
    let facets = notes.facets.iter().copied();
    let subject = subject.number(of);
    Some(key(all, subject, facets, notes.sets, &notes.asked, of))
}
