//! A part of a catalog, as if the rest had never been there.
//!
//! What is kept is kept with what hangs on it: columns, SQL, use, health. What names something of
//! the rest is left out, and so is what was derived from it: the owner of a view that the rest has
//! to decide, SQL that reads it, a promise that its product made. Paths of input files stay, since
//! positions point into them.

#![cfg_attr(
    not(test),
    allow(
        dead_code,
        reason = "a portal for one audience will be made of it; tests hold that it leaks nothing"
    )
)]

mod documents;
mod operations;
mod relations;

use std::ops::Range;

use rustc_hash::FxHashSet;

use super::{
    Asset, AssetIx, Catalog, Edge, Graph, Inventory, Kind, Operations, Ownership, Provenance,
    Registry, Sym, Wildcard, Wildcards, small,
};

/// A restriction under way: what the kept assets are called in the part.
struct Restriction<'a> {
    from: &'a Catalog,
    /// New index by old one; nothing for what is left out.
    new: Vec<Option<AssetIx>>,
    /// Projects and datasets that hold something that is left out.
    left: FxHashSet<Sym>,
    to: Catalog,
}

impl Catalog {
    /// The part of the catalog that `keep` holds for, with indices of its own.
    #[must_use]
    pub fn restricted(&self, keep: impl Fn(AssetIx) -> bool) -> Self {
        let mut next = 0u32;
        let new = (0..small(self.assets.len()))
            .map(|i| {
                keep(AssetIx(i)).then(|| {
                    next += 1;
                    AssetIx(next - 1)
                })
            })
            .collect();
        let mut part = Restriction {
            from: self,
            new,
            left: FxHashSet::default(),
            to: Self {
                inventory: Inventory {
                    registry: Registry {
                        files: self.files.clone(),
                        ..Registry::default()
                    },
                    audiences: self.audiences.clone(),
                    ..Inventory::default()
                },
                operations: Operations {
                    exports: self.operations.exports.clone(),
                    as_of: self.operations.as_of.clone(),
                    now: self.operations.now,
                    ..Operations::default()
                },
                ..Self::default()
            },
        };
        part.assets();
        part.operations();
        part.to.ownership = Ownership::new(part.to.assets.len());
        part.relations();
        part.documents();
        part.lineage();
        part.to
    }
}

impl Restriction<'_> {
    /// The index that an asset has in the part.
    fn ix(&self, old: AssetIx) -> Option<AssetIx> {
        self.new.get(old.ix()).copied().flatten()
    }

    /// Those of some assets that are kept.
    fn all(&self, old: &[AssetIx]) -> Vec<AssetIx> {
        old.iter().filter_map(|ix| self.ix(*ix)).collect()
    }

    /// Whether all of these are kept.
    fn keeps_all(&self, old: &[AssetIx]) -> bool {
        old.iter().all(|ix| self.ix(*ix).is_some())
    }

    fn sym(&mut self, old: Sym) -> Sym {
        self.to
            .inventory
            .registry
            .strings
            .intern(self.from.strings.resolve(old))
    }

    fn opt_sym(&mut self, old: Option<Sym>) -> Option<Sym> {
        old.map(|old| self.sym(old))
    }

    /// The name of another asset, unless that is left out.
    fn name_of_kept(&self, name: Option<&String>) -> Option<String> {
        let name = name?;
        let bare = name.split_once(':').map_or(name.as_str(), |(_, name)| name);
        let named = Kind::ALL
            .into_iter()
            .find_map(|kind| self.from.find(kind, bare));
        let named = named.or_else(|| self.from.find_relation(bare));
        let is_left = named.is_some_and(|ix| self.ix(ix).is_none());
        (!is_left).then(|| name.clone())
    }

    fn assets(&mut self) {
        for (i, asset) in (0u32..).zip(&self.from.assets) {
            if self.ix(AssetIx(i)).is_none() {
                if let Some(relation) = self.from.relation(AssetIx(i)) {
                    self.left.extend([relation.project, relation.dataset]);
                }
                continue;
            }
            let asset = Asset {
                name: self.sym(asset.name),
                title: self.opt_sym(asset.title),
                description: self.opt_sym(asset.description),
                href: self.sym(asset.href),
                ..asset.clone()
            };
            self.to.inventory.registry.push(asset);
        }
        let folded = self.from.folded.iter();
        self.to.inventory.registry.folded = folded
            .filter_map(|(name, ix)| Some((name.clone(), Some(self.ix((*ix)?)?))))
            .collect();
    }

    /// Takes down where among its kind an asset stands now.
    fn place(&mut self, ix: AssetIx, detail: usize) {
        if let Some(asset) = self.to.inventory.registry.assets.get_mut(ix.ix()) {
            asset.detail = small(detail);
        }
    }

    fn lineage(&mut self) {
        let edges = self.from.graph.edges.iter();
        let edges: Vec<Edge> = edges
            .filter_map(|edge| {
                Some(Edge {
                    from: self.ix(edge.from)?,
                    to: self.ix(edge.to)?,
                    provenance: Provenance {
                        job: edge.provenance.job.and_then(|job| self.ix(job)),
                        ..edge.provenance
                    },
                })
            })
            .collect();
        self.to.graph = Graph::new(self.to.inventory.registry.assets.len(), edges);
        let mut wildcards = Wildcards::default();
        for wildcard in self.from.wildcards.all() {
            if let Some(newest) = self.ix(wildcard.newest) {
                let tables = self.all(&wildcard.tables);
                wildcards.add(Wildcard { newest, tables });
            }
        }
        self.to.inventory.registry.wildcards = wildcards;
    }
}

/// What a range of a relation holds.
fn slice<'c, T>(all: &'c [T], range: &Range<u32>) -> &'c [T] {
    let range = range.start as usize..range.end as usize;
    all.get(range).unwrap_or_default()
}
