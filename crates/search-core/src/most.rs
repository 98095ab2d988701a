//! A query of which a part may be missing: where no document has all of its words, those will do
//! that have most of them, by how rare the words are.

use std::fmt;

use tantivy::query::{EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, DocSet, Score, Searcher, SegmentReader, TERMINATED, TantivyError};

/// The part of a query's weight that a result must have.
const SHARE: f32 = 0.6;
/// What a word weighs at least: one that every document has still counts.
const LEAST: f32 = 0.1;

/// What a word weighs, by the number of documents that have it.
#[allow(clippy::cast_precision_loss, reason = "a weight")]
pub(crate) fn rarity(docs: u32, assets: u32) -> f32 {
    let (with, all) = (docs as f32, assets as f32);
    (1.0 + (all - with + 0.5).max(0.0) / (with + 0.5))
        .ln()
        .max(LEAST)
}

/// Documents that match enough of some queries; their scores are added.
pub(crate) struct MostQuery {
    any: Vec<(f32, Box<dyn Query>)>,
}

impl MostQuery {
    /// Each with its weight.
    pub(crate) fn new(any: Vec<(f32, Box<dyn Query>)>) -> Self {
        Self { any }
    }
}

impl Clone for MostQuery {
    fn clone(&self) -> Self {
        Self::new(self.any.iter().map(|(w, q)| (*w, q.box_clone())).collect())
    }
}

impl fmt::Debug for MostQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MostQuery")
    }
}

impl Query for MostQuery {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let mut any = Vec::new();
        for (weight, query) in &self.any {
            any.push((*weight, query.weight(scoring)?));
        }
        Ok(Box::new(MostWeight { any }))
    }
}

struct MostWeight {
    any: Vec<(f32, Box<dyn Weight>)>,
}

impl Weight for MostWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let mut any = Vec::new();
        for (weight, part) in &self.any {
            any.push((*weight, part.scorer(reader, boost)?));
        }
        let all: f32 = any.iter().map(|(weight, _)| *weight).sum();
        let mut scorer = MostScorer {
            any,
            // Sums of the same weights in another order may differ by a hair.
            enough: all * SHARE - 1e-4,
            doc: TERMINATED,
        };
        scorer.settle();
        Ok(Box::new(scorer))
    }

    fn explain(&self, _: &SegmentReader, _: DocId) -> tantivy::Result<Explanation> {
        Err(TantivyError::InvalidArgument("not explained".into()))
    }
}

struct MostScorer {
    any: Vec<(f32, Box<dyn Scorer>)>,
    enough: f32,
    doc: DocId,
}

impl MostScorer {
    /// Goes on to the first document from where the parts stand that has enough of them.
    fn settle(&mut self) {
        loop {
            let docs = self.any.iter().map(|(_, part)| part.doc());
            let doc = docs.min().unwrap_or(TERMINATED);
            self.doc = doc;
            if doc == TERMINATED {
                return;
            }
            let here = self.any.iter().filter(|(_, part)| part.doc() == doc);
            let has: f32 = here.map(|(weight, _)| *weight).sum();
            if has >= self.enough {
                return;
            }
            self.pass(doc);
        }
    }

    /// Moves the parts that stand at a document beyond it.
    fn pass(&mut self, doc: DocId) {
        for (_, part) in &mut self.any {
            if part.doc() == doc {
                part.advance();
            }
        }
    }
}

impl DocSet for MostScorer {
    fn advance(&mut self) -> DocId {
        if self.doc != TERMINATED {
            self.pass(self.doc);
            self.settle();
        }
        self.doc
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc < target {
            for (_, part) in &mut self.any {
                if part.doc() < target {
                    part.seek(target);
                }
            }
            self.settle();
        }
        self.doc
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.any
            .iter()
            .map(|(_, part)| part.size_hint())
            .max()
            .unwrap_or(0)
    }
}

impl Scorer for MostScorer {
    fn score(&mut self) -> Score {
        let doc = self.doc;
        let mut sum = 0.0;
        for (_, part) in &mut self.any {
            if part.doc() == doc {
                sum += part.score();
            }
        }
        sum
    }
}

/// Which of some documents match a query, in their order. What the query reads is at hand.
pub(crate) fn matching(
    query: &dyn Query,
    docs: &[DocId],
    searcher: &Searcher,
    reader: &SegmentReader,
) -> tantivy::Result<Vec<bool>> {
    let weight = query.weight(EnableScoring::disabled_from_searcher(searcher))?;
    let mut scorer = weight.scorer(reader, 1.0)?;
    let mut order: Vec<(DocId, usize)> = docs.iter().copied().zip(0..).collect();
    order.sort_unstable();
    let mut out = vec![false; docs.len()];
    for (doc, place) in order {
        if scorer.doc() < doc {
            scorer.seek(doc);
        }
        if let Some(out) = out.get_mut(place) {
            *out = scorer.doc() == doc;
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::rarity;

    #[test]
    fn rare_words_weigh_more() {
        assert!(rarity(1, 1000) > rarity(10, 1000));
        assert!(rarity(1000, 1000) > 0.0 && rarity(2000, 1000) > 0.0);
        // A word that ten have is enough beside one that a third of all has.
        assert!(rarity(10, 1000) > 0.6 * (rarity(10, 1000) + rarity(333, 1000)));
        // Of two that are as rare as each other, both are wanted.
        assert!(rarity(10, 1000) < 0.6 * 2.0 * rarity(10, 1000));
    }
}
