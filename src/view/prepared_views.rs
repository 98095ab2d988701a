//! What pages of all kinds need, made once for all of them, and read by each through its own recorder.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::LostLinks;
use super::asset_file::AssetFile;
use super::feed_subjects::Feeds;
use super::list_spec;
use super::model::SeenByBuilds;
use super::prepared_lists::Prepared;
use super::recent_marks::RecentMarks;
use super::sample::{Days, Reached};
use crate::catalog::AssetIx;
use crate::config::Settings;
use crate::diagnostic::{Finding, Severity};
use crate::facets::{Facet, Facts, Set};
use crate::history::History;
use crate::reader::{Readable, Reader, Recorder};

/// Makes views of one mesh.
pub(crate) struct PreparedViews<'a> {
    mesh: Readable<'a>,
    settings: &'a Settings,
    prepared: Prepared,
    base_url: Option<String>,
    /// Assets of each of [`list_spec::ALL`], sorted once.
    listed: [OnceLock<Vec<AssetIx>>; list_spec::ALL.len()],
    /// Files of the lines of each, parted once.
    files: [OnceLock<Vec<AssetFile>>; list_spec::ALL.len()],
    /// Where links that lead nowhere are noted, where somebody asks.
    pub lost: Option<&'a LostLinks>,
    /// Place of each guide in their list.
    guide_places: OnceLock<FxHashMap<AssetIx, usize>>,
    /// What former builds saw lately; nothing where there is no history.
    feeds: Feeds<'a>,
    marks: RecentMarks,
}

/// Makes page models of one mesh, in one thread: who is told what is read is part of it.
#[derive(Clone, Copy)]
pub(crate) struct Views<'a> {
    /// The mesh and what follows from it.
    pub reader: Reader<'a>,
    /// The settings; each holds for every page.
    pub settings: &'a Settings,
    /// Where links that lead nowhere are noted, where somebody asks.
    pub lost: Option<&'a LostLinks>,
    shared: &'a PreparedViews<'a>,
}

impl<'a> PreparedViews<'a> {
    /// Prepares for a mesh.
    #[must_use]
    pub(crate) fn new(mesh: Readable<'a>, settings: &'a Settings) -> Self {
        Self {
            mesh,
            settings,
            prepared: Prepared::of(mesh.reader()),
            base_url: settings.base_url(),
            listed: Default::default(),
            files: Default::default(),
            lost: None,
            guide_places: OnceLock::new(),
            feeds: Feeds::default(),
            marks: RecentMarks::default(),
        }
    }

    /// What builds saw, for pages to tell.
    pub(crate) fn tell(&mut self, history: &'a History) {
        self.mesh = self.mesh.with_history(history);
        self.marks = RecentMarks::of(self.mesh.reader());
        self.feeds = Feeds::of(self.mesh.reader());
    }

    /// Views of which nobody is told what they read.
    #[must_use]
    pub(crate) const fn views(&self) -> Views<'_> {
        Views {
            reader: self.mesh.reader(),
            settings: self.settings,
            lost: self.lost,
            shared: self,
        }
    }

    /// Views of which a recorder is told what they read.
    #[must_use]
    pub(crate) const fn recorded<'p>(&'p self, recorder: &'p Recorder) -> Views<'p> {
        Views {
            reader: self.mesh.recorded(recorder),
            settings: self.settings,
            lost: self.lost,
            shared: self,
        }
    }

    /// What fingerprints are made of.
    pub(super) const fn facts(&self) -> Facts<'_> {
        self.mesh.facts()
    }
}

/// Each is read of what was prepared, and noted.
impl<'a> Views<'a> {
    /// Places of the findings about an asset, in their order.
    fn places_of_findings(&self, ix: AssetIx) -> &'a [u32] {
        self.reader.note(Facet::Findings, ix);
        let known = self.shared.prepared.findings.get(&ix);
        known.map_or(&[], Vec::as_slice)
    }

    /// Findings about an asset.
    pub(super) fn findings_of(&self, ix: AssetIx) -> impl Iterator<Item = &'a Finding> + use<'a> {
        let reader = self.reader;
        let places = self.places_of_findings(ix).iter();
        places.filter_map(move |at| reader.finding(*at))
    }

    /// Place of a unified view among those that are used, by the number of queries, from 1.
    pub(super) fn used_rank(&self, ix: AssetIx) -> Option<usize> {
        self.reader.note(Facet::Rank, ix);
        self.shared.prepared.used_rank.get(&ix).copied()
    }

    /// When an asset came and changed, where that was lately.
    pub(super) fn marks_of(&self, ix: AssetIx) -> SeenByBuilds {
        self.reader.note(Facet::Marks, ix);
        self.shared.marks.of_asset(ix)
    }

    /// The path of the feed that is about an asset.
    pub(super) fn feed_of(&self, ix: AssetIx) -> Option<&'a str> {
        self.reader.note(Facet::Feed, ix);
        self.shared.feeds.of_asset(ix)
    }

    /// What makes views for other threads. All of it may be read by these.
    pub(super) fn unrecorded(&self) -> &'a PreparedViews<'a> {
        self.reader.note_set(Set::Everything);
        self.shared
    }

    /// All feeds.
    pub(super) fn feeds(&self) -> &'a Feeds<'a> {
        self.reader.note_set(Set::Everything);
        &self.shared.feeds
    }

    /// Unified views of a domain alone.
    pub(super) fn domain_views(&self, domain: AssetIx) -> &'a [AssetIx] {
        self.reader.note(Facet::DomainViews, domain);
        let known = self.shared.prepared.domain_views.get(&domain);
        known.map_or(&[], Vec::as_slice)
    }

    /// What queries of a relation should filter by.
    pub(super) fn partitions_of(&self, ix: AssetIx) -> Option<&'a Reached> {
        self.reader.note(Facet::Partitions, ix);
        self.shared.prepared.partitions.of.get(&ix)
    }

    /// The days that sample queries name.
    pub(super) fn days(&self) -> &'a Days {
        self.reader.note_set(Set::Days);
        &self.shared.prepared.days
    }

    /// Number of unified views.
    pub(super) fn unified(&self) -> usize {
        self.reader.note_set(Set::Unified);
        self.shared.prepared.unified
    }

    /// Number of tables that an export describes.
    pub(super) fn tables(&self) -> usize {
        self.reader.note_set(Set::Tables);
        self.shared.prepared.tables
    }

    /// Number of findings at a severity, without those that may stay.
    pub(super) fn findings_at(&self, severity: Severity) -> usize {
        self.reader.note_set(Set::Everything);
        self.shared.prepared.count(severity)
    }

    /// Number of findings that may stay.
    pub(super) fn may_stay(&self) -> usize {
        self.reader.note_set(Set::Everything);
        self.shared.prepared.may_stay
    }

    /// Places of all findings: errors, warnings, the rest; those that may stay last.
    pub(super) fn loudest_first(&self) -> &'a [u32] {
        self.reader.note_set(Set::Everything);
        &self.shared.prepared.loudest_first
    }

    /// The absolute address of the portal, where it is set.
    pub(super) fn base_url(&self) -> Option<&'a str> {
        self.shared.base_url.as_deref()
    }

    /// Assets of a list, by its place, sorted by whoever asks first: what the order is made of was read
    /// by none of the pages. Who takes some of them notes what.
    pub(super) fn listed_once(
        &self,
        at: usize,
        sorted: impl FnOnce(&Views<'_>) -> Vec<AssetIx>,
    ) -> &'a [AssetIx] {
        let listed = self.shared.listed.get(at);
        listed.map_or(&[], |listed| {
            listed.get_or_init(|| sorted(&self.shared.views()))
        })
    }

    /// Files of the lines of a list, by its place, parted by whoever asks first, as above.
    pub(super) fn asset_files_once(
        &self,
        at: usize,
        parted: impl FnOnce(&Views<'_>) -> Vec<AssetFile>,
    ) -> &'a [AssetFile] {
        let files = self.shared.files.get(at);
        files.map_or(&[], |files| {
            files.get_or_init(|| parted(&self.shared.views()))
        })
    }

    /// Place of each guide in their list, found by whoever asks first, as above.
    pub(super) fn guide_places_once(
        &self,
        places: impl FnOnce(&Views<'_>) -> FxHashMap<AssetIx, usize>,
    ) -> &'a FxHashMap<AssetIx, usize> {
        let known = &self.shared.guide_places;
        known.get_or_init(|| places(&self.shared.views()))
    }
}
