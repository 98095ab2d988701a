//! What tables and views are, in words.

use crate::catalog::{Relation, RelationKind};

/// What a relation is, in words.
pub(super) fn kind_label(relation: &Relation) -> &'static str {
    match relation.kind {
        RelationKind::View if relation.unified => "unified view",
        RelationKind::MaterializedView if relation.unified => "unified materialized view",
        RelationKind::View => "view",
        RelationKind::MaterializedView => "materialized view",
        RelationKind::Table => "productive table",
        RelationKind::ExternalTable => "external table",
        RelationKind::Clone => "clone",
        RelationKind::Snapshot => "snapshot",
        RelationKind::External => "external asset",
        RelationKind::Missing => "missing table",
    }
}
