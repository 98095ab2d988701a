//! How relations are used.

use std::cmp::Reverse;

use super::Reader;
use crate::catalog::{AssetIx, NamedBy, Usage};
use crate::insight;

impl<'a> Reader<'a> {
    /// Use of a relation; nothing where it wasn't used. Facet: use.
    #[must_use]
    pub(crate) fn usage_of(self, ix: AssetIx) -> Option<&'a Usage> {
        self.catalog.operations.usage.get(&ix)
    }

    /// What statements name a relation; nothing where none is known to. Facet: use.
    #[must_use]
    pub(crate) fn named_by(self, ix: AssetIx) -> Option<&'a NamedBy> {
        self.catalog.operations.named_by.get(&ix)
    }

    /// Whether anything tells of use. Set: use.
    #[must_use]
    pub(crate) fn knows_use(self) -> bool {
        !self.catalog.operations.usage.is_empty()
    }

    /// What sorts the unified views above a table, the one that stands for it first. Facets: record
    /// of both; edges and use of the view.
    #[must_use]
    pub(crate) fn stands_for(
        self,
        table: AssetIx,
        view: AssetIx,
    ) -> (bool, bool, usize, Reverse<u32>, &'a str) {
        insight::stands_for(self.catalog, table, view)
    }
}
