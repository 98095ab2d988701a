//! What one page reads.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use crate::catalog::AssetIx;
use crate::facets::{Facet, Question, Set};

/// Notes what is read. It is of one page and of one thread: whoever reads for several pages has one for
/// each.
#[derive(Debug, Default)]
pub(crate) struct Recorder {
    facets: RefCell<FxHashMap<AssetIx, u64>>,
    /// The last asset that was read, and what is noted of it: most reads are of the same few facets.
    last: Cell<Option<(AssetIx, u64)>>,
    sets: Cell<u32>,
    asked: RefCell<BTreeSet<(Question, String)>>,
}

/// What was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Notes {
    /// Facets of each asset, as bits, by index.
    pub facets: Vec<(AssetIx, u64)>,
    /// Sets, as bits.
    pub sets: u32,
    /// Questions, sorted.
    pub asked: Vec<(Question, String)>,
}

impl Recorder {
    /// Notes a facet of an asset.
    #[inline]
    pub(crate) fn facet(&self, facet: Facet, ix: AssetIx) {
        let bit = facet.bit();
        match self.last.get() {
            Some((last, bits)) if last == ix && bits & bit != 0 => {}
            _ => self.new_facet(bit, ix),
        }
    }

    fn new_facet(&self, bit: u64, ix: AssetIx) {
        let mut facets = self.facets.borrow_mut();
        let bits = facets.entry(ix).or_default();
        *bits |= bit;
        self.last.set(Some((ix, *bits)));
    }

    /// Notes something of the mesh as a whole.
    pub(crate) fn set(&self, set: Set) {
        self.sets.set(self.sets.get() | set.bit());
    }

    /// Notes a question.
    pub(crate) fn question(&self, question: Question, text: &str) {
        let mut asked = self.asked.borrow_mut();
        asked.insert((question, text.to_owned()));
    }

    /// All that was noted.
    #[must_use]
    pub(crate) fn into_notes(self) -> Notes {
        let mut facets: Vec<(AssetIx, u64)> = self.facets.into_inner().into_iter().collect();
        facets.sort_unstable();
        Notes {
            facets,
            sets: self.sets.get(),
            asked: self.asked.into_inner().into_iter().collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Recorder;
    use crate::catalog::AssetIx;
    use crate::facets::{Facet, Question, Set};

    #[test]
    fn each_is_noted_once() {
        let recorder = Recorder::default();
        for (facet, ix) in [(Facet::Label, 3), (Facet::Label, 1), (Facet::Record, 3)] {
            recorder.facet(facet, AssetIx(ix));
            recorder.facet(facet, AssetIx(ix));
        }
        recorder.set(Set::Clock);
        recorder.question(Question::Id, "dme:x");
        recorder.question(Question::Id, "dme:x");
        let notes = recorder.into_notes();
        let bits = Facet::Label.bit() | Facet::Record.bit();
        assert_eq!(
            notes.facets,
            [(AssetIx(1), Facet::Label.bit()), (AssetIx(3), bits)]
        );
        assert_eq!(notes.sets, Set::Clock.bit());
        assert_eq!(notes.asked.len(), 1);
    }
}
