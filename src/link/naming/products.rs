//! Data products, ours and those of the standard: what they name, and what they say of it.

use rustc_hash::{FxHashMap, FxHashSet};

use super::contracts::Contracts;
use super::owners::Owners;
use super::shared_fields::dates;
use super::teams::Teams;
use crate::catalog::{AssetIx, Domain, Environment, Lifecycle, Product, Registry, Renames, Status};
use crate::diagnostic::Pos;
use crate::manifest::{Document, kinds};

/// What products name beside tables and views, and what is told of them.
pub(in crate::link) struct ProductNames<'k> {
    pub(in crate::link) teams: &'k mut Teams,
    pub(in crate::link) domains: &'k mut [Domain],
    pub(in crate::link) environments: &'k mut [Environment],
    pub(in crate::link) contracts: &'k mut Contracts,
    pub(in crate::link) owners: &'k Owners,
    /// By DME, as [`only_projects`] has it.
    pub(in crate::link) projects: FxHashMap<&'k str, Option<&'k str>>,
}

/// Products, and what they say of tables and views.
#[derive(Default)]
pub(in crate::link) struct Products {
    pub(in crate::link) all: Vec<Product>,
    /// Declared inputs of output ports: target, source, place of the claim.
    pub(in crate::link) declared: Vec<(AssetIx, AssetIx, Pos)>,
    /// Tables and views that they name; whether these are in the warehouse is asked once all is read.
    pub(in crate::link) named_by_products: Vec<NamedByProduct>,
    /// Relations whose status is stated.
    pub(in crate::link) stated: FxHashSet<AssetIx>,
    /// Days in the life of relations, where any is stated.
    pub(in crate::link) lifecycles: FxHashMap<AssetIx, Lifecycle>,
    /// What was renamed, as they say.
    pub(in crate::link) renames: Renames,
}

/// A table or view that a product names.
pub(in crate::link) struct NamedByProduct {
    pub(in crate::link) relation: AssetIx,
    pub(in crate::link) product: AssetIx,
    pub(in crate::link) pos: Pos,
    /// `table`, `output port`.
    pub(in crate::link) what: &'static str,
}

impl Products {
    /// Takes what a manifest says of a relation's life cycle.
    pub(super) fn lifecycle_of(
        &mut self,
        registry: &mut Registry,
        ix: AssetIx,
        status: Option<Status>,
        lifecycle: &kinds::Lifecycle,
    ) {
        if let Some(status) = status {
            registry.assets[ix.ix()].status = status;
            self.stated.insert(ix);
        }
        if let (Some(by), Some(relation)) = (&lifecycle.replaced_by, registry.relation_mut(ix)) {
            relation.replaced_by = Some(by.value.clone());
        }
        let dates = dates(lifecycle);
        if dates != Lifecycle::default() {
            self.lifecycles.insert(ix, dates);
        }
    }
}

/// The project of each DME, where all of its servers share one that isn't a glob.
pub(in crate::link) fn only_projects(
    documents: &[Document<kinds::DataMeshEnvironment>],
) -> FxHashMap<&str, Option<&str>> {
    let mut projects: FxHashMap<&str, Option<&str>> = FxHashMap::default();
    for document in documents {
        let mut servers = document.body.servers.iter().map(|s| s.project.as_str());
        let first = servers.next();
        let only = first
            .filter(|first| servers.all(|s| s == *first) && !first.contains(['*', '?', '[', '{']));
        projects.entry(document.body.id.as_str()).or_insert(only);
    }
    projects
}

/// Says that relations are an output port; of several ports, the first counts.
pub(in crate::link) fn name_port(
    registry: &mut Registry,
    product: AssetIx,
    index: u32,
    relations: &[AssetIx],
) {
    for ix in relations {
        if let Some(relation) = registry.relation_mut(*ix)
            && relation.port.is_none()
        {
            relation.product = Some(product);
            relation.port = Some(index);
        }
    }
}

/// What products read: relation, product, place of the input port.
pub(in crate::link) fn inputs(products: &[Product]) -> Vec<(AssetIx, AssetIx, Pos)> {
    products
        .iter()
        .flat_map(|p| {
            p.inputs.iter().flat_map(move |port| {
                port.relations
                    .iter()
                    .map(move |relation| (*relation, p.asset, port.pos.0))
            })
        })
        .collect()
}
