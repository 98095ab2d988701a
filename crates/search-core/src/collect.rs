//! Collects the best results, their number, and counts of facets in one pass.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader};

/// What to collect.
pub(crate) struct Best {
    /// How many results.
    pub limit: usize,
    /// Order by this column in place of relevance.
    pub rank: Option<Column<u64>>,
    /// Facets to count.
    pub facets: Vec<StrColumn>,
}

/// What was collected.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub total: usize,
    /// The best, in order: score and document.
    pub best: Vec<(Score, DocId)>,
    /// Counts by facet and by ordinal of the value.
    pub counts: Vec<Vec<u32>>,
}

/// A result's place: better ones are less. Documents that score alike stay in the order of the
/// index, which puts what is wanted most first.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Place {
    rank: u64,
    score: Score,
    doc: DocId,
}

impl Eq for Place {}

impl PartialOrd for Place {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Place {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.rank.cmp(&other.rank))
            .then(other.score.total_cmp(&self.score))
            .then(self.doc.cmp(&other.doc))
    }
}

impl Collector for Best {
    type Fruit = Found;
    type Child = Run;

    fn for_segment(&self, _: SegmentOrdinal, _: &SegmentReader) -> tantivy::Result<Run> {
        Ok(Run {
            limit: self.limit,
            rank: self.rank.clone(),
            facets: self.facets.clone(),
            best: BinaryHeap::with_capacity(self.limit.saturating_add(1).min(4096)),
            found: Found {
                counts: self.facets.iter().map(|f| vec![0; f.num_terms()]).collect(),
                ..Found::default()
            },
        })
    }

    fn requires_scoring(&self) -> bool {
        self.rank.is_none() && self.limit > 0
    }

    // An index has one segment.
    fn merge_fruits(&self, found: Vec<Found>) -> tantivy::Result<Found> {
        Ok(found.into_iter().next().unwrap_or_default())
    }
}

/// A collection under way.
pub(crate) struct Run {
    limit: usize,
    rank: Option<Column<u64>>,
    facets: Vec<StrColumn>,
    /// The worst of the best on top.
    best: BinaryHeap<Place>,
    found: Found,
}

impl SegmentCollector for Run {
    type Fruit = Found;

    fn collect(&mut self, doc: DocId, score: Score) {
        self.found.total += 1;
        for (facet, counts) in self.facets.iter().zip(&mut self.found.counts) {
            for ord in facet.term_ords(doc) {
                if let Some(count) = usize::try_from(ord).ok().and_then(|o| counts.get_mut(o)) {
                    *count += 1;
                }
            }
        }
        let place = Place {
            rank: self
                .rank
                .as_ref()
                .map_or(0, |r| r.first(doc).unwrap_or(u64::MAX)),
            score,
            doc,
        };
        if self.best.len() < self.limit {
            self.best.push(place);
        } else if let Some(worst) = self.best.peek()
            && place < *worst
        {
            self.best.pop();
            self.best.push(place);
        }
    }

    fn harvest(self) -> Found {
        let mut found = self.found;
        found.best = self
            .best
            .into_sorted_vec()
            .into_iter()
            .map(|p| (p.score, p.doc))
            .collect();
        found
    }
}

/// The most frequent first, then by value.
pub(crate) fn by_count(counts: &[u32]) -> Vec<(usize, u32)> {
    let mut all: Vec<(usize, u32)> = counts
        .iter()
        .copied()
        .enumerate()
        .filter(|(_, n)| *n > 0)
        .collect();
    all.sort_by_key(|(ord, n)| (Reverse(*n), *ord));
    all
}
