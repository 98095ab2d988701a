//! What a table or view is, as far as that matters to changes.

use crate::lines::{ReferenceMethod, RelationKind, RelationLine};
use crate::system::{StarOfView, System};

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

/// What a view gives that takes `*` of a table which has other columns by now.
pub(super) fn star_of_view(line: &RelationLine) -> StarOfView {
    let system = line.system.as_deref().and_then(System::of);
    system.map_or(StarOfView::Unknown, System::star_of_view)
}

/// Whether its references are taken from a text that can't be parsed.
pub(super) fn inferred(line: &RelationLine) -> bool {
    line.references_by == Some(ReferenceMethod::Inferred)
}
