//! What a reader of a part may see. In the portal of the whole mesh everything is open, and nothing
//! stands for anything else.

use super::Reader;
use crate::catalog::{AssetIx, Part, Stub, Sym};
use crate::facets::{Facet, Set};

impl<'a> Reader<'a> {
    /// Whose part of the mesh this is; none where it is the whole. Set: access.
    #[must_use]
    #[inline]
    pub(crate) fn part(self) -> Option<&'a Part> {
        self.source.whole(Set::Part).catalog.part.as_ref()
    }

    /// Whether an asset is only listed: name, description, owner, how to ask. Facet: access.
    #[must_use]
    #[inline]
    pub(crate) fn is_listed(self, ix: AssetIx) -> bool {
        self.source.of(Facet::Label, ix).is_listed(ix)
    }

    /// What stands for the hidden things that the SQL of a relation reads. Facet: edges.
    #[must_use]
    #[inline]
    pub(crate) fn stub_of(self, ix: AssetIx) -> Option<&'a Stub> {
        self.source.of(Facet::Stubs, ix).stubs.reads.get(&ix)
    }

    /// What stands for the hidden columns that a column is made of. Facet: edges.
    #[must_use]
    #[inline]
    pub(crate) fn column_stub(self, relation: AssetIx, column: Sym) -> Option<&'a Stub> {
        self.source
            .of(Facet::Stubs, relation)
            .stubs
            .columns
            .get(&(relation, column))
    }
}
