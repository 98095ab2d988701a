//! How much is reachable from each node of a graph, exactly and all at once.
//!
//! Nodes are numbered in the order in which a depth-first search leaves them, so that what hangs
//! below a node in the search's tree is one interval of numbers, and what it reaches is a union of
//! few intervals (Agrawal, Borgida and Jagadish, "Efficient management of transitive relationships
//! in large data and knowledge bases", SIGMOD 1989). Cycles count as one node. A union is merged once
//! a node from those of its successors, and counted by sums over prefixes.
//!
//! Cost: O(nodes + edges + intervals · log), where intervals are those of all successors together.
//! In lineage, which is mostly trees that join here and there, a node has a handful; a chain, a star
//! and a ladder have one. No exact method is known that is below quadratic for every graph: random
//! dense ones would still be.

use super::small;

/// Successors of nodes in compressed rows.
#[derive(Debug, Default, Clone)]
pub struct Rows {
    starts: Vec<u32>,
    ends: Vec<u32>,
}

impl Rows {
    /// Rows of `nodes` nodes.
    #[must_use]
    pub fn new(nodes: usize, pairs: impl Iterator<Item = (u32, u32)> + Clone) -> Self {
        let mut starts = vec![0u32; nodes + 1];
        for (from, _) in pairs.clone() {
            starts[from as usize + 1] += 1;
        }
        for i in 0..nodes {
            starts[i + 1] += starts[i];
        }
        let mut next = starts.clone();
        let mut ends = vec![0; starts[nodes] as usize];
        for (from, to) in pairs {
            let slot = &mut next[from as usize];
            ends[*slot as usize] = to;
            *slot += 1;
        }
        Self { starts, ends }
    }

    /// Successors of a node; none for a number beyond the last node.
    #[must_use]
    pub fn of(&self, node: u32) -> &[u32] {
        let at = |i: usize| self.starts.get(i).copied().unwrap_or(0) as usize;
        let node = node as usize;
        if node + 1 >= self.starts.len() {
            return &[];
        }
        self.ends.get(at(node)..at(node + 1)).unwrap_or(&[])
    }

    /// Number of nodes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Strongly connected components in the order in which a depth-first search leaves them: what a
/// component reaches comes before it. Without recursion (Tarjan).
#[derive(Debug)]
pub(crate) struct Components {
    /// Component of each node.
    pub of: Vec<u32>,
    /// Of each component, how many were there when its first node was found: those since then are
    /// what hangs below it in the search's tree.
    pub first: Vec<u32>,
    /// Nodes, component by component.
    pub nodes: Vec<u32>,
    /// Where each component begins in `nodes`; one more at the end.
    pub starts: Vec<u32>,
}

impl Components {
    /// Of the graph with these rows, and more successors from `labels`.
    #[must_use]
    pub(crate) fn new(rows: &Rows, labels: &Rows, nodes: usize) -> Self {
        const NEW: u32 = u32::MAX;
        let mut index = vec![NEW; nodes];
        let mut low = vec![0u32; nodes];
        let mut since = vec![0u32; nodes];
        let mut out = Self {
            of: vec![NEW; nodes],
            first: Vec::new(),
            nodes: Vec::with_capacity(nodes),
            starts: vec![0],
        };
        let (mut stack, mut next) = (Vec::new(), 0u32);
        let mut work: Vec<(u32, u32)> = Vec::new();
        for root in 0..small(nodes) {
            if index[root as usize] != NEW {
                continue;
            }
            work.push((root, 0));
            while let Some((node, at)) = work.last_mut() {
                let (node, k) = (*node, *at as usize);
                let n = node as usize;
                if k == 0 && index[n] == NEW {
                    index[n] = next;
                    low[n] = next;
                    next += 1;
                    since[n] = small(out.first.len());
                    stack.push(node);
                }
                let own = rows.of(node);
                let child = own
                    .get(k)
                    .or_else(|| labels.of(node).get(k - own.len().min(k)));
                if let Some(child) = child.copied() {
                    *at += 1;
                    let c = child as usize;
                    if index[c] == NEW {
                        work.push((child, 0));
                    } else if out.of[c] == NEW {
                        low[n] = low[n].min(index[c]);
                    }
                    continue;
                }
                work.pop();
                if let Some((parent, _)) = work.last() {
                    let p = *parent as usize;
                    low[p] = low[p].min(low[n]);
                }
                if low[n] == index[n] {
                    let number = small(out.first.len());
                    while let Some(top) = stack.pop() {
                        out.of[top as usize] = number;
                        out.nodes.push(top);
                        if top == node {
                            break;
                        }
                    }
                    out.first.push(since[n]);
                    out.starts.push(small(out.nodes.len()));
                }
            }
        }
        out
    }

    /// Number of components.
    #[must_use]
    #[allow(
        clippy::len_without_is_empty,
        reason = "nobody asks whether there are none"
    )]
    pub(crate) fn len(&self) -> usize {
        self.first.len()
    }

    /// Nodes of a component.
    #[must_use]
    pub(crate) fn members(&self, component: usize) -> &[u32] {
        let at = |i: usize| self.starts.get(i).copied().unwrap_or(0) as usize;
        self.nodes
            .get(at(component)..at(component + 1))
            .unwrap_or(&[])
    }
}

/// What is reachable from each of the first `rows.len()` nodes over `rows`, by class. `labels` are
/// sinks that hang on nodes (owners, users): they count for what is upstream of a node, not for the
/// node itself. A node doesn't count for itself. Classes beyond `C` aren't counted.
#[must_use]
pub fn reach<const C: usize>(rows: &Rows, labels: &Rows, class: &[u8]) -> Vec<[u32; C]> {
    let nodes = class.len();
    let components = Components::new(rows, labels, nodes);
    let sums = prefix_sums::<C>(&components, class);
    let mut sets = Intervals::default();
    let mut out = vec![[0u32; C]; rows.len()];
    let mut scratch: Vec<(u32, u32)> = Vec::new();
    for number in 0..components.len() {
        let members = components.members(number);
        let me = small(number);
        scratch.clear();
        let mut cycle = members.len() > 1;
        for node in members {
            for child in rows.of(*node) {
                let c = components.of[*child as usize];
                cycle |= child == node;
                if c != me {
                    sets.add_to(c, &mut scratch);
                }
            }
        }
        if !cycle {
            merge(&mut scratch);
            if let Some(node) = members.first()
                && let Some(slot) = out.get_mut(*node as usize)
            {
                *slot = count(&scratch, &sums);
            }
        }
        for node in members {
            for label in labels.of(*node) {
                let c = components.of[*label as usize];
                sets.add_to(c, &mut scratch);
            }
        }
        scratch.push((me, me));
        merge(&mut scratch);
        if cycle {
            let all = count(&scratch, &sums);
            for node in members {
                if let Some(slot) = out.get_mut(*node as usize) {
                    *slot = all;
                    let own = class.get(*node as usize).map_or(C, |c| usize::from(*c));
                    if let Some(n) = slot.get_mut(own) {
                        *n -= 1;
                    }
                }
            }
        }
        sets.push(&scratch);
    }
    out
}

/// Of each class, how many nodes are in the components before each.
fn prefix_sums<const C: usize>(components: &Components, class: &[u8]) -> Vec<[u32; C]> {
    let mut sums = Vec::with_capacity(components.len() + 1);
    let mut sum = [0u32; C];
    sums.push(sum);
    for number in 0..components.len() {
        for node in components.members(number) {
            let class = class.get(*node as usize).map_or(C, |c| usize::from(*c));
            if let Some(n) = sum.get_mut(class) {
                *n += 1;
            }
        }
        sums.push(sum);
    }
    sums
}

fn count<const C: usize>(set: &[(u32, u32)], sums: &[[u32; C]]) -> [u32; C] {
    let mut out = [0u32; C];
    for (low, high) in set {
        let (before, after) = (&sums[*low as usize], &sums[*high as usize + 1]);
        for ((n, after), before) in out.iter_mut().zip(after).zip(before) {
            *n += after - before;
        }
    }
    out
}

/// Sorts intervals and joins those that touch.
fn merge(set: &mut Vec<(u32, u32)>) {
    set.sort_unstable();
    let mut merged = 0;
    for i in 0..set.len() {
        let (low, high) = set[i];
        if merged > 0 && low <= set[merged - 1].1.saturating_add(1) {
            set[merged - 1].1 = set[merged - 1].1.max(high);
        } else {
            set[merged] = (low, high);
            merged += 1;
        }
    }
    set.truncate(merged);
}

/// A set of intervals for each component.
#[derive(Default)]
struct Intervals {
    all: Vec<(u32, u32)>,
    starts: Vec<u64>,
}

impl Intervals {
    fn push(&mut self, set: &[(u32, u32)]) {
        self.starts.push(self.all.len() as u64);
        self.all.extend_from_slice(set);
    }

    fn add_to(&self, component: u32, out: &mut Vec<(u32, u32)>) {
        let at = |i: usize| {
            let n = self.starts.get(i).copied().unwrap_or(self.all.len() as u64);
            usize::try_from(n).unwrap_or(usize::MAX)
        };
        let c = component as usize;
        out.extend_from_slice(self.all.get(at(c)..at(c + 1)).unwrap_or(&[]));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Rows, reach};

    fn graph(nodes: usize, edges: &[(u32, u32)]) -> Rows {
        Rows::new(nodes, edges.iter().copied())
    }

    /// By a search from each node.
    fn by_search(
        nodes: usize,
        edges: &[(u32, u32)],
        labels: &[(u32, u32)],
        all: usize,
    ) -> Vec<u32> {
        (0..nodes)
            .map(|start| {
                let mut seen = vec![false; all];
                let mut open = vec![u32::try_from(start).unwrap()];
                let mut found = vec![false; all];
                while let Some(at) = open.pop() {
                    for (from, to) in edges {
                        if *from == at && !seen[*to as usize] {
                            seen[*to as usize] = true;
                            found[*to as usize] = true;
                            open.push(*to);
                        }
                    }
                }
                // Labels of what was reached; of the start only where a cycle leads back to it.
                for (from, to) in labels {
                    if seen[*from as usize] {
                        found[*to as usize] = true;
                    }
                }
                let own = u32::from(found[start]);
                u32::try_from(found.iter().filter(|f| **f).count()).unwrap() - own
            })
            .collect()
    }

    #[test]
    fn chain_star_ladder_and_cycle() {
        let none = Rows::default();
        let total = |nodes: usize, edges: &[(u32, u32)]| {
            reach::<1>(&graph(nodes, edges), &none, &vec![0; nodes])
                .into_iter()
                .map(|c| c[0])
                .collect::<Vec<_>>()
        };
        assert_eq!(total(4, &[(0, 1), (1, 2), (2, 3)]), [3, 2, 1, 0]);
        assert_eq!(total(4, &[(0, 1), (0, 2), (0, 3)]), [3, 0, 0, 0]);
        assert_eq!(total(4, &[(0, 1), (0, 2), (1, 3), (2, 3)]), [3, 1, 1, 0]);
        assert_eq!(total(4, &[(0, 1), (1, 2), (2, 0), (2, 3)]), [3, 3, 3, 0]);
        assert_eq!(total(2, &[(0, 0), (0, 1)]), [1, 0]);
    }

    #[test]
    fn a_million_nodes_in_a_chain_need_no_stack() {
        let nodes = 1_000_000u32;
        let rows = Rows::new(nodes as usize, (0..nodes - 1).map(|i| (i, i + 1)));
        let counts = reach::<1>(&rows, &Rows::default(), &vec![0; nodes as usize]);
        assert_eq!(counts[0][0], nodes - 1);
        assert_eq!(counts[nodes as usize - 1][0], 0);
    }

    proptest! {
        #[test]
        fn the_same_as_a_search_from_each_node(
            edges in proptest::collection::vec((0u32..14, 0u32..14), 0..40),
            labels in proptest::collection::vec((0u32..14, 14u32..18), 0..12),
        ) {
            let counts = reach::<1>(&graph(14, &edges), &graph(14, &labels), &[0; 18]);
            let counts: Vec<u32> = counts.into_iter().map(|c| c[0]).collect();
            prop_assert_eq!(counts, by_search(14, &edges, &labels, 18));
        }
    }
}
