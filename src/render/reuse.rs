//! Pages that are kept: what the former build noted of them, and what this one notes for the next.

use std::io;
use std::sync::{Mutex, PoisonError};

use rustc_hash::FxHashSet;

use super::plain_address::hash;
use super::{Sink, Theme};
use crate::facets::{Facet, Fingerprints};
use crate::reader::Recorder;
use crate::traces::{HeldPages, PageLinks, Subject, Traces, TracesBeingMade};
use crate::view::{self, LostLinks, PreparedViews, Views};

/// What is known of the pages of the former build, and what is noted of those of this one.
pub(crate) struct Reuse<'a> {
    former: Option<HeldPages>,
    made: TracesBeingMade,
    /// Made of what holds for all pages.
    all: u128,
    fingerprints: Fingerprints<'a>,
    /// Pages that were kept, where somebody wants to look at some of them again.
    kept: Option<Mutex<Vec<Subject>>>,
}

impl<'a> Reuse<'a> {
    /// `program` is made of the program and of the settings; what the theme is made of comes to it.
    #[must_use]
    pub(crate) fn new(
        former: Option<Traces>,
        prepared: &'a PreparedViews<'_>,
        theme: &Theme,
        program: u128,
    ) -> Self {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&program.to_le_bytes());
        hasher.update(&theme.fingerprint());
        let mut all = [0; 16];
        hasher.finalize_xof().fill(&mut all);
        let all = u128::from_le_bytes(all);
        let fingerprints = view::fingerprints(prepared);
        let former = former.filter(|former| former.are_of(all));
        Self {
            former: former.map(|former| HeldPages::new(former, &fingerprints)),
            made: TracesBeingMade::default(),
            all,
            fingerprints,
            kept: None,
        }
    }

    /// Notes which pages are kept, where that is asked.
    #[must_use]
    pub(crate) fn noting_kept(mut self, asked: bool) -> Self {
        self.kept = asked.then(Mutex::default);
        self
    }

    /// Pages that were kept, in any order; none unless they were noted.
    #[must_use]
    pub(super) fn kept(&self) -> Vec<Subject> {
        let kept = self.kept.as_ref();
        let kept = kept.map(|kept| kept.lock().unwrap_or_else(PoisonError::into_inner));
        kept.map(|kept| kept.clone()).unwrap_or_default()
    }

    /// The traces of this build.
    #[must_use]
    pub(crate) fn finish(self) -> Traces {
        let former = self.former.as_ref();
        self.made.finish(former, self.all, &self.fingerprints)
    }

    /// The number of the page of the former build that is the same in this one.
    #[must_use]
    pub(crate) fn held(&self, subject: Subject) -> Option<u32> {
        self.former.as_ref()?.held(subject)
    }

    /// Keeps the page of the former build, where it is the same.
    pub(super) fn keep(
        &self,
        path: &str,
        subject: Subject,
        prepared: &PreparedViews<'_>,
        sink: &dyn Sink,
    ) -> io::Result<bool> {
        let Some((former, page)) = self.former.as_ref().zip(self.held(subject)) else {
            return Ok(false);
        };
        let Some(links) = former.links(page) else {
            return Ok(false);
        };
        if !sink.keep_page(path, links)? {
            return Ok(false);
        }
        if let Some(lost) = prepared.lost {
            for (asset, target) in links.lost() {
                if let Some(ix) = self.fingerprints.asset(*asset) {
                    lost.note(ix, target);
                }
            }
        }
        self.made.keep(page);
        if let Some(kept) = &self.kept {
            let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
            kept.push(subject);
        }
        Ok(true)
    }

    /// Makes a page, and notes what it read.
    pub(super) fn make(
        &self,
        path: &str,
        subject: Subject,
        prepared: &PreparedViews<'_>,
        sink: &dyn Sink,
        make: impl FnOnce(&Views<'_>) -> io::Result<Vec<u8>>,
    ) -> io::Result<()> {
        let recorder = Recorder::default();
        let lost = LostLinks::default();
        let mut views = prepared.recorded(&recorder);
        views.lost = prepared.lost.map(|_| &lost);
        let bytes = make(&views)?;
        let notes = recorder.into_notes();
        let label = notes.facets.iter();
        let label = label.filter(|(_, bits)| bits & Facet::Label.bit() != 0);
        let reader = prepared.views().reader;
        let read: FxHashSet<u64> = label
            .map(|(ix, _)| hash(reader.href(*ix).as_bytes()))
            .collect();
        let lost: Vec<(u64, String)> = lost
            .into_all()
            .into_iter()
            .flat_map(|(ix, targets)| {
                let key = self.fingerprints.key(ix);
                targets.into_iter().map(move |target| (ix, key, target))
            })
            .map(|(ix, key, target)| {
                if let Some(all) = prepared.lost {
                    all.note(ix, &target);
                }
                (key, target)
            })
            .collect();
        let links = sink.put_page(path, &bytes, &read)?;
        let links = PageLinks { lost, ..links };
        self.made.add(subject, notes, links);
        Ok(())
    }
}
