//! Whom to ask about a view that spans several DMEs and that none of their products declares.

use rustc_hash::{FxHashMap, FxHashSet};

use super::Linker;
use crate::catalog::{Asked, AskedBy, AssetIx, Decision, Kind, Relation};

impl Linker<'_> {
    /// Of the DMEs of each such view: the one that holds most of its targets, then the one with the
    /// fewest steps to one, then by name. The decision on the owner stays as it is.
    pub(super) fn asked(&mut self) {
        let asked: Vec<(AssetIx, Asked)> = self
            .catalog
            .relations
            .iter()
            .filter(|r| r.is_view() && matches!(r.decision, Decision::Several | Decision::Tie))
            .filter_map(|r| Some((r.asset, self.ask(r)?)))
            .collect();
        self.catalog.asked = asked.into_iter().collect();
    }

    fn ask(&self, view: &Relation) -> Option<Asked> {
        let c = &self.catalog;
        let targets = c.targets_of(view);
        let mut held: FxHashMap<AssetIx, usize> = FxHashMap::default();
        for target in targets {
            for dme in c.relation(*target).map_or(&[][..], |r| &r.dmes) {
                *held.entry(*dme).or_default() += 1;
            }
        }
        let holds = |dme: &AssetIx| held.get(dme).copied().unwrap_or(0);
        let most = view.dmes.iter().map(holds).max()?;
        let mut left = view.dmes.clone();
        left.retain(|dme| holds(dme) == most);
        let mut by = AskedBy::Targets;
        if left.len() > 1 {
            let nearest = self.nearest(view.asset, &left);
            by = match nearest.len() {
                1 => AskedBy::Steps,
                _ => AskedBy::Name,
            };
            if !nearest.is_empty() {
                left = nearest;
            }
            left.sort_by(|a, b| c.name(*a).cmp(c.name(*b)));
        }
        Some(Asked {
            dme: *left.first()?,
            holds: most,
            of: targets.len(),
            by,
        })
    }

    /// Those of `dmes` before whose tables the fewest views lie, on the way of the pointers. Looks
    /// no further than the nearest of these tables.
    fn nearest(&self, view: AssetIx, dmes: &[AssetIx]) -> Vec<AssetIx> {
        let c = &self.catalog;
        let mut seen = FxHashSet::from_iter([view]);
        let mut level = vec![view];
        while !level.is_empty() {
            let mut found: Vec<AssetIx> = Vec::new();
            let mut next = Vec::new();
            for source in level.iter().flat_map(|ix| self.sources(*ix)) {
                if !seen.insert(source) {
                    continue;
                }
                if c.asset(source).kind == Kind::View {
                    next.push(source);
                } else if let Some(table) = c.relation(source) {
                    found.extend(table.dmes.iter().filter(|d| dmes.contains(d)));
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
