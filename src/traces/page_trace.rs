//! The trace of one page.

use serde::{Deserialize, Serialize};

use crate::catalog::AssetIx;

/// What a page is about. Its address follows from that: that of an asset's page stands in the label of
/// the asset, which is always among what the page read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Subject {
    /// An asset.
    Asset(AssetIx),
    /// A page of a list: its place among the lists, and its number.
    List(u8, u32),
}

/// The same among traces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) enum Kept {
    /// An asset, by its number there.
    Asset(u32),
    /// A page of a list.
    List(u8, u32),
}

/// An address within the site: hashes of file and anchor, and the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Address {
    /// Hash of the file.
    pub file: u64,
    /// Hash of the anchor, 0 where there is none.
    pub anchor: u32,
    /// Path within the site, and the anchor.
    pub text: String,
}

/// What a page links to and can be linked to, as far as that has to be looked at when the page itself
/// isn't.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct PageLinks {
    /// Hashes of its anchors, sorted.
    pub anchors: Vec<u32>,
    /// Addresses within the site that may lead nowhere, as hashes of file and anchor.
    pub wanted: Vec<(u64, u32)>,
    /// Those that nobody was given before, with their texts.
    pub new: Vec<Address>,
    /// Links of descriptions that lead nowhere, with hashes of the keys of the assets that say so.
    pub lost: Vec<(u64, String)>,
}

/// The same of a page that is kept.
#[derive(Debug, Clone, Copy)]
pub(crate) struct KeptLinks<'t> {
    pub(super) page: &'t PageTrace,
    pub(super) addresses: &'t [Address],
}

impl<'t> KeptLinks<'t> {
    /// Hashes of the page's anchors, sorted.
    pub(crate) fn anchors(self) -> impl Iterator<Item = u32> {
        self.page.anchors.iter().copied().map(u32::from_le_bytes)
    }

    /// Addresses within the site that may lead nowhere.
    pub(crate) fn wanted(self) -> impl Iterator<Item = &'t Address> {
        let numbers = self.page.wanted.iter();
        numbers.filter_map(move |number| self.addresses.get(*number as usize))
    }

    /// Links of descriptions that lead nowhere, with hashes of the keys of the assets that say so.
    pub(crate) fn lost(self) -> &'t [(u64, String)] {
        &self.page.lost
    }
}

/// What a page read, and what is looked at of it beside. Everything is named by its number among the
/// traces.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PageTrace {
    pub(super) subject: Kept,
    /// Assets and combinations of facets. In the order of the indices that the assets had, which pages
    /// may follow.
    pub(super) facets: Vec<(u32, u16)>,
    /// Sets, as bits.
    pub(super) sets: u32,
    /// Questions.
    pub(super) asked: Vec<u32>,
    pub(super) anchors: Vec<[u8; 4]>,
    pub(super) wanted: Vec<u32>,
    pub(super) lost: Vec<(u64, String)>,
}
