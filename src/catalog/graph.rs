//! Lineage: edges with all their provenances, and both directions in compressed rows.

use std::ops::Range;

use super::AssetIx;
use crate::diagnostic::Pos;
use crate::system::ProvenanceKind;

/// How and where an edge is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Provenance {
    /// How.
    pub how: ProvenanceKind,
    /// Where.
    pub pos: Pos,
    /// The job that made it.
    pub job: Option<AssetIx>,
    /// When it was seen last, in seconds since 1970.
    pub seen: Option<i64>,
}

/// Data flows from one asset to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct LineageEdge {
    /// Source, upstream.
    pub from: AssetIx,
    /// Target, downstream.
    pub to: AssetIx,
    /// How it is known; the same pair stands once for each provenance.
    pub provenance: Provenance,
}

impl LineageEdge {
    /// An edge that no job made and whose time isn't known.
    #[must_use]
    pub(crate) const fn new(from: AssetIx, to: AssetIx, how: ProvenanceKind, pos: Pos) -> Self {
        Self {
            from,
            to,
            provenance: Provenance {
                how,
                pos,
                job: None,
                seen: None,
            },
        }
    }
}

/// All edges.
#[derive(Debug, Default)]
pub(crate) struct LineageGraph {
    /// Sorted by source, target, provenance; unique.
    pub edges: Vec<LineageEdge>,
    down: Rows,
    up: Rows,
}

#[derive(Debug, Default)]
struct Rows {
    starts: Vec<u32>,
    ends: Vec<AssetIx>,
}

impl Rows {
    fn new(nodes: usize, pairs: impl Iterator<Item = (AssetIx, AssetIx)> + Clone) -> Self {
        let mut starts = vec![0u32; nodes + 1];
        for (from, _) in pairs.clone() {
            starts[from.ix() + 1] += 1;
        }
        for i in 0..nodes {
            starts[i + 1] += starts[i];
        }
        let mut next = starts.clone();
        let mut ends = vec![AssetIx(0); starts[nodes] as usize];
        for (from, to) in pairs {
            let slot = &mut next[from.ix()];
            ends[*slot as usize] = to;
            *slot += 1;
        }
        Self { starts, ends }
    }

    fn of(&self, node: AssetIx) -> &[AssetIx] {
        let at = |i: usize| self.starts.get(i).copied().unwrap_or(0) as usize;
        let range: Range<usize> = at(node.ix())..at(node.ix() + 1);
        self.ends.get(range).unwrap_or(&[])
    }
}

impl LineageGraph {
    /// Merges edges of `nodes` assets.
    #[must_use]
    pub(crate) fn new(nodes: usize, mut edges: Vec<LineageEdge>) -> Self {
        edges.sort_unstable();
        edges.dedup();
        let mut pairs: Vec<(AssetIx, AssetIx)> = edges.iter().map(|e| (e.from, e.to)).collect();
        pairs.dedup();
        let down = Rows::new(nodes, pairs.iter().copied());
        let up = Rows::new(nodes, pairs.iter().map(|(from, to)| (*to, *from)));
        Self { edges, down, up }
    }

    /// Direct sources of an asset, by index.
    #[must_use]
    pub(crate) fn upstream(&self, node: AssetIx) -> &[AssetIx] {
        self.up.of(node)
    }

    /// Direct dependents of an asset, by index.
    #[must_use]
    pub(crate) fn downstream(&self, node: AssetIx) -> &[AssetIx] {
        self.down.of(node)
    }

    /// Provenances of an edge.
    pub(crate) fn provenances(
        &self,
        from: AssetIx,
        to: AssetIx,
    ) -> impl Iterator<Item = Provenance> {
        let start = self.edges.partition_point(|e| (e.from, e.to) < (from, to));
        self.edges[start..]
            .iter()
            .take_while(move |e| (e.from, e.to) == (from, to))
            .map(|e| e.provenance)
    }
}
