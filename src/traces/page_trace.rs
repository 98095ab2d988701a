//! The trace of one page.

use serde::{Deserialize, Serialize};

use super::page_key::PageKey;

/// What a page links to and can be linked to, as far as that has to be looked at when the page itself
/// isn't.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PageLinks {
    /// Hashes of its anchors, sorted.
    pub anchors: Vec<u32>,
    /// Addresses within the site that may lead nowhere: hashes of file and anchor, and the text.
    pub wanted: Vec<(u64, u32, String)>,
    /// Links of descriptions that lead nowhere, with hashes of the keys of the assets that say so.
    pub lost: Vec<(u64, String)>,
}

/// What a page read, and the key that this makes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PageTrace {
    /// Site-relative address.
    pub path: String,
    /// What it is about.
    pub(super) subject: u64,
    /// Facets by asset: numbers among the keys and the combinations of facets of all traces. In the
    /// order of the indices that the assets had, which pages may follow.
    pub(super) facets: Vec<(u32, u16)>,
    /// Sets, as bits.
    pub(super) sets: u32,
    /// Questions by their numbers, and texts.
    pub(super) asked: Vec<(u8, String)>,
    pub(super) key: PageKey,
    /// What is looked at of it beside.
    pub links: PageLinks,
}
