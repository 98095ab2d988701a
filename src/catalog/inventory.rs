//! All that has a name, before anything is connected.

use std::ops::Deref;

use rustc_hash::FxHashMap;

use super::{
    AccessRules, AssetIx, Audience, Contract, DatasetListing, DatasetProperties, Domain,
    Environment, Exposure, Glossary, Guide, Job, Kind, Lifecycle, Model, OutputPort, Product,
    Registry, Relation, Renames, Suppression, Team,
};

/// Assets and what each is, kind by kind.
#[derive(Debug, Default)]
pub(crate) struct Inventory {
    /// Assets by name; tables and views.
    pub registry: Registry,
    /// Domains.
    pub domains: Vec<Domain>,
    /// DMEs.
    pub environments: Vec<Environment>,
    /// Products.
    pub products: Vec<Product>,
    /// Contracts.
    pub contracts: Vec<Contract>,
    /// Teams.
    pub teams: Vec<Team>,
    /// Glossary terms.
    pub terms: Vec<Glossary>,
    /// Guides.
    pub guides: Vec<Guide>,
    /// Exposures.
    pub exposures: Vec<Exposure>,
    /// Jobs.
    pub jobs: Vec<Job>,
    /// ML models.
    pub models: Vec<Model>,
    /// Audiences of the settings.
    pub audiences: Vec<Audience>,
    /// What manifests and settings say about access.
    pub access: AccessRules,
    /// How far datasets are listed, by name.
    pub datasets: Vec<DatasetListing>,
    /// Days in the life of tables and views, as products state them where they name these.
    pub lifecycles: FxHashMap<AssetIx, Lifecycle>,
    /// What datasets are set to, sorted by project and name.
    pub dataset_properties: Vec<DatasetProperties>,
    /// What was renamed, as manifests declare.
    pub renames: Renames,
    /// Findings that may stay for a while, in the order of their places.
    pub suppressions: Vec<Suppression>,
}

/// An inventory is read by the words of its registry.
impl Deref for Inventory {
    type Target = Registry;

    fn deref(&self) -> &Registry {
        &self.registry
    }
}

impl Inventory {
    /// The DME behind an asset.
    #[must_use]
    pub(crate) fn environment(&self, ix: AssetIx) -> Option<&Environment> {
        let asset = self.asset(ix);
        (asset.kind == Kind::Dme).then(|| &self.environments[asset.detail as usize])
    }

    /// The product behind an asset.
    #[must_use]
    pub(crate) fn product(&self, ix: AssetIx) -> Option<&Product> {
        let asset = self.asset(ix);
        (asset.kind == Kind::Product).then(|| &self.products[asset.detail as usize])
    }

    /// The domain behind an asset.
    #[must_use]
    pub(crate) fn domain(&self, ix: AssetIx) -> Option<&Domain> {
        let asset = self.asset(ix);
        (asset.kind == Kind::Domain).then(|| &self.domains[asset.detail as usize])
    }

    /// The home domain of a DME.
    #[must_use]
    pub(crate) fn home_domain(&self, dme: AssetIx) -> Option<AssetIx> {
        self.environment(dme)?.domains.first().copied()
    }

    /// The output port that a relation is.
    #[must_use]
    pub(crate) fn port_of(&self, relation: &Relation) -> Option<&OutputPort> {
        self.product(relation.product?)?
            .outputs
            .get(relation.port? as usize)
    }

    /// What is stated of the life of a relation, from its output port, its table and its product: what
    /// is nearer comes first.
    pub(crate) fn lifecycles_of(&self, relation: &Relation) -> impl Iterator<Item = &Lifecycle> {
        let port = self.port_of(relation).map(|port| &port.lifecycle);
        let own = self.lifecycles.get(&relation.asset);
        let product = relation.product.and_then(|p| self.product(p));
        let product = product.map(|product| &product.lifecycle);
        [port, own, product].into_iter().flatten()
    }

    /// What a dataset is set to, where any export tells.
    #[must_use]
    pub(crate) fn dataset_properties(
        &self,
        project: &str,
        dataset: &str,
    ) -> Option<&DatasetProperties> {
        let names = |of: &DatasetProperties| (self.str(of.project), self.str(of.dataset));
        let all = &self.dataset_properties;
        let at = all.binary_search_by(|of| names(of).cmp(&(project, dataset)));
        all.get(at.ok()?)
    }
}
