//! What assets and columns were called before, as manifests say.

use super::Reader;
use crate::catalog::{AssetIx, Column, Relation};

impl<'a> Reader<'a> {
    /// Names that a table, view or product had. Facet: record.
    #[must_use]
    pub(crate) fn former_names(self, ix: AssetIx) -> &'a [String] {
        self.catalog.renames.former_names(ix)
    }

    /// Paths that a column had. Facet: record.
    #[must_use]
    pub(crate) fn former_columns(self, relation: &Relation, column: &Column) -> &'a [String] {
        let path = self.catalog.str(column.path);
        let renames = &self.catalog.renames;
        renames.former_columns(relation.asset, path)
    }
}
