//! How old data is. A table is as old as exports say; a view that promises an age is as old as the
//! oldest of the tables that it reaches; the shards of a wildcard, as one source, are as fresh as
//! the newest of them.

use rustc_hash::{FxHashMap, FxHashSet};

use super::attainment::{Attainment, attained};
use crate::catalog::{AssetIx, Catalog, Relation, RelationKind};
use crate::system::Evidence;

/// When the data of relations was written.
#[derive(Debug, Default)]
pub(super) struct Ages {
    /// Shard and the view that reads it through a wildcard that has a newer one.
    older: FxHashSet<(AssetIx, AssetIx)>,
    /// Shards that are older wherever a wildcard names them.
    superseded: FxHashSet<AssetIx>,
    /// Views with a promise of their own.
    views: FxHashMap<AssetIx, ViewAge>,
    /// Of views of a part, when the oldest of their tables that aren't visible was loaded.
    unseen: FxHashMap<AssetIx, (i64, Evidence)>,
}

/// The age of a view, by the tables that it reaches.
#[derive(Debug)]
struct ViewAge {
    /// When the oldest of them was written last, and what says so; nothing unless it is known of all.
    loaded: Option<(i64, Evidence)>,
    /// The table whose loads are the view's. Of several, it isn't known what was there when.
    only: Option<AssetIx>,
    /// How the promise was kept, where the tables aren't there to tell.
    attained: Option<Attainment>,
}

/// How fresh a visible view is whose tables aren't all visible.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct DeclaredAge {
    /// Of one that promises an age: when the oldest of its tables was loaded, and what says so; nothing
    /// where that isn't told.
    pub loaded: Option<(i64, Evidence)>,
    /// How its promise was kept.
    pub attained: Option<Attainment>,
    /// When the oldest of its tables that aren't visible was loaded, and what says so.
    pub unseen: Option<(i64, Evidence)>,
}

impl Ages {
    /// Of all relations.
    pub(super) fn of(c: &Catalog) -> Self {
        let mut ages = Self::default();
        ages.shards(c);
        for view in c.relations.iter().filter(|r| r.is_view()) {
            if let Some(age) = ages.of_view(c, view) {
                ages.views.insert(view.asset, age);
            }
        }
        ages
    }

    /// Finds which shards aren't the newest.
    fn shards(&mut self, c: &Catalog) {
        let mut newest: FxHashSet<AssetIx> = FxHashSet::default();
        for view in c.relations.iter().filter(|r| r.is_view()) {
            let references = c.references_of(view);
            let mut plain = Vec::new();
            // Sorted by name, so that the shards of one wildcard are neighbours.
            for group in references.chunk_by(|a, b| a.name == b.name) {
                let Some(first) = group.first() else { continue };
                let shard = c.relation(first.asset);
                if !shard.is_some_and(|r| r.system.is_wildcard(c.str(first.name))) {
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
                    self.older.insert((shard, view.asset));
                    self.superseded.insert(shard);
                }
            }
            // What a view names by itself counts by itself.
            for asset in plain {
                self.older.remove(&(asset, view.asset));
            }
        }
        self.superseded.retain(|shard| !newest.contains(shard));
    }

    /// The age of a view with a promise; nothing where it promises none.
    fn of_view(&self, c: &Catalog, view: &Relation) -> Option<ViewAge> {
        let health = c.operations.health.get(&view.asset)?;
        health.objective.as_ref()?;
        // A materialized view is loaded itself.
        if view.kind == RelationKind::MaterializedView && health.loaded.is_some() {
            return None;
        }
        let targets = c.targets_of(view);
        // A shard of which nothing is known is looked at: it makes the age unknown.
        let is_newest =
            |t: &AssetIx| !self.is_superseded(*t) || !c.operations.health.contains_key(t);
        let any = targets.iter().any(is_newest);
        let counted: Vec<AssetIx> = targets
            .iter()
            .copied()
            .filter(|t| !any || is_newest(t))
            .collect();
        let loaded: Option<Vec<(i64, Evidence)>> = counted
            .iter()
            .map(|t| c.operations.health.get(t)?.loaded)
            .collect();
        Some(ViewAge {
            loaded: loaded.and_then(|all| all.into_iter().min()),
            only: match counted.as_slice() {
                [one] => Some(*one),
                _ => None,
            },
            attained: None,
        })
    }

    /// Takes what a part is told: the tables that it has are not all of those that its views read.
    pub(super) fn declare(&mut self, c: &Catalog, declared: &FxHashMap<AssetIx, DeclaredAge>) {
        for view in c.relations.iter().filter(|r| r.is_view()) {
            let Some(age) = declared.get(&view.asset) else {
                continue;
            };
            if let Some(unseen) = age.unseen {
                self.unseen.insert(view.asset, unseen);
            }
            // One without a promise here was given none.
            if let Some(own) = self.views.get_mut(&view.asset) {
                *own = ViewAge {
                    loaded: age.loaded,
                    only: None,
                    attained: age.attained.clone(),
                };
            }
        }
    }

    /// Lets nothing be known of how old a view is.
    pub(super) fn forget(&mut self, view: AssetIx) {
        if let Some(age) = self.views.get_mut(&view) {
            *age = ViewAge {
                loaded: None,
                only: None,
                attained: None,
            };
        }
    }

    /// When the oldest of the tables that a view reads and that aren't visible was loaded, and what says
    /// so; nothing where that isn't told.
    pub(super) fn unseen_load(&self, view: AssetIx) -> Option<(i64, Evidence)> {
        self.unseen.get(&view).copied()
    }

    /// Whether a shard is older than another one wherever a wildcard names it.
    pub(super) fn is_superseded(&self, shard: AssetIx) -> bool {
        self.superseded.contains(&shard)
    }

    /// Whether a view reads this shard through a wildcard that has a newer one.
    pub(super) fn is_older_in(&self, shard: AssetIx, view: AssetIx) -> bool {
        self.older.contains(&(shard, view))
    }

    /// Whether a relation is a shard of a day that has passed, so that nobody expects it to be loaded
    /// again.
    pub(super) fn is_past(&self, c: &Catalog, relation: &Relation) -> bool {
        self.is_superseded(relation.asset) && relation.system.is_of_a_day(c.str(relation.table))
    }

    /// When the data of a relation was written last, and what says so.
    pub(super) fn loaded(&self, c: &Catalog, ix: AssetIx) -> Option<(i64, Evidence)> {
        match self.views.get(&ix) {
            Some(view) => view.loaded,
            None => c.operations.health.get(&ix)?.loaded,
        }
    }

    /// Moments at which the data of a relation was written, sorted, and since when they are known by
    /// the minute.
    pub(super) fn loads<'c>(&self, c: &'c Catalog, ix: AssetIx) -> (&'c [i64], Option<i64>) {
        let of = match self.views.get(&ix) {
            Some(view) => view.only,
            None => Some(ix),
        };
        of.and_then(|of| c.operations.health.get(&of))
            .map_or((&[], None), |h| (&h.loads, h.fine_since))
    }

    /// How much of the last `days` days the promise on a relation was kept.
    pub(super) fn attainment(&self, c: &Catalog, ix: AssetIx, days: u16) -> Option<Attainment> {
        let objective = c.operations.health.get(&ix)?.objective.as_ref()?;
        let declared = self.views.get(&ix).and_then(|view| view.attained.as_ref());
        if let Some(declared) = declared {
            return Some(declared.clone());
        }
        let (loads, fine_since) = self.loads(c, ix);
        attained(objective, loads, fine_since, &c.operations.clock, days)
    }
}
