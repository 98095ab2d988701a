//! What manifests and exports say that an asset is, beyond its label.

use super::Reader;
use crate::catalog::{
    AssetIx, Contract, Domain, Environment, Exposure, Glossary, Guide, Job, Kind, Label, Lifecycle,
    Model, OutputPort, Product, Relation, Role, Support, Team,
};
use crate::facets::Facet;

/// What an asset is, by its kind.
pub(crate) enum Record<'a> {
    /// A table or view.
    Relation(&'a Relation),
    /// A DME.
    Dme(&'a Environment),
    /// A product.
    Product(&'a Product),
    /// A domain.
    Domain(&'a Domain),
    /// A team.
    Team(&'a Team),
    /// A contract.
    Contract(&'a Contract),
    /// A job.
    Job(&'a Job),
    /// An ML model.
    Model(&'a Model),
    /// An exposure.
    Exposure(&'a Exposure),
    /// A glossary term.
    Term(&'a Glossary),
    /// A guide.
    Guide(&'a Guide),
}

impl<'a> Reader<'a> {
    /// What an asset is, whatever its kind. Facet: record; of a contract, contract; of a guide, text.
    #[must_use]
    pub(crate) fn record(self, ix: AssetIx) -> Record<'a> {
        let c = self.source.of(Facet::Record, ix);
        let detail = c.detail(ix);
        for whole in [Facet::Figures, Facet::Sql, Facet::Members] {
            self.source.of(whole, ix);
        }
        match c.asset(ix).kind {
            Kind::Table | Kind::View => Record::Relation(&c.relations[detail]),
            Kind::Dme => Record::Dme(&c.environments[detail]),
            Kind::Product => Record::Product(&c.products[detail]),
            Kind::Domain => Record::Domain(self.domain(ix)),
            Kind::Team => Record::Team(self.team(ix)),
            Kind::Contract => Record::Contract(self.contract(ix)),
            Kind::Job => Record::Job(self.job(ix)),
            Kind::Model => Record::Model(&c.models[detail]),
            Kind::Exposure => Record::Exposure(&c.exposures[detail]),
            Kind::Term => Record::Term(&c.terms[detail]),
            Kind::Guide => Record::Guide(self.guide(ix)),
        }
    }

    /// The table or view that an asset is, with all that it says. Facets: record, figures and SQL; other
    /// methods read less of one.
    #[must_use]
    #[inline]
    pub(crate) fn relation(self, ix: AssetIx) -> Option<&'a Relation> {
        self.source.of(Facet::Figures, ix);
        self.source.of(Facet::Sql, ix);
        self.source.of(Facet::Record, ix).relation(ix)
    }

    /// The DME that an asset is, with what belongs to it. Facets: record and members.
    #[must_use]
    pub(crate) fn environment(self, ix: AssetIx) -> Option<&'a Environment> {
        self.source.of(Facet::Members, ix);
        self.source.of(Facet::Record, ix).environment(ix)
    }

    /// The product that lists a table or view. Facet: record.
    #[must_use]
    pub(crate) fn product_of(self, ix: AssetIx) -> Option<AssetIx> {
        let relation = self.source.of(Facet::Record, ix).relation(ix);
        relation.and_then(|relation| relation.product)
    }

    /// Channels of support of a DME. Facet: record.
    #[must_use]
    pub(crate) fn dme_support(self, dme: AssetIx) -> &'a [Support] {
        let dme = self.source.of(Facet::Record, dme).environment(dme);
        dme.map_or(&[], |dme| &dme.support)
    }

    /// Roles by which access to a DME is got. Facet: record.
    #[must_use]
    pub(crate) fn dme_roles(self, dme: AssetIx) -> &'a [Role] {
        let dme = self.source.of(Facet::Record, dme).environment(dme);
        dme.map_or(&[], |dme| &dme.roles)
    }

    /// The team of a DME. Facet: record.
    #[must_use]
    pub(crate) fn dme_team(self, dme: AssetIx) -> Option<AssetIx> {
        let dme = self.source.of(Facet::Record, dme).environment(dme);
        dme.and_then(|dme| dme.team)
    }

    /// The domain above a domain. Facet: record.
    #[must_use]
    pub(crate) fn domain_above(self, domain: AssetIx) -> Option<AssetIx> {
        let c = self.source.of(Facet::Record, domain);
        c.domain(domain).and_then(|domain| domain.parent)
    }

    /// Ids of a domain and those above it, from the top. Facet: record.
    #[must_use]
    pub(crate) fn domain_path(self, domain: AssetIx) -> &'a str {
        let known = self.source.of(Facet::Record, domain).domain(domain);
        known.map_or("", |domain| &domain.path)
    }

    /// The home domain of a DME. Facet: record.
    #[must_use]
    pub(crate) fn home_domain(self, dme: AssetIx) -> Option<AssetIx> {
        self.source.of(Facet::Record, dme).home_domain(dme)
    }

    /// The product that an asset is. Facet: record.
    #[must_use]
    pub(crate) fn product(self, ix: AssetIx) -> Option<&'a Product> {
        self.source.of(Facet::Record, ix).product(ix)
    }

    /// The output port that a relation is. Facet: record, of its product.
    #[must_use]
    pub(crate) fn port_of(self, relation: &Relation) -> Option<&'a OutputPort> {
        let c = self.source.of(Facet::Record, relation.asset);
        if let Some(product) = relation.product {
            self.source.of(Facet::Record, product);
        }
        c.port_of(relation)
    }

    /// What is stated of the life of a relation, the nearest first. Facet: record, of it and its
    /// product.
    pub(crate) fn lifecycles_of(self, relation: &Relation) -> impl Iterator<Item = &'a Lifecycle> {
        let c = self.source.of(Facet::Record, relation.asset);
        if let Some(product) = relation.product {
            self.source.of(Facet::Record, product);
        }
        c.lifecycles_of(relation)
    }

    /// A domain, with what belongs to it. Facets: record and members.
    #[must_use]
    pub(crate) fn domain(self, ix: AssetIx) -> &'a Domain {
        self.source.of(Facet::Members, ix);
        let c = self.source.of(Facet::Record, ix);
        &c.domains[c.detail(ix)]
    }

    /// A team, with what belongs to it. Facets: record and members.
    #[must_use]
    pub(crate) fn team(self, ix: AssetIx) -> &'a Team {
        self.source.of(Facet::Members, ix);
        let c = self.source.of(Facet::Record, ix);
        &c.teams[c.detail(ix)]
    }

    /// A contract. Facet: contract, of the contract itself.
    #[must_use]
    pub(crate) fn contract(self, ix: AssetIx) -> &'a Contract {
        &self.source.of(Facet::Contract, ix).contracts
            [self.source.of(Facet::Contract, ix).detail(ix)]
    }

    /// Contracts about a relation, with the index of the contract's table. Facet: contract.
    #[must_use]
    pub(crate) fn contracts_of(self, relation: &Relation) -> &'a [(AssetIx, u32)] {
        self.source
            .of(Facet::ContractsOf, relation.asset)
            .contracts_of(relation)
    }

    /// A job. Facet: record.
    #[must_use]
    pub(crate) fn job(self, ix: AssetIx) -> &'a Job {
        &self.source.of(Facet::Record, ix).jobs[self.source.of(Facet::Record, ix).detail(ix)]
    }

    /// A guide, its text included. Facet: text.
    #[must_use]
    pub(crate) fn guide(self, ix: AssetIx) -> &'a Guide {
        &self.source.of(Facet::Text, ix).guides[self.source.of(Facet::Text, ix).detail(ix)]
    }

    /// Labels of a relation that are published. Facet: record.
    pub(crate) fn labels_of(self, relation: &Relation) -> impl Iterator<Item = &'a Label> {
        self.source
            .of(Facet::Record, relation.asset)
            .labels_of(relation)
    }
}
