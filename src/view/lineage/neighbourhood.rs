//! Which assets a picture shows: breadth-first from the asset, upstream by way of sources alone,
//! downstream by way of dependents alone, the nearest first. Where neighbours are left out, a stub
//! says how many. The cost is bounded whatever the number of neighbours.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::catalog::AssetIx;

/// Nodes of a picture, stubs included.
pub(super) const MOST: usize = 50;
/// Steps from the asset, a side; more than that can't be read.
pub(super) const STEPS: i32 = 3;
/// Direct neighbours a side, the stub included.
const FIRST: usize = 12;
/// Neighbours of any other node, the stub included.
const FURTHER: usize = 4;
/// Of a node other than the asset no more neighbours than these are looked at.
const WINDOW: usize = 64;

/// What a node of the picture stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    /// An asset.
    Asset(AssetIx),
    /// Neighbours of a node that are left out.
    Stub {
        /// The node.
        of: usize,
        /// How many.
        more: usize,
        /// Dependents, not sources.
        down: bool,
    },
    /// All that the SQL of the assets shown names and the reader may not see.
    Unseen,
}

/// A node of the picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Node {
    pub(super) what: What,
    /// Steps from the asset; upstream is below 0.
    pub(super) step: i32,
}

/// What the picture shows. The first node is the asset itself.
#[derive(Debug, Default)]
pub(super) struct Neighbourhood {
    pub(super) nodes: Vec<Node>,
    /// From the source to the target, sorted, without loops.
    pub(super) edges: Vec<(usize, usize)>,
    /// Nodes that read themselves.
    pub(super) loops: Vec<usize>,
}

struct Walk<Beside> {
    /// Direct sources of an asset, or its dependents, by index.
    beside: Beside,
    nodes: Vec<Node>,
    seen: FxHashMap<AssetIx, usize>,
    /// Places kept for the stubs of nodes that wait for their turn.
    reserved: usize,
    /// Nodes that wait, with their side.
    queue: std::collections::VecDeque<(usize, AssetIx, bool)>,
    /// Nodes that have waited, with their side.
    queued: FxHashSet<(usize, bool)>,
}

impl<'g, Beside: Fn(AssetIx, bool) -> &'g [AssetIx]> Walk<Beside> {
    fn room(&self) -> usize {
        MOST.saturating_sub(self.nodes.len() + self.reserved)
    }

    fn show(&mut self, ix: AssetIx, step: i32, down: bool) {
        let at = self.nodes.len();
        self.nodes.push(Node {
            what: What::Asset(ix),
            step,
        });
        self.seen.insert(ix, at);
        if !(self.beside)(ix, down).is_empty() {
            self.ask(at, ix, down);
        }
    }

    fn ask(&mut self, at: usize, ix: AssetIx, down: bool) {
        if self.queued.insert((at, down)) {
            self.reserved += 1;
            self.queue.push_back((at, ix, down));
        }
    }

    /// Shows the first of `sorted`, and a stub if that isn't all.
    fn expand(&mut self, at: usize, down: bool, sorted: &[AssetIx], all: usize, fan: usize) {
        self.reserved -= 1;
        let step = self.nodes[at].step;
        let next = if down { step + 1 } else { step - 1 };
        // In a circle a node is met on both sides, and has neighbours on both.
        for ix in sorted {
            if let Some(known) = self.seen.get(ix).copied()
                && known != 0
                && self.room() > 1
                && (self.beside)(*ix, down)
                    .iter()
                    .any(|n| !self.seen.contains_key(n))
            {
                self.ask(known, *ix, down);
            }
        }
        let unseen: Vec<AssetIx> = sorted
            .iter()
            .copied()
            .filter(|ix| !self.seen.contains_key(ix))
            .collect();
        let whole = all == sorted.len() && unseen.len() <= fan;
        let take = if step.abs() >= STEPS {
            0
        } else if whole {
            unseen.len()
        } else {
            (fan - 1).min(unseen.len())
        };
        let mut shown = 0;
        for ix in &unseen[..take] {
            let cost = 1 + usize::from(!(self.beside)(*ix, down).is_empty());
            let last = whole && shown + 1 == unseen.len();
            // The last place is the stub's, unless nothing is left for it to say.
            if cost + usize::from(!last) > self.room() {
                break;
            }
            self.show(*ix, next, down);
            shown += 1;
        }
        if shown < unseen.len() || all > sorted.len() {
            self.nodes.push(Node {
                what: What::Stub {
                    of: at,
                    more: 0,
                    down,
                },
                step: next,
            });
        }
    }
}

impl Neighbourhood {
    /// Around `start`, whose direct sources `up` and dependents `down` come in the order wanted;
    /// those of others are told by `beside` (dependents where its flag is set) and sorted by
    /// `compare`.
    pub(super) fn around<'g>(
        beside: impl Fn(AssetIx, bool) -> &'g [AssetIx] + Copy,
        start: AssetIx,
        up: &[AssetIx],
        down: &[AssetIx],
        compare: impl Fn(&AssetIx, &AssetIx) -> std::cmp::Ordering,
    ) -> Self {
        let mut walk = Walk {
            beside,
            nodes: vec![Node {
                what: What::Asset(start),
                step: 0,
            }],
            seen: FxHashMap::default(),
            reserved: 0,
            queue: std::collections::VecDeque::new(),
            queued: FxHashSet::default(),
        };
        walk.seen.insert(start, 0);
        walk.reserved = 2;
        walk.expand(0, false, up, up.len(), FIRST);
        walk.expand(0, true, down, down.len(), FIRST);
        while let Some((at, ix, down)) = walk.queue.pop_front() {
            let all = beside(ix, down);
            let mut sorted = all[..all.len().min(WINDOW)].to_vec();
            sorted.sort_by(&compare);
            walk.expand(at, down, &sorted, all.len(), FURTHER);
        }
        let mut found = Self {
            nodes: walk.nodes,
            ..Self::default()
        };
        found.connect(beside, &walk.seen);
        found.count(beside);
        found
    }

    /// All edges among the assets shown.
    fn connect<'g>(
        &mut self,
        beside: impl Fn(AssetIx, bool) -> &'g [AssetIx],
        seen: &FxHashMap<AssetIx, usize>,
    ) {
        let assets: Vec<(usize, AssetIx)> = self
            .nodes
            .iter()
            .enumerate()
            .filter_map(|(at, node)| match node.what {
                What::Asset(ix) => Some((at, ix)),
                What::Stub { .. } | What::Unseen => None,
            })
            .collect();
        for (from, ix) in &assets {
            let targets = beside(*ix, true);
            let mut add = |to: usize| {
                if to == *from {
                    self.loops.push(to);
                } else {
                    self.edges.push((*from, to));
                }
            };
            if targets.len() <= WINDOW {
                for to in targets {
                    if let Some(to) = seen.get(to) {
                        add(*to);
                    }
                }
            } else {
                // The row is sorted, and may be long: many pages show the same hub.
                for (to, target) in &assets {
                    if targets.binary_search(target).is_ok() {
                        add(*to);
                    }
                }
            }
        }
    }

    /// Adds one node for all hidden sources of the assets shown, of which `has_unseen` tells. The sources
    /// of dependents aren't shown, so theirs aren't either.
    pub(super) fn add_unseen(&mut self, has_unseen: impl Fn(AssetIx) -> bool) {
        let reads = |node: &Node| match node.what {
            What::Asset(ix) => node.step <= 0 && has_unseen(ix),
            What::Stub { .. } | What::Unseen => false,
        };
        let nodes = self.nodes.iter().enumerate();
        let readers: Vec<(usize, i32)> = nodes
            .filter(|(_, node)| reads(node))
            .map(|(at, node)| (at, node.step))
            .collect();
        let Some(first) = readers.iter().map(|(_, step)| *step).min() else {
            return;
        };
        let at = self.nodes.len();
        self.nodes.push(Node {
            what: What::Unseen,
            step: first - 1,
        });
        self.edges.extend(readers.iter().map(|(to, _)| (at, *to)));
        self.edges.sort_unstable();
    }

    /// Says how many each stub stands for, and drops those that stand for none: what was left out
    /// at one node may have been shown by way of another.
    fn count<'g>(&mut self, beside: impl Fn(AssetIx, bool) -> &'g [AssetIx]) {
        let (mut shown_up, mut shown_down) = (vec![0; self.nodes.len()], vec![0; self.nodes.len()]);
        for at in &self.loops {
            shown_up[*at] += 1;
            shown_down[*at] += 1;
        }
        for (from, to) in &self.edges {
            shown_down[*from] += 1;
            shown_up[*to] += 1;
        }
        let whats: Vec<What> = self.nodes.iter().map(|n| n.what).collect();
        let mut moved = Vec::with_capacity(self.nodes.len());
        let mut reserved: Vec<Node> = Vec::with_capacity(self.nodes.len());
        for node in &self.nodes {
            let mut node = *node;
            let mut keep = true;
            if let What::Stub { of, more, down } = &mut node.what {
                if let What::Asset(ix) = whats[*of] {
                    let shown = if *down {
                        shown_down[*of]
                    } else {
                        shown_up[*of]
                    };
                    *more = beside(ix, *down).len().saturating_sub(shown);
                }
                keep = *more > 0;
                // Nodes before it have moved already.
                *of = moved.get(*of).copied().unwrap_or(0);
            }
            moved.push(reserved.len());
            if keep {
                reserved.push(node);
            }
        }
        self.nodes = reserved;
        for (from, to) in &mut self.edges {
            *from = moved[*from];
            *to = moved[*to];
        }
        for at in &mut self.loops {
            *at = moved[*at];
        }
        for (at, node) in self.nodes.iter().enumerate() {
            if let What::Stub { of, down, .. } = node.what {
                self.edges.push(if down { (of, at) } else { (at, of) });
            }
        }
        self.edges.sort_unstable();
        self.edges.dedup();
        self.loops.sort_unstable();
    }
}
