//! What a table or view is, as far as that matters to changes.

use crate::lines::{RelationKind, RelationLine};

/// Whether an export describes a relation; others are known because something names them.
pub(super) fn is_there(line: &RelationLine) -> bool {
    !matches!(line.kind, RelationKind::External | RelationKind::Missing)
}

/// What a relation is, whether or not consumers enter by it.
pub(super) const fn bare(kind: RelationKind) -> RelationKind {
    match kind {
        RelationKind::UnifiedView => RelationKind::View,
        RelationKind::UnifiedMaterializedView => RelationKind::MaterializedView,
        other => other,
    }
}

pub(super) const fn is_view(kind: RelationKind) -> bool {
    matches!(
        bare(kind),
        RelationKind::View | RelationKind::MaterializedView
    )
}
