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
mod kept_properties;
mod operations;
mod relations;
mod under_way;

use rustc_hash::FxHashSet;

use self::under_way::Restriction;
use super::{
    Asset, AssetIx, Catalog, Inventory, Level, LineageEdge, LineageGraph, Operations, Ownership,
    Part, Provenance, Registry, Seen, Wildcard, Wildcards, small,
};

/// A part of a catalog.
pub(crate) struct Restricted {
    /// The part.
    pub catalog: Catalog,
    /// Index in the part, by index in the whole; nothing for what is left out.
    pub new: Vec<Option<AssetIx>>,
}

impl Restricted {
    /// The index that an asset has in the part.
    #[must_use]
    pub(crate) fn ix(&self, of_whole: AssetIx) -> Option<AssetIx> {
        self.new.get(of_whole.ix()).copied().flatten()
    }
}

impl Catalog {
    /// The part of the catalog that `keep` holds for, with indices of its own.
    #[must_use]
    pub(crate) fn restricted(&self, keep: impl Fn(AssetIx) -> bool) -> Self {
        self.part(keep).catalog
    }

    /// What an audience may see, with indices of its own.
    #[must_use]
    pub(crate) fn restricted_to(&self, seen: &Seen) -> Restricted {
        let mut part = self.part(|ix| seen.level(ix) > Level::Hidden);
        let of = self.audiences.get(seen.of.0 as usize);
        let listed = (0..small(self.assets.len())).map(AssetIx);
        let listed = listed.filter(|ix| seen.level(*ix) == Level::Listed);
        part.catalog.part = Some(Part {
            audience: of.map_or_else(String::new, |of| of.id.clone()),
            label: of.map_or_else(String::new, |of| of.label.clone()),
            listed: listed.filter_map(|ix| part.ix(ix)).collect(),
            partial: seen.partial.iter().filter_map(|ix| part.ix(*ix)).collect(),
        });
        part
    }

    fn part(&self, keep: impl Fn(AssetIx) -> bool) -> Restricted {
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
        assets(&mut part);
        operations::operations(&mut part);
        part.to.ownership = Ownership::new(part.to.assets.len());
        relations::relations(&mut part);
        kept_properties::datasets(&mut part);
        documents::documents(&mut part);
        lineage(&mut part);
        Restricted {
            catalog: part.to,
            new: part.new,
        }
    }
}

/// All assets, by their new indices.
fn assets(part: &mut Restriction<'_>) {
    for (i, asset) in (0u32..).zip(&part.from.assets) {
        if part.ix(AssetIx(i)).is_none() {
            if let Some(relation) = part.from.relation(AssetIx(i)) {
                part.left.extend([relation.project, relation.dataset]);
            }
            continue;
        }
        let asset = Asset {
            name: part.sym(asset.name),
            title: part.opt_sym(asset.title),
            description: part.opt_sym(asset.description),
            href: part.sym(asset.href),
            ..asset.clone()
        };
        part.to.inventory.registry.push(asset);
    }
    let folded = part.from.folded.iter();
    part.to.inventory.registry.folded = folded
        .filter_map(|(name, ix)| Some((name.clone(), Some(part.ix((*ix)?)?))))
        .collect();
}

/// Edges and wildcards among what is kept.
fn lineage(part: &mut Restriction<'_>) {
    let edges = part.from.graph.edges.iter();
    let edges: Vec<LineageEdge> = edges
        .filter_map(|edge| {
            Some(LineageEdge {
                from: part.ix(edge.from)?,
                to: part.ix(edge.to)?,
                provenance: Provenance {
                    job: edge.provenance.job.and_then(|job| part.ix(job)),
                    ..edge.provenance
                },
            })
        })
        .collect();
    part.to.graph = LineageGraph::new(part.to.inventory.registry.assets.len(), edges);
    let mut wildcards = Wildcards::default();
    for wildcard in part.from.wildcards.all() {
        if let Some(newest) = part.ix(wildcard.newest) {
            let tables = part.all(&wildcard.tables);
            wildcards.add(Wildcard { newest, tables });
        }
    }
    part.to.inventory.registry.wildcards = wildcards;
}
