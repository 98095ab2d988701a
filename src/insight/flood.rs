//! What a fault reaches downstream.

use super::verdict::Ways;
use crate::catalog::{AssetIx, Catalog, Kind};

/// Of each asset downstream of a source the nearest source, how many steps away it is, and the next
/// asset on the way there. Each asset and each edge is looked at once, cycles included.
#[derive(Debug, Default)]
pub(super) struct Flood {
    source: Vec<u32>,
    steps: Vec<u32>,
    /// The next asset on the way to the source, by asset.
    pub(super) up: Vec<u32>,
}

impl Flood {
    /// From `sources`, of which the first wins where several are as near. `skips` says which edges
    /// right below a source its fault doesn't take; nothing passes through what is `closed`.
    pub(super) fn new(
        c: &Catalog,
        sources: &[AssetIx],
        skips: impl Fn(AssetIx, AssetIx) -> bool,
        closed: impl Fn(AssetIx) -> bool,
    ) -> Self {
        if sources.is_empty() {
            return Self::default();
        }
        let n = c.assets.len();
        let mut out = Self {
            source: vec![Ways::NONE; n],
            steps: vec![0; n],
            up: vec![Ways::NONE; n],
        };
        for ix in sources {
            out.source[ix.ix()] = ix.0;
        }
        let mut level: Vec<AssetIx> = sources.to_vec();
        let mut steps = 0;
        while !level.is_empty() {
            let mut next = Vec::new();
            let mut at = 0;
            while let Some(ix) = level.get(at).copied() {
                at += 1;
                let source = out.source[ix.ix()];
                for to in c.graph.downstream(ix) {
                    // A product reads through its input ports; it is judged by what it publishes.
                    let kind = c.asset(*to).kind;
                    if out.source[to.ix()] != Ways::NONE
                        || kind == Kind::Product
                        || closed(*to)
                        || (source == ix.0 && skips(ix, *to))
                    {
                        continue;
                    }
                    out.source[to.ix()] = source;
                    out.up[to.ix()] = ix.0;
                    // A step leads to a table; all else points.
                    if kind == Kind::Table {
                        out.steps[to.ix()] = steps + 1;
                        next.push(*to);
                    } else {
                        out.steps[to.ix()] = steps;
                        level.push(*to);
                    }
                }
            }
            level = next;
            steps += 1;
        }
        out
    }

    /// The nearest source, and how many steps away it is.
    pub(super) fn at(&self, i: usize) -> Option<(AssetIx, u32)> {
        let source = self.source.get(i).copied().filter(|s| *s != Ways::NONE)?;
        Some((AssetIx(source), self.steps.get(i).copied().unwrap_or(0)))
    }
}
