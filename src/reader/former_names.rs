//! What assets and columns were called before, as manifests say.

use super::Reader;
use crate::catalog::{AssetIx, Column, Relation};
use crate::facets::Facet;

impl<'a> Reader<'a> {
    /// Names that a table, view or product had. Facet: record.
    #[must_use]
    pub(crate) fn former_names(self, ix: AssetIx) -> &'a [String] {
        self.source.of(Facet::Record, ix).renames.former_names(ix)
    }

    /// Paths that a column had. Facet: record.
    #[must_use]
    pub(crate) fn former_columns(self, relation: &Relation, column: &Column) -> &'a [String] {
        let path = self
            .source
            .of(Facet::Record, relation.asset)
            .str(column.path);
        let renames = &self.source.of(Facet::Record, relation.asset).renames;
        renames.former_columns(relation.asset, path)
    }
}
