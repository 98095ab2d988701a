//! Where a finding about a relation points.

use crate::catalog::{Catalog, Relation};
use crate::diagnostic::Pos;

/// Where a relation is defined: its SQL, its row in the export.
pub(super) fn place(catalog: &Catalog, relation: &Relation) -> Option<Pos> {
    catalog.defined_at(relation)
}
