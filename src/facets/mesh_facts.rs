//! What each facet of an asset holds, fed into a fingerprint.

use super::event_content::{named_by, usage};
use super::feed::{Feed, Of};
use super::keyed_content::{self, PartOfRelation};
use super::relation_facts::of_relation;
use super::state_facts::{self, StateFacts};
use super::{Derived, Facet, Facts};
use crate::catalog::{AssetIx, Kind};

/// Feeds what stands in a mesh.
pub(super) struct MeshFacts<'a> {
    pub(super) of: Facts<'a>,
    /// Hashes of keys, by asset.
    pub(super) keys: Vec<u64>,
    states: StateFacts,
}

impl<'a> MeshFacts<'a> {
    pub(super) const fn new(of: Facts<'a>, keys: Vec<u64>) -> Self {
        Self {
            of,
            keys,
            states: StateFacts::new(),
        }
    }

    pub(super) fn feed(&self, of: Of) -> Feed<'_> {
        Feed::new(self.of.catalog, &self.keys, of)
    }

    /// Feeds a facet of an asset.
    pub(super) fn facet(
        &self,
        facet: Facet,
        ix: AssetIx,
        derived: &dyn Derived,
        to: &mut Feed<'_>,
    ) {
        let (c, insight) = (self.of.catalog, self.of.insight);
        let relation = c.relation(ix);
        match facet {
            Facet::Label => self.label(ix, to),
            Facet::Description => to.add(&c.asset(ix).description),
            Facet::Record => self.record(ix, to),
            Facet::Members => self.members(ix, to),
            Facet::Text => {
                to.add(&c.long_descriptions.get(&ix));
                if c.asset(ix).kind == Kind::Guide {
                    to.add(&c.guides.get(c.detail(ix)));
                }
            }
            Facet::Contract => {
                if c.asset(ix).kind == Kind::Contract {
                    to.add(&c.contracts.get(c.detail(ix)));
                }
            }
            Facet::Upstream => to.add(c.graph.upstream(ix)),
            Facet::Downstream => to.add(c.graph.downstream(ix)),
            Facet::Proofs => self.proofs(ix, to),
            Facet::Below => to.add(&c.unified_views_below(ix)),
            Facet::Newest => to.add(c.wildcards.newest_of(ix)),
            Facet::Impact => to.add(&insight.impact_of(ix)),
            Facet::Verdict => self.states.verdict(self.of, ix, to),
            Facet::Way => state_facts::way(self.of, ix, to),
            Facet::Health => self.states.health(self.of, ix, to),
            Facet::Loaded => {
                to.add(&insight.loaded(c, ix));
                to.add(&insight.unseen_load(ix));
                to.add(&insight.is_superseded(ix));
            }
            Facet::Attainment => to.add(&insight.attainment(c, ix)),
            Facet::Runs => {
                if c.asset(ix).kind == Kind::Job {
                    let runs = c.runs_of(ix);
                    to.add(runs);
                    to.add(&runs.stuck_since(&c.operations.clock).is_some());
                }
            }
            Facet::Releases => {
                if c.asset(ix).kind == Kind::Product {
                    to.add(insight.releases.of_product(c, ix));
                    let product = c.product(ix);
                    to.add(&product.map(|of| of.version_at(&c.operations.clock)));
                }
            }
            Facet::Use => self.used(ix, to),
            Facet::Score => {
                if c.asset(ix).kind == Kind::Dme {
                    to.add(&self.of.scores.get(c.detail(ix)));
                    to.add(insight.readiness.of_dme(c.detail(ix)));
                }
            }
            Facet::History => self.history(ix, to),
            Facet::Places => self.places(ix, to),
            Facet::Figures
            | Facet::Sql
            | Facet::Columns
            | Facet::Targets
            | Facet::Paths
            | Facet::ColumnSources
            | Facet::ColumnImpact
            | Facet::Stubs
            | Facet::Access
            | Facet::Owner
            | Facet::Ownership
            | Facet::ContractsOf => {
                if let Some(relation) = relation {
                    of_relation(self.of, facet, relation, to);
                }
            }
            Facet::Findings
            | Facet::Rank
            | Facet::Marks
            | Facet::Feed
            | Facet::DomainViews
            | Facet::Partitions => derived.facet(facet, ix, to),
        }
    }

    fn label(&self, ix: AssetIx, to: &mut Feed<'_>) {
        let c = self.of.catalog;
        keyed_content::label(c.asset(ix), to);
        if let Some(relation) = c.relation(ix) {
            keyed_content::relation_label(relation, to);
        }
        to.add(&c.is_listed(ix));
    }

    fn record(&self, ix: AssetIx, to: &mut Feed<'_>) {
        let (c, at) = (self.of.catalog, self.of.catalog.detail(ix));
        match c.asset(ix).kind {
            Kind::Table | Kind::View => {
                if let Some(relation) = c.relation(ix) {
                    keyed_content::relation(relation, PartOfRelation::Record, to);
                    to.add(c.all_labels_of(relation));
                    to.add(&c.lifecycles.get(&ix));
                }
            }
            Kind::Dme => {
                if let Some(of) = c.environments.get(at) {
                    keyed_content::environment(of, false, to);
                }
            }
            Kind::Domain => {
                if let Some(of) = c.domains.get(at) {
                    keyed_content::domain(of, false, to);
                }
            }
            Kind::Team => {
                if let Some(of) = c.teams.get(at) {
                    keyed_content::team(of, false, to);
                }
            }
            Kind::Term => {
                if let Some(of) = c.terms.get(at) {
                    keyed_content::term(of, false, to);
                }
            }
            Kind::Product => to.add(&c.products.get(at)),
            Kind::Job => to.add(&c.jobs.get(at)),
            Kind::Model => to.add(&c.models.get(at)),
            Kind::Exposure => to.add(&c.exposures.get(at)),
            // What they are is their contract and their text.
            Kind::Contract | Kind::Guide => {}
        }
        to.add(&c.renames.of(ix));
    }

    fn members(&self, ix: AssetIx, to: &mut Feed<'_>) {
        let (c, at) = (self.of.catalog, self.of.catalog.detail(ix));
        match c.asset(ix).kind {
            Kind::Dme => {
                if let Some(of) = c.environments.get(at) {
                    keyed_content::environment(of, true, to);
                }
            }
            Kind::Domain => {
                if let Some(of) = c.domains.get(at) {
                    keyed_content::domain(of, true, to);
                }
            }
            Kind::Team => {
                if let Some(of) = c.teams.get(at) {
                    keyed_content::team(of, true, to);
                }
            }
            Kind::Term => {
                if let Some(of) = c.terms.get(at) {
                    keyed_content::term(of, true, to);
                }
            }
            _ => {}
        }
    }

    fn proofs(&self, ix: AssetIx, to: &mut Feed<'_>) {
        let graph = &self.of.catalog.graph;
        for from in graph.upstream(ix) {
            to.add(from);
            graph
                .provenances(*from, ix)
                .for_each(|known| to.add(&known));
        }
    }

    fn used(&self, ix: AssetIx, to: &mut Feed<'_>) {
        let operations = &self.of.catalog.operations;
        if let Some(of) = operations.usage.get(&ix) {
            to.add(&true);
            usage(of, to);
        }
        if let Some(of) = operations.named_by.get(&ix) {
            to.add(&true);
            named_by(of, &operations.service_accounts, to);
        }
        to.add(&operations.star_uses.get(&ix));
    }

    fn history(&self, ix: AssetIx, to: &mut Feed<'_>) {
        if let Some(history) = self.of.history {
            let key = self.of.catalog.key(ix).to_string();
            history.of_asset(&key).for_each(|entry| to.add(entry));
        }
    }

    /// Whatever of an asset has a place; of what it says nothing.
    fn places(&self, ix: AssetIx, to: &mut Feed<'_>) {
        let c = self.of.catalog;
        to.add(&c.asset(ix).pos);
        self.record(ix, to);
        self.proofs(ix, to);
        if let Some(relation) = c.relation(ix) {
            to.add(&c.places_of(relation));
            of_relation(self.of, Facet::Ownership, relation, to);
        }
        if c.asset(ix).kind == Kind::Contract {
            to.add(&c.contracts.get(c.detail(ix)));
        }
    }
}
