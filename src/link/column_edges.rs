//! A relation that column lineage names is one that data flows from: it has an edge.

use std::collections::BTreeSet;

use rustc_hash::FxHashSet;

use super::Linker;
use crate::catalog::{AssetIx, Edge, How, Provenance};

/// What the columns of one relation come from.
#[derive(Debug, Default)]
pub(super) struct Sources {
    pub(super) relations: BTreeSet<AssetIx>,
    /// Numbers of wildcards, of which `relations` holds the newest table only.
    pub(super) wildcards: BTreeSet<usize>,
}

impl Linker<'_> {
    /// Edges from what the columns of a table that a tool built come from. A view's own SQL gave it
    /// its edges already.
    pub(super) fn named_by_columns(&self, i: usize, sources: &Sources, named: &mut Vec<Edge>) {
        let c = &self.catalog;
        let Some(relation) = c.relations.get(i) else {
            return;
        };
        let Some(query) = relation.query.as_ref().filter(|q| q.display_only) else {
            return;
        };
        let how = match relation.dbt {
            Some(_) => How::Dbt,
            None => How::OpenLineage,
        };
        let wildcards = sources.wildcards.iter();
        let members = wildcards
            .filter_map(|number| c.wildcards.get(*number))
            .flat_map(|wildcard| &wildcard.tables);
        let all = sources.relations.iter().chain(members);
        named.extend(
            all.filter(|from| **from != relation.asset)
                .map(|from| Edge {
                    from: *from,
                    to: relation.asset,
                    provenance: Provenance {
                        how,
                        pos: query.pos,
                        job: None,
                        seen: None,
                    },
                }),
        );
    }

    /// Adds the edges of pairs that have none yet.
    pub(super) fn add_missing(&mut self, edges: Vec<Edge>) {
        if edges.is_empty() {
            return;
        }
        let ends: FxHashSet<AssetIx> = edges.iter().map(|e| e.to).collect();
        let mut known: FxHashSet<(AssetIx, AssetIx)> = self
            .edges
            .iter()
            .filter(|e| ends.contains(&e.to))
            .map(|e| (e.from, e.to))
            .collect();
        for edge in edges {
            if known.insert((edge.from, edge.to)) {
                self.edges.push(edge);
            }
        }
    }
}
