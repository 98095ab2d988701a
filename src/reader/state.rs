//! Whether an asset can be used now, and what tells so.

use super::Reader;
use crate::catalog::{AssetIx, Check, Health, Incident, ListingDoubt, Monitor, Runs};
use crate::facets::Facet;
use crate::insight::{Attainment, ReleaseAnswer, Verdict, Wrong};
use crate::system::Evidence;

impl<'a> Reader<'a> {
    /// Verdict on an asset. Facet: state.
    #[must_use]
    #[inline]
    pub(crate) fn verdict_of(self, ix: AssetIx) -> Option<&'a Verdict> {
        self.source.following(Facet::Verdict, ix).verdict_of(ix)
    }

    /// The assets between one and what is wrong upstream of it, `most` at most, and whether there
    /// are more. Facet: state, of all of them.
    #[must_use]
    pub(crate) fn way_to(self, from: AssetIx, wrong: &Wrong, most: usize) -> (Vec<AssetIx>, bool) {
        self.source
            .following(Facet::Way, from)
            .ways
            .between(from, wrong, most)
    }

    /// What is known of the state of a relation: promise, uptime, incidents, checks, writers. Facet:
    /// state.
    #[must_use]
    pub(crate) fn health_of(self, ix: AssetIx) -> Option<&'a Health> {
        self.source.of(Facet::Health, ix).operations.health.get(&ix)
    }

    /// Why a relation that its dataset's listing lacks may be there all the same. Facet: state.
    #[must_use]
    pub(crate) fn doubt_of(self, ix: AssetIx) -> Option<&'a ListingDoubt> {
        self.source.of(Facet::Health, ix).operations.doubts.get(&ix)
    }

    /// When the data of a relation was written last, in seconds since 1970, and what says so. Facet:
    /// state; of a view, of its targets.
    #[must_use]
    pub(crate) fn loaded(self, ix: AssetIx) -> Option<(i64, Evidence)> {
        self.source
            .following(Facet::Loaded, ix)
            .loaded(self.source.of(Facet::Loaded, ix), ix)
    }

    /// When the oldest of the tables that a view reads and that the reader may not see was loaded, and
    /// what says so. Facet: state, of what it reads.
    #[must_use]
    pub(crate) fn unseen_load(self, view: AssetIx) -> Option<(i64, Evidence)> {
        self.source.following(Facet::Loaded, view).unseen_load(view)
    }

    /// Whether a relation is a shard of a wildcard and a newer one was loaded. Facet: state.
    #[must_use]
    pub(crate) fn is_superseded(self, ix: AssetIx) -> bool {
        self.source.following(Facet::Loaded, ix).is_superseded(ix)
    }

    /// How much of the last days the promise on a relation was kept; nothing where none is made, or
    /// too few loads are known to tell. Facet: state.
    #[must_use]
    pub(crate) fn attainment(self, ix: AssetIx) -> Option<Attainment> {
        self.source
            .following(Facet::Attainment, ix)
            .attainment(self.source.of(Facet::Attainment, ix), ix)
    }

    /// The runs of a job. Facet: state.
    #[must_use]
    pub(crate) fn runs_of(self, job: AssetIx) -> &'a Runs {
        self.source.of(Facet::Runs, job).runs_of(job)
    }

    /// Whether the last run of a job goes on for far longer than its runs take. Facet: runs.
    #[must_use]
    pub(crate) fn is_stuck(self, job: AssetIx) -> bool {
        let c = self.source.of(Facet::Runs, job);
        let stuck = c.runs_of(job).stuck_since(&c.operations.clock);
        stuck.is_some()
    }

    /// What came of the release checks of a product, in their order. Facet: state, of the product's
    /// relations and of the jobs and monitors that its checks name.
    #[must_use]
    pub(crate) fn release_answers(self, product: AssetIx) -> &'a [ReleaseAnswer] {
        self.source
            .following(Facet::Releases, product)
            .releases
            .of_product(self.source.of(Facet::Releases, product), product)
    }

    /// The version that a product has: what is written, or that of its newest release so far. Facet: state,
    /// of the product.
    #[must_use]
    pub(crate) fn version_of(self, product: AssetIx) -> Option<&'a str> {
        let c = self.source.of(Facet::Releases, product);
        c.product(product)?.version_at(&c.operations.clock)
    }

    /// A check, by the number that an asset's state has. Facet: state, of that asset.
    #[must_use]
    pub(crate) fn check(self, number: u32) -> &'a Check {
        &self.source.known().operations.checks[number as usize]
    }

    /// An incident, by the number that an asset's state has. Facet: state, of that asset.
    #[must_use]
    pub(crate) fn incident(self, number: u32) -> &'a Incident {
        &self.source.known().operations.incidents[number as usize]
    }

    /// A monitor, by the number that an asset's state has. Facet: state, of that asset.
    #[must_use]
    pub(crate) fn monitor(self, number: u32) -> Option<&'a Monitor> {
        self.source.known().operations.monitors.get(number as usize)
    }
}
