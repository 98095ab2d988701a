//! What consumers could be served from, and what stands for it.

use std::cmp::Reverse;

use crate::catalog::{AssetIx, Catalog, Relation, RelationKind};

/// Whether a relation is a table that consumers could be served from.
#[must_use]
pub(crate) fn is_productive(relation: &Relation) -> bool {
    !relation.is_view()
        && relation.is_described()
        && !matches!(relation.kind, RelationKind::Clone | RelationKind::Snapshot)
}

/// Whether any source promises a level for a relation.
pub(super) fn has_service_level(c: &Catalog, relation: &Relation) -> bool {
    let product = relation.product.and_then(|p| c.product(p));
    product.is_some_and(|p| !p.sla.is_empty())
        || c.contracts_of(relation).iter().any(|(ix, _)| {
            let contract = c.contracts.get(c.asset(*ix).detail as usize);
            contract.is_some_and(|k| !k.sla.is_empty())
        })
}

/// How well a unified view stands for a table; the least is the best: in use, of the same name,
/// with few other sources, used much.
pub(crate) fn stands_for(
    c: &Catalog,
    table: AssetIx,
    view: AssetIx,
) -> (bool, bool, usize, Reverse<u32>, &str) {
    let name = |ix| c.relation(ix).map_or("", |r| c.str(r.table));
    let targets = c.relation(view).map_or(0, |r| c.targets_of(r).len());
    (
        !c.is_in_use(view),
        name(table) != name(view),
        targets,
        Reverse(c.operations.usage.get(&view).map_or(0, |u| u.queries)),
        c.name(view),
    )
}
