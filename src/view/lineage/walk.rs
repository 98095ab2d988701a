//! What is reachable from an asset, step by step. Walks are breadth-first with a queue, so depth costs
//! no recursion.

use std::collections::VecDeque;
use std::collections::hash_map::Entry;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Views, by_name};
use crate::catalog::AssetIx;

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ask {
    /// The asset.
    pub asset: AssetIx,
    /// Its sources.
    pub up: bool,
    /// Its dependents.
    pub down: bool,
    /// How many steps.
    pub depth: usize,
    /// Columns instead of assets.
    pub columns: bool,
}

/// Assets found on a side, with their steps and the neighbour by which each was found first.
#[derive(Default)]
pub(super) struct Side {
    pub(super) order: Vec<AssetIx>,
    pub(super) found: FxHashMap<AssetIx, (usize, AssetIx)>,
}

/// Assets with their steps, and the edges among them.
pub(super) type Walked = (Vec<(AssetIx, i64)>, Vec<(AssetIx, AssetIx)>);

pub(super) fn direct(views: &Views<'_>, ix: AssetIx, down: bool) -> Vec<AssetIx> {
    by_name(views, views.reader.neighbours(ix, down))
}

pub(super) fn side_of(views: &Views<'_>, start: AssetIx, down: bool, depth: usize) -> Side {
    let mut side = Side::default();
    side.found.insert(start, (0, start));
    let mut queue = VecDeque::from([(start, 0)]);
    while let Some((ix, step)) = queue.pop_front() {
        if step >= depth {
            continue;
        }
        for next in direct(views, ix, down) {
            if let Entry::Vacant(place) = side.found.entry(next) {
                place.insert((step + 1, ix));
                side.order.push(next);
                queue.push_back((next, step + 1));
            }
        }
    }
    side
}

/// Assets within the depth asked for with their steps, and the edges among them.
pub(super) fn walked(views: &Views<'_>, ask: Ask) -> Walked {
    let mut nodes = vec![(ask.asset, 0)];
    let mut shown = FxHashSet::default();
    shown.insert(ask.asset);
    for (wanted, down) in [(ask.up, false), (ask.down, true)] {
        if !wanted {
            continue;
        }
        let side = side_of(views, ask.asset, down, ask.depth);
        for ix in &side.order {
            if shown.insert(*ix) {
                let steps = side.found.get(ix).map_or(0, |(step, _)| *step);
                let steps = i64::try_from(steps).unwrap_or(i64::MAX);
                nodes.push((*ix, if down { steps } else { -steps }));
            }
        }
    }
    let mut edges = Vec::new();
    for (from, _) in &nodes {
        let targets = views.reader.downstream(*from).iter();
        edges.extend(
            targets
                .filter(|to| shown.contains(*to))
                .map(|to| (*from, *to)),
        );
    }
    (nodes, edges)
}
