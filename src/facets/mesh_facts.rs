//! What each facet of an asset holds, fed into a fingerprint.

use std::sync::OnceLock;

use super::event_content::{column_lineage, named_by, usage};
use super::feed::{Feed, Of};
use super::keyed_content::{self, PartOfRelation};
use super::{Derived, Facet};
use crate::catalog::{AssetIx, Catalog, Health, Incident, Kind, Monitor, Relation};
use crate::history::History;
use crate::insight::{Cause, Insight, Score, Verdict, Wrong};

/// Assets on the way to what is wrong that are told apart; a page shows fewer.
const WAY: usize = 64;

/// A mesh, and what follows from it.
#[derive(Clone, Copy)]
pub(crate) struct Facts<'a> {
    /// What is there.
    pub catalog: &'a Catalog,
    /// What follows from it.
    pub insight: &'a Insight,
    /// Scores of DMEs, in their order.
    pub scores: &'a [Score],
    /// What changed from build to build.
    pub history: Option<&'a History>,
}

/// Feeds what stands in a mesh.
pub(super) struct MeshFacts<'a> {
    pub(super) of: Facts<'a>,
    /// Hashes of keys, by asset.
    pub(super) keys: Vec<u64>,
    /// Fingerprints of incidents and of monitors: one may be about thousands of tables.
    incidents: OnceLock<Vec<u64>>,
    monitors: OnceLock<Vec<u64>>,
}

impl<'a> MeshFacts<'a> {
    pub(super) const fn new(of: Facts<'a>, keys: Vec<u64>) -> Self {
        Self {
            of,
            keys,
            incidents: OnceLock::new(),
            monitors: OnceLock::new(),
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
            Facet::Verdict => self.verdict(ix, to),
            Facet::Way => self.way(ix, to),
            Facet::Health => self.health(ix, to),
            Facet::Loaded => {
                to.add(&insight.loaded(c, ix));
                to.add(&insight.unseen_load(ix));
                to.add(&insight.is_superseded(ix));
            }
            Facet::Attainment => to.add(&insight.attainment(c, ix)),
            Facet::Runs => {
                if c.asset(ix).kind == Kind::Job {
                    to.add(c.runs_of(ix));
                }
            }
            Facet::Releases => {
                if c.asset(ix).kind == Kind::Product {
                    to.add(insight.releases.of_product(c, ix));
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
                    self.of_relation(facet, relation, to);
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

    fn of_relation(&self, facet: Facet, relation: &Relation, to: &mut Feed<'_>) {
        let c = self.of.catalog;
        match facet {
            Facet::Figures => keyed_content::relation(relation, PartOfRelation::Figures, to),
            Facet::Sql => self.sql(relation, to),
            Facet::Columns => {
                to.add(c.columns_of(relation));
                to.add(&c.star_columns.get(&relation.asset));
            }
            Facet::Targets => to.add(c.targets_of(relation)),
            Facet::Paths => {
                for target in c.targets_of(relation) {
                    to.add(target);
                    to.add(&c.path_to(relation.asset, *target));
                }
            }
            Facet::ColumnSources => self.column_sources(relation, to),
            Facet::ColumnImpact => self.column_impact(relation, to),
            Facet::Stubs => self.stubs(relation, to),
            Facet::Access => self.access(relation, to),
            Facet::Owner => to.add(&c.owner(relation)),
            Facet::Ownership => {
                to.add(&c.decision(relation));
                to.add(c.owner_candidates_of(relation));
                to.add(c.dmes_of(relation));
                to.add(&c.first_contact.get(&relation.asset));
            }
            Facet::ContractsOf => to.add(c.contracts_of(relation)),
            _ => {}
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

    fn sql(&self, relation: &Relation, to: &mut Feed<'_>) {
        let c = self.of.catalog;
        keyed_content::relation(relation, PartOfRelation::Query, to);
        to.add(c.references_of(relation));
        to.add(&c.sql_problem(relation));
        to.add(c.stars.of(relation.asset));
        to.add(&c.open_views.contains(&relation.asset));
        to.add(c.filters.of(relation.asset));
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

    fn column_sources(&self, relation: &Relation, to: &mut Feed<'_>) {
        let c = self.of.catalog;
        for known in c.column_lineage_of(relation) {
            column_lineage(known, to);
            to.add(c.column_refs_of(known));
        }
    }

    fn column_impact(&self, relation: &Relation, to: &mut Feed<'_>) {
        for column in self.of.catalog.columns_of(relation) {
            let (ix, name) = (relation.asset, column.path);
            to.add(&name);
            to.add(&self.of.insight.column_impact(ix, name));
            to.add(&self.of.insight.column_jobs(ix, name));
        }
    }

    fn stubs(&self, relation: &Relation, to: &mut Feed<'_>) {
        let c = self.of.catalog;
        to.add(&c.stubs.reads.get(&relation.asset));
        if c.stubs.columns.is_empty() {
            return;
        }
        let listed = c.columns_of(relation).iter().map(|column| column.path);
        let traced = c.column_lineage_of(relation).iter();
        for column in listed.chain(traced.map(|known| known.column)) {
            to.add(&column);
            to.add(&c.stubs.columns.get(&(relation.asset, column)));
        }
    }

    fn access(&self, relation: &Relation, to: &mut Feed<'_>) {
        let c = self.of.catalog;
        to.add(c.grants_of(relation));
        let (names, persons) = c.audiences_of(relation);
        to.add(&names);
        to.add(&persons);
        for grant in c.grants_of(relation) {
            to.add(c.audience_name(c.str(grant.grantee)));
        }
        if let Some(port) = c.port_of(relation) {
            for (name, grantee, _) in &port.audiences {
                for named in std::iter::once(name).chain(grantee) {
                    let audience = c.audience(named);
                    let lacking = audience.and_then(|of| c.lacking(relation, of));
                    to.add(&lacking);
                }
            }
        }
        for (number, audience) in (0u32..).zip(&c.audiences) {
            let lacking = c.lacking(relation, crate::catalog::AudienceIx(number));
            to.add(&(&audience.id, lacking));
        }
    }

    fn verdict(&self, ix: AssetIx, to: &mut Feed<'_>) {
        let Some(verdict) = self.of.insight.verdict_of(ix) else {
            return;
        };
        let Verdict {
            state,
            wrong,
            unseen,
            known,
            outdated,
            judged_on_part,
        } = verdict;
        to.add(state);
        if let Some(wrong) = wrong {
            self.wrong(wrong, to);
        }
        to.add(&(unseen, known));
        to.add(&(outdated, judged_on_part));
    }

    fn wrong(&self, of: &Wrong, to: &mut Feed<'_>) {
        let Wrong {
            fault,
            cause,
            at,
            steps,
        } = of;
        let operations = &self.of.catalog.operations;
        to.add(fault);
        to.word(cause);
        match cause {
            Cause::Run { job, at } => to.add(&(job, at)),
            Cause::Stuck { job, since } => to.add(&(job, since)),
            Cause::Incident(number) => to.add(&self.incidents().get(*number as usize)),
            Cause::Check(number) => to.add(&operations.checks.get(*number as usize)),
            Cause::Late | Cause::Retired | Cause::Missing => {}
        }
        to.add(&(at, steps));
    }

    fn way(&self, ix: AssetIx, to: &mut Feed<'_>) {
        let verdict = self.of.insight.verdict_of(ix);
        if let Some(wrong) = verdict.and_then(|verdict| verdict.wrong.as_ref()) {
            to.add(&self.of.insight.ways.between(ix, wrong, WAY));
        }
    }

    fn health(&self, ix: AssetIx, to: &mut Feed<'_>) {
        let operations = &self.of.catalog.operations;
        to.add(&operations.doubts.get(&ix));
        let Some(health) = operations.health.get(&ix) else {
            return;
        };
        let Health {
            loads,
            fine_since,
            loaded,
            objective,
            checks,
            incidents,
            monitors,
            uptime,
            writers,
            readers,
            source_freshness,
        } = health;
        to.add(&(loads, fine_since, loaded));
        to.add(objective);
        for check in checks {
            to.add(&operations.checks.get(*check as usize));
        }
        for incident in incidents {
            to.add(&self.incidents().get(*incident as usize));
        }
        for monitor in monitors {
            to.add(&self.monitors().get(*monitor as usize));
        }
        to.add(&(checks.len(), incidents.len(), monitors.len()));
        to.add(uptime);
        to.add(&(writers, readers, source_freshness));
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
            self.of_relation(Facet::Ownership, relation, to);
        }
        if c.asset(ix).kind == Kind::Contract {
            to.add(&c.contracts.get(c.detail(ix)));
        }
    }

    fn incidents(&self) -> &[u64] {
        self.incidents.get_or_init(|| {
            let all = self.of.catalog.operations.incidents.iter();
            all.map(|of| {
                let Incident {
                    exporter,
                    id,
                    title,
                    kind,
                    severity,
                    open,
                    relations,
                    started,
                    ended,
                    url,
                } = of;
                let mut to = self.feed(Of::Content);
                to.add(&(exporter, id, title));
                to.add(&(kind, severity, open));
                to.add(&(relations, started, ended));
                to.add(url);
                to.finish()
            })
            .collect()
        })
    }

    fn monitors(&self) -> &[u64] {
        self.monitors.get_or_init(|| {
            let all = self.of.catalog.operations.monitors.iter();
            all.map(|of| {
                let Monitor {
                    exporter,
                    id,
                    title,
                    kind,
                    status,
                    paused,
                    relations,
                } = of;
                let mut to = self.feed(Of::Content);
                to.add(&(exporter, id, title));
                to.add(&(kind, status, paused));
                to.add(relations);
                to.finish()
            })
            .collect()
        })
    }
}
