//! How relations are used.

use std::cmp::Reverse;

use super::Reader;
use crate::catalog::{AssetIx, NamedBy, Usage};
use crate::facets::{Facet, Set};
use crate::insight;

impl<'a> Reader<'a> {
    /// Use of a relation; nothing where it wasn't used. Facet: use.
    #[must_use]
    pub(crate) fn usage_of(self, ix: AssetIx) -> Option<&'a Usage> {
        self.source.of(Facet::Use, ix).operations.usage.get(&ix)
    }

    /// What statements name a relation; nothing where none is known to. Facet: use.
    #[must_use]
    pub(crate) fn named_by(self, ix: AssetIx) -> Option<&'a NamedBy> {
        self.source.of(Facet::Use, ix).operations.named_by.get(&ix)
    }

    /// The address of a service account that ran statements. Facet: use.
    #[must_use]
    pub(crate) fn service_account(self, number: u32) -> &'a str {
        let all = &self.source.known().operations.service_accounts;
        all.get(number as usize).map_or("", String::as_str)
    }

    /// Whether anything tells of use. Set: use.
    #[must_use]
    pub(crate) fn knows_use(self) -> bool {
        !self
            .source
            .whole(Set::Known)
            .catalog
            .operations
            .usage
            .is_empty()
    }

    /// What sorts the unified views above a table, the one that stands for it first. Facets: label of
    /// both; targets and use of the view.
    #[must_use]
    pub(crate) fn stands_for(
        self,
        table: AssetIx,
        view: AssetIx,
    ) -> (bool, bool, usize, Reverse<u32>, &'a str) {
        self.source.of(Facet::Label, table);
        self.source.of(Facet::Label, view);
        self.source.of(Facet::Targets, view);
        insight::stands_for(self.source.of(Facet::Use, view), table, view)
    }
}
