//! The columns of relations.

use super::Reader;
use crate::catalog::{Column, Relation};

impl<'a> Reader<'a> {
    /// Columns of a relation. Facet: columns.
    #[must_use]
    #[inline]
    pub(crate) fn columns_of(self, relation: &Relation) -> &'a [Column] {
        self.catalog.columns_of(relation)
    }
}
