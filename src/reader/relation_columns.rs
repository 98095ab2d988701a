//! The columns of relations.

use super::Reader;
use crate::catalog::{AssetIx, Column, Predicate, Relation};
use crate::facets::Facet;

impl<'a> Reader<'a> {
    /// Columns of a relation. Facet: columns.
    #[must_use]
    #[inline]
    pub(crate) fn columns_of(self, relation: &Relation) -> &'a [Column] {
        self.source
            .of(Facet::Columns, relation.asset)
            .columns_of(relation)
    }

    /// Columns of what may be a relation. Facet: columns.
    #[must_use]
    pub(crate) fn columns_at(self, ix: AssetIx) -> &'a [Column] {
        let c = self.source.of(Facet::Columns, ix);
        c.relation(ix)
            .map_or(&[], |relation| c.columns_of(relation))
    }

    /// By which columns of what it reads a view filters; told of views above tables that have to be
    /// filtered. Facet: record.
    #[must_use]
    pub(crate) fn filters_of(self, relation: &Relation) -> &'a [(AssetIx, Predicate)] {
        self.source
            .of(Facet::Sql, relation.asset)
            .filters
            .of(relation.asset)
    }
}
