//! Who takes all columns of relations by `*`.

use super::Reader;
use crate::catalog::{AssetIx, Relation, StarUse, Sym};
use crate::facets::Facet;
use sql::Place;

impl<'a> Reader<'a> {
    /// Relations all of whose columns a relation's SQL takes by `*`, by asset. Facet: edges.
    #[must_use]
    pub(crate) fn stars_of(self, relation: &Relation) -> &'a [(AssetIx, Place)] {
        self.source
            .of(Facet::Sql, relation.asset)
            .stars
            .of(relation.asset)
    }

    /// The columns that a view gives now that takes `*`, where its listing says otherwise. Facet: columns.
    #[must_use]
    pub(crate) fn star_columns_of(self, relation: &Relation) -> &'a [Sym] {
        let columns = self
            .source
            .of(Facet::Columns, relation.asset)
            .star_columns
            .get(&relation.asset);
        columns.map_or(&[], Vec::as_slice)
    }

    /// How statements take all columns of a relation. Facet: use.
    #[must_use]
    pub(crate) fn star_use_of(self, ix: AssetIx) -> Option<&'a StarUse> {
        self.source.of(Facet::Use, ix).operations.star_uses.get(&ix)
    }
}
