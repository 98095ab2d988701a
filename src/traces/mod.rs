//! What each page of a build read, kept for the next one: a page of which all that it read is the same
//! is the same page. Traces are of one site, and hold a fingerprint of everything that any of its pages
//! read, each once; a page says by small numbers which of them it read. No I/O.

mod held_pages;
mod page_trace;
mod traces_being_made;

use serde::{Deserialize, Serialize};

use crate::facets::{Facet, Question, Set};

pub(crate) use held_pages::HeldPages;
pub(crate) use page_trace::{Address, KeptLinks, PageLinks, PageTrace, Subject};
pub(crate) use traces_being_made::TracesBeingMade;

/// Of the form of the bytes. It is raised where facets or sets come or go.
const VERSION: u32 = 3;

/// A fingerprint as it is kept: such numbers are large.
type Print = [u8; 8];

/// What the pages of a build read.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Traces {
    version: u32,
    /// How many facets, sets and questions there are: bits and numbers mean them by their places.
    forms: [u8; 3],
    /// Made of what holds for all pages.
    all: [u8; 16],
    /// Combinations of facets.
    masks: Vec<u64>,
    /// Assets that pages read, in the order of the indices that they had.
    assets: Vec<TracedAsset>,
    /// Fingerprints of sets, by their numbers; those that no page read are 0.
    sets: [Print; Set::ALL.len()],
    /// Questions by their numbers, texts, and fingerprints of the answers.
    asked: Vec<(u8, String, Print)>,
    /// Addresses within the site that pages link to and that may lead nowhere.
    addresses: Vec<Address>,
    pages: Vec<PageTrace>,
}

/// What pages read of an asset.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct TracedAsset {
    /// Hash of its key.
    key: Print,
    /// Number of the combination of facets that its own page alone read.
    own: u16,
    /// Number of that of the facets that others read.
    shared: u16,
    /// A fingerprint of the former together.
    own_print: Print,
    /// Fingerprints of the latter, in their order.
    prints: Vec<Print>,
}

/// How many facets, sets and questions this build knows.
fn forms() -> [u8; 3] {
    let number = |n: usize| u8::try_from(n).unwrap_or(u8::MAX);
    [
        number(Facet::ALL.len()),
        number(Set::ALL.len()),
        number(Question::ALL.len()),
    ]
}

impl Traces {
    /// Whether they are of a form that this build knows, and `all` that holds for every page is the same.
    #[must_use]
    pub(crate) fn are_of(&self, all: u128) -> bool {
        let is_ours = self.version == VERSION && self.forms == forms();
        is_ours && self.all == all.to_le_bytes()
    }

    /// Number of pages.
    #[cfg(test)]
    #[must_use]
    pub(crate) const fn len(&self) -> usize {
        self.pages.len()
    }

    /// What a page read: hashes of keys of assets, each with facets as bits, and sets as bits.
    #[cfg(test)]
    pub(crate) fn read_by(&self, page: &PageTrace) -> (Vec<(u64, u64)>, u32) {
        let of = |(asset, mask): &(u32, u16)| {
            let key = self.assets[*asset as usize].key;
            (u64::from_le_bytes(key), self.masks[usize::from(*mask)])
        };
        (page.facets.iter().map(of).collect(), page.sets)
    }

    /// All pages, each with what it is about: the hash of the key of an asset, or a page of a list.
    #[cfg(test)]
    pub(crate) fn pages(&self) -> impl Iterator<Item = (Result<u64, (u8, u32)>, &PageTrace)> {
        self.pages.iter().map(|page| {
            let subject = match page.subject {
                page_trace::Kept::Asset(n) => Ok(u64::from_le_bytes(self.assets[n as usize].key)),
                page_trace::Kept::List(list, number) => Err((list, number)),
            };
            (subject, page)
        })
    }
}
