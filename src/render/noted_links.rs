//! What is noted of links until all pages are known.

use rustc_hash::{FxHashMap, FxHashSet};

use super::plain_address::Target;
use crate::traces::Address;

/// Addresses whose text is kept; what is more isn't looked at.
const MOST: usize = 1 << 20;

/// Files and anchors that there are, and addresses that pages link to.
#[derive(Default)]
pub(super) struct Noted {
    /// Files by their path, with the anchors of pages, sorted.
    pub(super) files: FxHashMap<u64, Box<[u32]>>,
    pub(super) wanted: FxHashMap<Target, Wanted>,
    /// Addresses of which traces have the texts.
    pub(super) named: FxHashSet<Target>,
    /// How many addresses weren't looked at.
    pub(super) passed_over: usize,
}

impl Noted {
    /// Notes that a page links to something that may not be there.
    pub(super) fn want(
        &mut self,
        path: &str,
        key: Target,
        address: impl FnOnce() -> Option<String>,
    ) {
        if let Some(known) = self.wanted.get_mut(&key) {
            known.pages = known.pages.saturating_add(1);
            if path < &*known.page {
                known.page = path.into();
            }
        } else if self.wanted.len() < MOST {
            let Some(address) = address() else { return };
            let wanted = Wanted {
                address: address.into(),
                page: path.into(),
                pages: 1,
            };
            self.wanted.insert(key, wanted);
        } else {
            self.passed_over += 1;
        }
    }

    /// An address with its text, where nobody was given that before.
    pub(super) fn name(
        &mut self,
        key: Target,
        text: impl FnOnce() -> Option<String>,
    ) -> Option<Address> {
        if !self.named.insert(key) {
            return None;
        }
        let known = self.wanted.get(&key);
        let text = match known {
            Some(known) => known.address.clone().into(),
            None => text()?,
        };
        let (file, anchor) = key;
        Some(Address { file, anchor, text })
    }
}

/// An address that pages link to.
pub(super) struct Wanted {
    pub(super) address: Box<str>,
    /// The first page that links there, in the order of their paths.
    pub(super) page: Box<str>,
    pub(super) pages: u32,
}
