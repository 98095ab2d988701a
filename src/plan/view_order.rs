//! Views in the order in which they can be replaced: each after those that it reads.

use rustc_hash::FxHashSet;

use crate::catalog::{AssetIx, Catalog};

/// Views that read any of `start` through views, and these, each after those that it reads; by name where
/// that leaves it open.
pub(super) fn above(catalog: &Catalog, start: &[AssetIx]) -> Vec<AssetIx> {
    let reads = |view: AssetIx, of: AssetIx| {
        catalog.relation(view).is_some_and(|relation| {
            let mut references = catalog.references_of(relation).iter();
            relation.is_view() && references.any(|r| r.asset == of)
        })
    };
    let mut seen: FxHashSet<AssetIx> = start.iter().copied().collect();
    let mut all: Vec<AssetIx> = start.to_vec();
    let mut at = 0;
    while let Some(of) = all.get(at).copied() {
        at += 1;
        let above = catalog.graph.downstream(of).iter().copied();
        all.extend(above.filter(|view| reads(*view, of) && seen.insert(*view)));
    }
    all.sort_by(|a, b| catalog.name(*a).cmp(catalog.name(*b)));
    let mut out: Vec<AssetIx> = Vec::with_capacity(all.len());
    let mut done: FxHashSet<AssetIx> = FxHashSet::default();
    while out.len() < all.len() {
        let is_ready = |view: &AssetIx, done: &FxHashSet<AssetIx>| {
            let relation = catalog.relation(*view);
            let references = relation.map(|r| catalog.references_of(r));
            let mut references = references.into_iter().flatten();
            references.all(|r| !seen.contains(&r.asset) || done.contains(&r.asset))
        };
        let before = out.len();
        for view in &all {
            if !done.contains(view) && is_ready(view, &done) {
                done.insert(*view);
                out.push(*view);
            }
        }
        if out.len() == before {
            // Views that read each other: no order is right.
            out.extend(all.iter().copied().filter(|view| !done.contains(view)));
        }
    }
    out
}
