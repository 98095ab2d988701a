//! Where reading begins: nothing of a mesh is got at without saying what is read.

use super::Recorder;
use crate::catalog::{AssetIx, Catalog};
use crate::diagnostic::Finding;
use crate::facets::{Facet, Facts, Question, Set};
use crate::history::History;
use crate::insight::{Insight, Score};

/// A mesh that can be read, by whoever says that he does.
#[derive(Clone, Copy)]
pub(crate) struct Readable<'a> {
    facts: Facts<'a>,
    findings: &'a [Finding],
}

impl<'a> Readable<'a> {
    /// A catalog and what follows from it (`insight`), the scores of its DMEs, in its order, and the
    /// findings, weighed and sorted.
    #[must_use]
    pub(crate) const fn new(
        catalog: &'a Catalog,
        insight: &'a Insight,
        scores: &'a [Score],
        findings: &'a [Finding],
    ) -> Self {
        let facts = Facts {
            catalog,
            insight,
            scores,
            history: None,
        };
        Self { facts, findings }
    }

    /// With what changed in former builds as well.
    #[must_use]
    pub(crate) const fn with_history(self, history: &'a History) -> Self {
        let Self { facts, findings } = self;
        let history = Some(history);
        Self {
            facts: Facts { history, ..facts },
            findings,
        }
    }

    /// What fingerprints are made of.
    #[must_use]
    pub(crate) const fn facts(&self) -> Facts<'a> {
        self.facts
    }

    /// Reads it, and tells nobody what.
    #[must_use]
    pub(crate) const fn reader(self) -> Reader<'a> {
        self.read_by(None)
    }

    /// Reads it, and tells a recorder what.
    #[must_use]
    pub(crate) const fn recorded(self, recorder: &'a Recorder) -> Reader<'a> {
        self.read_by(Some(recorder))
    }

    const fn read_by(self, recorder: Option<&'a Recorder>) -> Reader<'a> {
        let source = Source { of: self, recorder };
        Reader { source }
    }
}

/// What a reader reads, and who is told.
#[derive(Clone, Copy)]
pub(super) struct Source<'a> {
    of: Readable<'a>,
    recorder: Option<&'a Recorder>,
}

impl<'a> Source<'a> {
    fn note(self, facet: Facet, ix: AssetIx) {
        if let Some(recorder) = self.recorder {
            recorder.facet(facet, ix);
        }
    }

    /// The catalog, for a facet of an asset.
    #[inline]
    pub(super) fn of(self, facet: Facet, ix: AssetIx) -> &'a Catalog {
        self.note(facet, ix);
        self.of.facts.catalog
    }

    /// What follows from it, for a facet of an asset.
    #[inline]
    pub(super) fn following(self, facet: Facet, ix: AssetIx) -> &'a Insight {
        self.note(facet, ix);
        self.of.facts.insight
    }

    /// Scores, for that of a DME.
    pub(super) fn scores(self, dme: AssetIx) -> &'a [Score] {
        self.note(Facet::Score, dme);
        self.of.facts.scores
    }

    /// All that is known of the mesh, for something of it as a whole.
    pub(super) fn whole(self, set: Set) -> Facts<'a> {
        if let Some(recorder) = self.recorder {
            recorder.set(set);
        }
        self.of.facts
    }

    /// The catalog, for the answer to a question.
    pub(super) fn asked(self, question: Question, text: &str) -> &'a Catalog {
        if let Some(recorder) = self.recorder {
            recorder.question(question, text);
        }
        self.of.facts.catalog
    }

    /// The catalog, for something that came with what was read before: the text of a symbol, the path
    /// of a file.
    #[inline]
    pub(super) const fn known(self) -> &'a Catalog {
        self.of.facts.catalog
    }

    /// All findings.
    pub(super) fn findings(self) -> &'a [Finding] {
        self.whole(Set::Everything);
        self.of.findings
    }

    /// Findings, for one whose number came with what was read before.
    pub(super) const fn known_findings(self) -> &'a [Finding] {
        self.of.findings
    }

    /// What changed, for the changes of an asset.
    pub(super) fn history(self, ix: AssetIx) -> Option<&'a History> {
        self.note(Facet::History, ix);
        self.of.facts.history
    }

    /// All that changed.
    pub(super) fn histories(self) -> Option<&'a History> {
        self.whole(Set::Everything).history
    }

    /// Notes what was read of what is made of a mesh.
    pub(super) fn derived(self, facet: Facet, ix: AssetIx) {
        self.note(facet, ix);
    }
}

/// Reads one catalog, what follows from it, and what was found. Indices that go in and come out are that catalog's.
#[derive(Clone, Copy)]
pub(crate) struct Reader<'a> {
    pub(super) source: Source<'a>,
}

impl<'a> Reader<'a> {
    /// Notes that a facet was read of what is made of a mesh for pages.
    pub(crate) fn note(self, facet: Facet, ix: AssetIx) {
        self.source.derived(facet, ix);
    }

    /// Notes that something of the mesh as a whole was read of that.
    pub(crate) fn note_set(self, set: Set) {
        self.source.whole(set);
    }

    /// Notes that an answer was read of that.
    pub(crate) fn note_answer(self, question: Question, text: &str) {
        self.source.asked(question, text);
    }
}
