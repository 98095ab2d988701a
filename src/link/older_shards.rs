//! Shards of a wildcard: as one source, it is as fresh as the newest of them.

use std::collections::BTreeSet;

use rustc_hash::FxHashSet;

use crate::catalog::{AssetIx, Catalog, Relation};

/// Which shards aren't the newest.
#[derive(Debug, Default)]
pub(super) struct OlderShards {
    /// Shard and the view that reads it through a wildcard that has a newer one.
    pub(super) older: FxHashSet<(AssetIx, AssetIx)>,
    /// Those that are older wherever a wildcard names them.
    pub(super) superseded: BTreeSet<AssetIx>,
}

impl OlderShards {
    /// Of all views.
    pub(super) fn of(c: &Catalog) -> Self {
        let mut out = Self::default();
        let mut newest: BTreeSet<AssetIx> = BTreeSet::new();
        for view in c.relations.iter().filter(|r| r.is_view()) {
            let references = c.references_of(view);
            let mut plain = Vec::new();
            // Sorted by name, so that the shards of one wildcard are neighbours.
            for group in references.chunk_by(|a, b| a.name == b.name) {
                let Some(first) = group.first() else { continue };
                if !c.str(first.name).ends_with('*') {
                    plain.extend(group.iter().map(|r| r.asset));
                    continue;
                }
                let loads = group.iter().filter_map(|r| {
                    let (at, _) = c.operations.health.get(&r.asset)?.loaded?;
                    Some((at, c.name(r.asset), r.asset))
                });
                let Some((_, _, last)) = loads.max() else {
                    continue;
                };
                newest.insert(last);
                for shard in group.iter().map(|r| r.asset).filter(|s| *s != last) {
                    out.older.insert((shard, view.asset));
                    out.superseded.insert(shard);
                }
            }
            // What a view names by itself counts by itself.
            for asset in plain {
                out.older.remove(&(asset, view.asset));
            }
        }
        out.superseded.retain(|shard| !newest.contains(shard));
        out
    }

    /// Whether a relation is a shard of a day that has passed, so that nobody expects it to be loaded
    /// again.
    pub(super) fn is_past(&self, c: &Catalog, relation: &Relation) -> bool {
        let name = c.str(relation.table).as_bytes();
        let day = name.len().checked_sub(8).and_then(|from| name.get(from..));
        self.superseded.contains(&relation.asset)
            && day.is_some_and(|day| day.iter().all(u8::is_ascii_digit))
    }
}
