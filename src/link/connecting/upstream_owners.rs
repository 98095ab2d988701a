//! Who owns what a relation is made of.

use rustc_hash::FxHashSet;

use crate::catalog::{AssetIx, LineageGraph};

/// How far the nearest owner upstream is looked for, in edges.
const UPSTREAM_STEPS: usize = 16;

/// The owners of the nearest assets upstream that have one, each with the first of these.
pub(super) fn nearest_owners(
    graph: &LineageGraph,
    start: AssetIx,
    owner: impl Fn(AssetIx) -> Option<AssetIx>,
) -> Vec<(AssetIx, AssetIx)> {
    let mut seen = FxHashSet::from_iter([start]);
    let mut level = vec![start];
    for _ in 0..UPSTREAM_STEPS {
        let mut next = Vec::new();
        for ix in &level {
            for up in graph.upstream(*ix) {
                if seen.insert(*up) {
                    next.push(*up);
                }
            }
        }
        let owned = next.iter().filter_map(|ix| Some((owner(*ix)?, *ix)));
        let mut owners: Vec<(AssetIx, AssetIx)> = owned.collect();
        owners.sort_unstable();
        owners.dedup_by_key(|(dme, _)| *dme);
        if !owners.is_empty() || next.is_empty() {
            return owners;
        }
        level = next;
    }
    Vec::new()
}
