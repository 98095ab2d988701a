//! What tables and views are, in words.

use crate::catalog::{Relation, RelationKind};

/// What a relation is, in words.
pub(super) fn kind_label(relation: &Relation) -> &'static str {
    kind_word(relation.kind, relation.unified)
}

/// What a kind of relation is called.
pub(super) const fn kind_word(kind: RelationKind, unified: bool) -> &'static str {
    match kind {
        RelationKind::View if unified => "unified view",
        RelationKind::MaterializedView if unified => "unified materialized view",
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
