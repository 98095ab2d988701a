//! Whom to ask about a view that spans several DMEs and that none of their products declares.

use rustc_hash::{FxHashMap, FxHashSet};

use super::targets::sources;
use crate::catalog::{
    AssetIx, FirstContact, FirstContactReason, Kind, LineageGraph, Ownership, OwnershipDecision,
    PerRelation, Registry, Relation,
};

/// Of the DMEs of each such view: the one that holds most of its targets, then the one with the
/// fewest steps to one, then by name. The decision on the owner stays as it is.
pub(in crate::link) fn of(
    registry: &Registry,
    graph: &LineageGraph,
    targets: &PerRelation<AssetIx>,
    ownership: &Ownership,
) -> FxHashMap<AssetIx, FirstContact> {
    let search = ContactSearch {
        registry,
        graph,
        targets,
        ownership,
    };
    let is_open = |r: &&Relation| {
        let decision = ownership.decision(r.asset);
        r.is_view()
            && matches!(
                decision,
                OwnershipDecision::Several | OwnershipDecision::Tie
            )
    };
    let open = registry.relations.iter().filter(is_open);
    open.filter_map(|r| Some((r.asset, search.ask(r.asset)?)))
        .collect()
}

/// What whom to ask depends on.
struct ContactSearch<'a> {
    registry: &'a Registry,
    graph: &'a LineageGraph,
    targets: &'a PerRelation<AssetIx>,
    ownership: &'a Ownership,
}

impl ContactSearch<'_> {
    fn ask(&self, view: AssetIx) -> Option<FirstContact> {
        let c = self.registry;
        let targets = self.targets.of(view);
        let dmes = self.ownership.dmes(view);
        let mut held: FxHashMap<AssetIx, usize> = FxHashMap::default();
        for target in targets {
            for dme in self.ownership.dmes(*target) {
                *held.entry(*dme).or_default() += 1;
            }
        }
        let holds = |dme: &AssetIx| held.get(dme).copied().unwrap_or(0);
        let most = dmes.iter().map(holds).max()?;
        let mut left = dmes.to_vec();
        left.retain(|dme| holds(dme) == most);
        let mut by = FirstContactReason::Targets;
        if left.len() > 1 {
            let nearest = self.nearest(view, &left);
            by = match nearest.len() {
                1 => FirstContactReason::Steps,
                _ => FirstContactReason::Name,
            };
            if !nearest.is_empty() {
                left = nearest;
            }
            left.sort_by(|a, b| c.name(*a).cmp(c.name(*b)));
        }
        Some(FirstContact {
            dme: *left.first()?,
            holds: most,
            of: targets.len(),
            by,
        })
    }

    /// Those of `dmes` before whose tables the fewest views lie, on the way of the pointers. Looks
    /// no further than the nearest of these tables.
    fn nearest(&self, view: AssetIx, dmes: &[AssetIx]) -> Vec<AssetIx> {
        let c = self.registry;
        let mut seen = FxHashSet::from_iter([view]);
        let mut level = vec![view];
        while !level.is_empty() {
            let mut found: Vec<AssetIx> = Vec::new();
            let mut next = Vec::new();
            for source in level.iter().flat_map(|ix| sources(c, self.graph, *ix)) {
                if !seen.insert(source) {
                    continue;
                }
                if c.asset(source).kind == Kind::View {
                    next.push(source);
                } else {
                    let held = self.ownership.dmes(source).iter();
                    found.extend(held.filter(|d| dmes.contains(d)));
                }
            }
            if !found.is_empty() {
                found.sort_unstable();
                found.dedup();
                return found;
            }
            level = next;
        }
        Vec::new()
    }
}
