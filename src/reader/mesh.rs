//! What is told of the mesh as a whole. Each is a set of its own.

use super::Reader;
use crate::catalog::{
    AssetIx, DatasetListing, DatasetProperties, ExportAge, Relation, StatementWindow, Sym,
};
use crate::facets::{Facet, Question, Set, dataset_question};
use crate::insight::{
    Answers, Bypass, Coverage, Criticality, Lack, MasterData, Need, Score, ServiceLevels, States,
};
use crate::system::Topic;

impl<'a> Reader<'a> {
    /// The moment that ages are counted from, in seconds since 1970, for what names it and is made anew
    /// with it, or says itself until when it holds. Set: moments.
    #[must_use]
    #[inline]
    pub(crate) fn now(self) -> Option<i64> {
        let known = self.source.whole(Set::Clock).catalog;
        known.operations.clock.named()
    }

    /// Whether it is known which moment ages are counted from. Set: known.
    #[must_use]
    pub(crate) fn knows_now(self) -> bool {
        let known = self.source.whole(Set::Known).catalog;
        known.operations.clock.is_known()
    }

    /// The day of that moment, since 1970; 0 where none is known. Set: today.
    #[must_use]
    pub(crate) fn today(self) -> i32 {
        let known = self.source.whole(Set::Today).catalog;
        known.operations.clock.today().unwrap_or(0)
    }

    /// The day, since 1970, on which the week of that moment began; 0 where no moment is known. Set: week.
    #[must_use]
    pub(crate) fn week(self) -> i32 {
        let known = self.source.whole(Set::Week).catalog;
        known.operations.clock.monday().unwrap_or(0)
    }

    /// The newest day in the input, `YYYY-MM-DD`. Set: moments.
    #[must_use]
    pub(crate) fn as_of(self) -> Option<&'a str> {
        self.source
            .whole(Set::AsOf)
            .catalog
            .operations
            .as_of
            .as_deref()
    }

    /// The age of each export. Set: exports.
    #[must_use]
    pub(crate) fn exports(self) -> &'a [ExportAge] {
        &self.source.whole(Set::Exports).catalog.operations.exports
    }

    /// Exports that are older than allowed, with their ages. Set: old exports.
    pub(crate) fn old_exports(self) -> impl Iterator<Item = &'a ExportAge> {
        let exports = &self
            .source
            .whole(Set::OldExports)
            .catalog
            .operations
            .exports;
        exports.iter().filter(|export| export.stale)
    }

    /// The systems whose exports tell of moments, and whether each is older than allowed. Set: names of
    /// exports.
    pub(crate) fn export_names(self) -> impl Iterator<Item = (&'static str, bool)> {
        let exports = &self
            .source
            .whole(Set::ExportNames)
            .catalog
            .operations
            .exports;
        let dated = exports.iter().filter(|export| export.newest.is_some());
        dated.map(|export| (export.format.as_str(), export.stale))
    }

    /// How far datasets are listed, by name. Set: listings.
    #[must_use]
    pub(crate) fn datasets(self) -> &'a [DatasetListing] {
        &self.source.whole(Set::Everything).catalog.datasets
    }

    /// What a dataset is set to, where any export tells. Set: listings.
    #[must_use]
    pub(crate) fn dataset_properties(
        self,
        project: Sym,
        dataset: Sym,
    ) -> Option<&'a DatasetProperties> {
        let name = |sym| self.str(sym);
        let (project, dataset) = (name(project), name(dataset));
        self.source
            .asked(Question::Dataset, &dataset_question(project, dataset))
            .dataset_properties(project, dataset)
    }

    /// Whether exports have a place for something about the relations of a project. Set: listings.
    #[must_use]
    pub(crate) fn tells_of(self, project: Sym, topic: Topic) -> bool {
        self.source
            .whole(Set::Tells)
            .catalog
            .tells
            .of(project, topic)
    }

    /// Of which days the statements of each project are known. Set: use.
    #[must_use]
    pub(crate) fn statement_windows(self) -> &'a [StatementWindow] {
        &self
            .source
            .whole(Set::Statements)
            .catalog
            .operations
            .statements
    }

    /// Whether anything tells when data of relations was written. Set: state.
    #[must_use]
    pub(crate) fn knows_loads(self) -> bool {
        // Whether any has it: the order doesn't matter.
        let mut known = self
            .source
            .whole(Set::Known)
            .catalog
            .operations
            .health
            .keys();
        known.any(|ix| {
            !self
                .source
                .whole(Set::Known)
                .insight
                .loads(self.source.whole(Set::Known).catalog, *ix)
                .is_empty()
        })
    }

    /// Whether anything tells the uptime of relations. Set: state.
    #[must_use]
    pub(crate) fn knows_uptime(self) -> bool {
        let mut known = self
            .source
            .whole(Set::Known)
            .catalog
            .operations
            .health
            .values();
        known.any(|health| !health.uptime.is_empty())
    }

    /// Whether anything tells of incidents. Set: state.
    #[must_use]
    pub(crate) fn knows_incidents(self) -> bool {
        !self
            .source
            .whole(Set::Known)
            .catalog
            .operations
            .incidents
            .is_empty()
    }

    /// Unified views by their state. Set: state.
    #[must_use]
    pub(crate) fn states(self) -> &'a States {
        &self.source.whole(Set::Everything).insight.states
    }

    /// What productive tables and unified views have of what they should have. Set: coverage.
    #[must_use]
    pub(crate) fn coverage(self) -> &'a Coverage {
        &self.source.whole(Set::Everything).insight.coverage
    }

    /// All productive tables with what they have, in the order of the catalog. Set: coverage.
    pub(crate) fn covered_tables(self) -> impl Iterator<Item = (&'a Relation, Answers)> {
        self.source
            .whole(Set::Everything)
            .insight
            .coverage
            .tables(self.source.whole(Set::Everything).catalog)
    }

    /// How critical products are, and tables without one on which much depends. Set: criticality.
    #[must_use]
    pub(crate) fn criticality(self) -> &'a [Criticality] {
        &self.source.whole(Set::Everything).insight.criticality
    }

    /// What is read past the unified views. Set: bypass.
    #[must_use]
    pub(crate) fn bypass(self) -> &'a Bypass {
        &self.source.whole(Set::Everything).insight.bypass
    }

    /// What the rest of the mesh refers to. Set: master data.
    #[must_use]
    pub(crate) fn master_data(self) -> &'a MasterData {
        &self.source.whole(Set::Everything).insight.master_data
    }

    /// How fresh data is against what is promised. Set: service levels.
    #[must_use]
    pub(crate) fn service(self) -> &'a ServiceLevels {
        &self.source.whole(Set::Everything).insight.service
    }

    /// What a DME lacks of what it needs. Set: scores.
    #[must_use]
    pub(crate) fn lacks_of(self, dme: AssetIx) -> &'a [(Need, Lack)] {
        let place = self.source.known().detail(dme);
        self.source
            .following(Facet::Score, dme)
            .readiness
            .of_dme(place)
    }

    /// The score of a DME. Set: scores.
    #[must_use]
    pub(crate) fn score_of(self, dme: AssetIx) -> Option<&'a Score> {
        let place = self.source.known().detail(dme);
        self.source.scores(dme).get(place)
    }
}
