//! A product that may be released, as the checks of one ask for it.

use rustc_hash::FxHashSet;

use crate::catalog::{
    AssetIx, Catalog, Contract, Environment, OutputPort, Product, Relation, Status,
};
use crate::diagnostic::{Finding, Rule, Text};
use crate::rules::context::Context;

/// A product that may be released.
pub(super) struct Candidate<'a> {
    pub context: &'a Context<'a>,
    pub catalog: &'a Catalog,
    pub product: &'a Product,
    /// Its tables and what its ports are, each once, but for what belongs to another product.
    pub relations: Vec<&'a Relation>,
}

impl<'a> Candidate<'a> {
    /// Nothing for a product that is only proposed, or on its way out.
    pub(super) fn of(context: &'a Context<'a>, product: &'a Product) -> Option<Self> {
        let catalog = context.catalog;
        if !is_judged(catalog.asset(product.asset).status) {
            return None;
        }
        let mut seen = FxHashSet::default();
        let relations = product.relations().filter(|ix| seen.insert(*ix));
        let own = |relation: &&Relation| {
            relation.product == Some(product.asset)
                && is_judged(catalog.asset(relation.asset).status)
        };
        Some(Self {
            context,
            catalog,
            product,
            relations: relations
                .filter_map(|ix| catalog.relation(ix))
                .filter(own)
                .collect(),
        })
    }

    /// Whether its manifest is one of ours: the standard has no place for some of what is asked.
    pub(super) fn is_of_ours(&self) -> bool {
        self.product.standard.starts_with("vitrina/")
    }

    /// The DME that publishes it.
    pub(super) fn environment(&self) -> Option<&'a Environment> {
        self.catalog.environment(self.product.environment?)
    }

    /// The team that answers for it: its own, or that of its DME.
    pub(super) fn team(&self) -> Option<AssetIx> {
        let of_dme = || self.environment()?.team;
        self.product.team.or_else(of_dme)
    }

    /// That team and those above it.
    pub(super) fn teams(&self) -> impl Iterator<Item = AssetIx> + '_ {
        let above = |team: &AssetIx| {
            let team = self.catalog.teams.get(self.catalog.detail(*team))?;
            team.parent
        };
        // The bound only guards against a circle, which linking cuts.
        std::iter::successors(self.team(), above).take(64)
    }

    /// Its output ports that are in use or on their way in.
    pub(super) fn ports(&self) -> impl Iterator<Item = &'a OutputPort> + '_ {
        let ports = self.product.outputs.iter();
        ports.filter(|port| port.status.is_none_or(is_judged))
    }

    /// The contracts about a relation.
    pub(super) fn contracts(&self, relation: &Relation) -> impl Iterator<Item = &'a Contract> {
        let catalog = self.catalog;
        let contracts = catalog.contracts_of(relation).iter();
        contracts.filter_map(|(ix, _)| catalog.contracts.get(catalog.detail(*ix)))
    }

    /// A finding about the product, at its manifest.
    pub(super) fn finding(&self, rule: Rule, message: impl Into<Text>) -> Finding {
        Finding::new(rule, message)
            .at(self.catalog.asset(self.product.asset).pos)
            .about(self.catalog.subject(self.product.asset))
    }

    /// A finding about one of its relations: at the port that it is, where the product lists it, or at
    /// the product's manifest.
    pub(super) fn relation_finding(
        &self,
        rule: Rule,
        relation: &Relation,
        message: impl Into<Text>,
    ) -> Finding {
        let port = self.catalog.port_of(relation).map(|port| port.pos.0);
        let listed = self.catalog.places_of(relation).listed;
        Finding::new(rule, message)
            .at(port
                .or(listed)
                .or(self.catalog.asset(self.product.asset).pos))
            .about(self.catalog.subject(relation.asset))
    }

    /// A finding about one of its ports: about the first relation that it is, or else about the product.
    pub(super) fn port_finding(
        &self,
        rule: Rule,
        port: &OutputPort,
        message: impl Into<Text>,
    ) -> Finding {
        let mut own = self.relations.iter();
        let finding = Finding::new(rule, message).at(port.pos.0);
        match own.find(|relation| port.relations.contains(&relation.asset)) {
            Some(relation) => finding.about(self.catalog.subject(relation.asset)),
            None => finding
                .about(self.catalog.subject(self.product.asset))
                .detail(&port.name),
        }
    }
}

/// Whether something is in use, or about to be.
const fn is_judged(status: Status) -> bool {
    matches!(status, Status::Draft | Status::Active)
}
