//! Collects the best results, their number, and counts of facets in one pass.

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::sync::Arc;

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader};

use crate::packed_numbers::Numbers;
use crate::profile::Counts;

/// How much the first document of the index gains over the last one that matches alike. The order of
/// the index puts what is used most first, so this is how use counts.
const WANTED: f32 = 0.06;

/// What to collect.
pub(crate) struct Best {
    /// How many results.
    pub limit: usize,
    /// Order by this column in place of relevance.
    pub rank: Option<Arc<Numbers>>,
    /// What facets are counted by, where asked for.
    pub facets: Option<Facets>,
}

/// The numbers of each document's combinations of values, and counts of none of them.
#[derive(Clone)]
pub(crate) struct Facets {
    /// By group.
    pub of: Vec<Numbers>,
    pub none: Counts,
}

/// What was collected.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub total: usize,
    /// The best, in order: score and document.
    pub best: Vec<(Score, DocId)>,
    /// Counts of combinations.
    pub counts: Counts,
}

/// A result's place: better ones are less. Documents that score alike stay in the order of the
/// index, which puts what is wanted most first.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Place {
    rank: u32,
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

    fn for_segment(&self, _: SegmentOrdinal, reader: &SegmentReader) -> tantivy::Result<Run> {
        Ok(Run {
            docs: reader.max_doc().max(1),
            limit: self.limit,
            rank: self.rank.clone(),
            facets: self.facets.clone(),
            best: BinaryHeap::with_capacity(self.limit.saturating_add(1).min(4096)),
            found: Found {
                counts: self
                    .facets
                    .as_ref()
                    .map(|f| f.none.clone())
                    .unwrap_or_default(),
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
    /// Documents of the index.
    docs: DocId,
    limit: usize,
    rank: Option<Arc<Numbers>>,
    facets: Option<Facets>,
    /// The worst of the best on top.
    best: BinaryHeap<Place>,
    found: Found,
}

impl SegmentCollector for Run {
    type Fruit = Found;

    fn collect(&mut self, doc: DocId, score: Score) {
        self.found.total += 1;
        let score = score * (1.0 + WANTED * (1.0 - doc as f32 / self.docs as f32));
        if let Some(facets) = &self.facets {
            let counts = &mut self.found.counts;
            for (of, counts) in facets.of.iter().zip(&mut counts.0) {
                count(of, doc, counts);
            }
        }
        let place = Place {
            rank: self.rank.as_ref().map_or(0, |r| r.get(doc)),
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

fn count(numbers: &Numbers, doc: DocId, counts: &mut [u32]) {
    if let Some(count) = counts.get_mut(numbers.get(doc) as usize) {
        *count += 1;
    }
}
