//! Traces of all pages of a build.

use std::sync::{Mutex, PoisonError};

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::page_key::{Subject, key, key_of};
use super::page_trace::{PageLinks, PageTrace};
use crate::catalog::{AssetIx, small};
use crate::facets::{Facet, Fingerprints, Question, Set};
use crate::reader::Notes;

/// Of the form of the bytes. It is raised where facets or sets come or go.
const VERSION: u32 = 2;

/// What the pages of a build read.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Traces {
    version: u32,
    /// How many facets, sets and questions there are: bits and numbers mean them by their places.
    forms: [u8; 3],
    /// Hashes of keys of assets that pages read.
    keys: Vec<[u8; 8]>,
    /// Combinations of facets.
    masks: Vec<u64>,
    /// By address.
    pages: Vec<PageTrace>,
}

/// How many facets, sets and questions this build knows.
fn forms() -> [u8; 3] {
    let number = |n: usize| u8::try_from(n).unwrap_or(u8::MAX);
    [
        number(Facet::ALL.len()),
        number(Set::ALL.len()),
        number(Question::ALL.len()),
    ]
}

impl Traces {
    /// From bytes; nothing where they are another build's, or damaged.
    #[must_use]
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let traces: Self = postcard::from_bytes(bytes).ok()?;
        let is_ours = traces.version == VERSION && traces.forms == forms();
        let is_sorted = traces.pages.is_sorted_by(|a, b| a.path < b.path);
        (is_ours && is_sorted).then_some(traces)
    }

    /// As bytes; nothing where there is no room for them.
    #[must_use]
    pub(crate) fn to_bytes(&self) -> Option<Vec<u8>> {
        postcard::to_allocvec(self).ok()
    }

    /// Number of pages.
    #[cfg(test)]
    #[must_use]
    pub(crate) fn len(&self) -> usize {
        self.pages.len()
    }

    /// What the page at a path read: hashes of keys of assets, each with facets as bits, and sets as bits.
    #[cfg(test)]
    pub(crate) fn read_by(&self, path: &str) -> Option<(Vec<(u64, u64)>, u32)> {
        let page = self.pages.iter().find(|page| page.path == path)?;
        let of = |(key, mask): &(u32, u16)| {
            let key = self.keys.get(*key as usize)?;
            let mask = self.masks.get(usize::from(*mask))?;
            Some((u64::from_le_bytes(*key), *mask))
        };
        Some((page.facets.iter().filter_map(of).collect(), page.sets))
    }

    /// Addresses of all pages, sorted.
    #[cfg(test)]
    pub(crate) fn paths(&self) -> impl Iterator<Item = &str> {
        self.pages.iter().map(|page| page.path.as_str())
    }

    /// The trace of the page at `path` about `subject`, where all that it read is the same in the mesh
    /// of these fingerprints; then so is the page. `all` is made of what holds for all pages.
    #[must_use]
    pub(crate) fn held(
        &self,
        path: &str,
        subject: Subject,
        all: u128,
        of: &Fingerprints<'_>,
    ) -> Option<&PageTrace> {
        let at = self
            .pages
            .binary_search_by(|page| page.path.as_str().cmp(path));
        let page = self.pages.get(at.ok()?)?;
        if page.subject != subject.number(of) {
            return None;
        }
        let mut facets: Vec<(AssetIx, u64)> = Vec::with_capacity(page.facets.len());
        for (asset, mask) in &page.facets {
            let asset = u64::from_le_bytes(*self.keys.get(*asset as usize)?);
            let ix = of.asset(asset)?;
            // Assets come in the order that they had: a page may follow it.
            if facets.last().is_some_and(|(before, _)| *before >= ix) {
                return None;
            }
            facets.push((ix, *self.masks.get(usize::from(*mask))?));
        }
        let asked: Option<Vec<(Question, String)>> = page
            .asked
            .iter()
            .map(|(question, text)| {
                let question = Question::ALL.get(usize::from(*question))?;
                Some((*question, text.clone()))
            })
            .collect();
        let key = key(
            all,
            page.subject,
            facets.into_iter(),
            page.sets,
            &asked?,
            of,
        );
        (key == page.key).then_some(page)
    }
}

/// Traces, as pages are made side by side.
#[derive(Debug, Default)]
pub(crate) struct TracesBeingMade(Mutex<Building>);

#[derive(Debug, Default)]
struct Building {
    traces: Traces,
    numbers: FxHashMap<u64, u32>,
    masks: FxHashMap<u64, u16>,
}

impl TracesBeingMade {
    /// Adds the page at `path` that was just made; one that read what can't be told apart is left out.
    pub(crate) fn add(
        &self,
        path: &str,
        subject: Subject,
        notes: &Notes,
        links: PageLinks,
        all: u128,
        of: &Fingerprints<'_>,
    ) {
        let Some(key) = key_of(all, subject, notes, of) else {
            return;
        };
        let asked = notes.asked.iter();
        let asked = asked.map(|(question, text)| (*question as u8, text.clone()));
        let mut page = PageTrace {
            path: path.to_owned(),
            subject: subject.number(of),
            facets: Vec::with_capacity(notes.facets.len()),
            sets: notes.sets,
            asked: asked.collect(),
            key,
            links,
        };
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let numbered = notes.facets.iter();
        let numbered = numbered.map(|(ix, bits)| all.number(of.key(*ix), *bits));
        // So many combinations nobody has; the page is then made anew each time.
        let Some(facets) = numbered.collect() else {
            return;
        };
        page.facets = facets;
        all.traces.pages.push(page);
    }

    /// Adds the page of which a former trace held.
    pub(crate) fn keep(&self, former: &Traces, page: &PageTrace) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut kept = page.clone();
        for facet in &mut kept.facets {
            let key = former.keys.get(facet.0 as usize);
            let mask = former.masks.get(usize::from(facet.1));
            let Some((key, mask)) = key.zip(mask) else {
                return;
            };
            let Some(numbered) = all.number(u64::from_le_bytes(*key), *mask) else {
                return;
            };
            *facet = numbered;
        }
        all.traces.pages.push(kept);
    }

    /// All of them, whatever threads made them.
    #[must_use]
    pub(crate) fn finish(self) -> Traces {
        let building = self.0.into_inner();
        let mut traces = building.unwrap_or_else(PoisonError::into_inner).traces;
        traces.version = VERSION;
        traces.forms = forms();
        traces.pages.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        traces
    }
}

impl Building {
    /// Numbers of an asset and of a combination of facets.
    fn number(&mut self, key: u64, mask: u64) -> Option<(u32, u16)> {
        let keys = &mut self.traces.keys;
        let asset = *self.numbers.entry(key).or_insert_with(|| {
            keys.push(key.to_le_bytes());
            small(keys.len() - 1)
        });
        let masks = &mut self.traces.masks;
        let next = u16::try_from(masks.len()).ok()?;
        let mask = *self.masks.entry(mask).or_insert_with(|| {
            masks.push(mask);
            next
        });
        Some((asset, mask))
    }
}
