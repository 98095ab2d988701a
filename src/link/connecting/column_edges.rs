//! A relation that column lineage names is one that data flows from: it has an edge.

use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::catalog::{AssetIx, LineageEdge, Registry, Relation};

/// What the columns of one relation come from.
#[derive(Debug, Default)]
pub(in crate::link) struct Sources {
    pub(in crate::link) relations: BTreeSet<AssetIx>,
    /// Numbers of wildcards, of which `relations` holds the newest table only.
    pub(in crate::link) wildcards: BTreeSet<usize>,
    /// By the names in its SQL: most columns come from the same few.
    pub(in crate::link) met: FxHashMap<String, AssetIx>,
}

/// Edges from what the columns of a table that a tool built come from. A view's own SQL gave it
/// its edges already.
pub(in crate::link) fn named_by_columns(
    c: &Registry,
    relation: &Relation,
    sources: &Sources,
    named: &mut Vec<LineageEdge>,
) {
    let Some(query) = relation.query.as_ref().filter(|q| q.is_display_only()) else {
        return;
    };
    let Some(pos) = c.places_of(relation).query else {
        return;
    };
    let how = query.origin.edges();
    let wildcards = sources.wildcards.iter();
    let members = wildcards
        .filter_map(|number| c.wildcards.get(*number))
        .flat_map(|wildcard| &wildcard.tables);
    let all = sources.relations.iter().chain(members);
    named.extend(
        all.filter(|from| **from != relation.asset)
            .map(|from| LineageEdge::new(*from, relation.asset, how, pos)),
    );
}

/// Those of `edges` whose pairs aren't among the `others`, each pair once.
pub(in crate::link) fn missing(
    mut edges: Vec<LineageEdge>,
    others: &[LineageEdge],
) -> Vec<LineageEdge> {
    if edges.is_empty() {
        return edges;
    }
    let ends: FxHashSet<AssetIx> = edges.iter().map(|e| e.to).collect();
    let mut known: FxHashSet<(AssetIx, AssetIx)> = others
        .iter()
        .filter(|e| ends.contains(&e.to))
        .map(|e| (e.from, e.to))
        .collect();
    edges.retain(|e| known.insert((e.from, e.to)));
    edges
}
