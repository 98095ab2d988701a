//! A query of which a part may be missing: where no document has all of its words, those will do
//! that have most of them, by how rare the words are.

use std::fmt;

use tantivy::query::{EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, DocSet, Score, Searcher, SegmentReader, TERMINATED, TantivyError};

/// The part of a query's weight that a result must have.
const SHARE: f32 = 0.6;
/// By how much sums of the same weights in another order may differ.
const HAIR: f32 = 1e-4;
/// What a word weighs at least: one that every document has still counts.
pub(crate) const LEAST: f32 = 0.1;
/// What a word weighs that half of all documents have: more of them needn't be counted.
const COMMON: f32 = 0.7;

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
    /// Each with its weight, or more than that.
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
            // It was weighed by the field in which it is most frequent.
            let weight = match *weight > COMMON {
                true => rarity(part.count(reader)?, reader.max_doc()),
                false => *weight,
            };
            any.push((weight, part.scorer(reader, boost)?));
        }
        Ok(Box::new(MostScorer::new(any)))
    }

    fn explain(&self, _: &SegmentReader, _: DocId) -> tantivy::Result<Explanation> {
        Err(TantivyError::InvalidArgument("not explained".into()))
    }
}

struct MostScorer {
    /// The heaviest first.
    any: Vec<(f32, Box<dyn Scorer>)>,
    /// How many of them documents come from: the others together aren't enough. So the common words,
    /// which weigh little, are only looked up.
    sources: usize,
    enough: f32,
    doc: DocId,
}

impl MostScorer {
    fn new(mut any: Vec<(f32, Box<dyn Scorer>)>) -> Self {
        any.sort_by(|(a, _), (b, _)| b.total_cmp(a));
        let all: f32 = any.iter().map(|(weight, _)| *weight).sum();
        let enough = all * SHARE - HAIR;
        let mut sources = any.len();
        let mut rest = 0.0_f32;
        while let Some((weight, _)) = sources.checked_sub(1).and_then(|at| any.get(at)) {
            rest += *weight;
            if rest + HAIR >= enough {
                break;
            }
            sources -= 1;
        }
        let mut scorer = Self {
            any,
            sources,
            enough,
            doc: TERMINATED,
        };
        scorer.settle();
        scorer
    }

    /// Goes on to the first document from where the sources stand that has enough.
    fn settle(&mut self) {
        loop {
            let sources = self.any.iter().take(self.sources);
            let doc = sources.map(|(_, part)| part.doc()).min();
            let doc = doc.unwrap_or(TERMINATED);
            self.doc = doc;
            if doc == TERMINATED {
                return;
            }
            let mut has = 0.0_f32;
            for (weight, part) in &mut self.any {
                if part.doc() < doc {
                    part.seek(doc);
                }
                if part.doc() == doc {
                    has += *weight;
                }
            }
            if has >= self.enough {
                return;
            }
            self.pass(doc);
        }
    }

    /// Moves the sources that stand at a document beyond it.
    fn pass(&mut self, doc: DocId) {
        for (_, part) in self.any.iter_mut().take(self.sources) {
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
            for (_, part) in self.any.iter_mut().take(self.sources) {
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
    use std::collections::BTreeSet;

    use proptest::prelude::*;
    use tantivy::query::{ConstScorer, Scorer};
    use tantivy::{DocId, DocSet, TERMINATED};

    use super::{MostScorer, rarity};

    /// Documents, the last one first.
    struct Listed(Vec<DocId>);

    impl DocSet for Listed {
        fn advance(&mut self) -> DocId {
            self.0.pop();
            self.doc()
        }
        fn doc(&self) -> DocId {
            self.0.last().copied().unwrap_or(TERMINATED)
        }
        fn size_hint(&self) -> u32 {
            0
        }
    }

    fn most(parts: &[(u8, BTreeSet<DocId>)]) -> MostScorer {
        let part = |(weight, docs): &(u8, BTreeSet<DocId>)| {
            let docs = Listed(docs.iter().rev().copied().collect());
            let scorer: Box<dyn Scorer> = Box::new(ConstScorer::new(docs, 1.0));
            (f32::from(*weight), scorer)
        };
        MostScorer::new(parts.iter().map(part).collect())
    }

    proptest! {
        #[test]
        fn all_with_enough_are_found(
            parts in proptest::collection::vec(
                (1_u8..20, proptest::collection::btree_set(0_u32..40, 0..20)),
                1..6,
            ),
            from in 0_u32..40,
        ) {
            let all: u32 = parts.iter().map(|(weight, _)| u32::from(*weight)).sum();
            let enough = |doc: &DocId| {
                let has = parts.iter().filter(|(_, docs)| docs.contains(doc));
                let has: u32 = has.map(|(weight, _)| u32::from(*weight)).sum();
                has * 10 >= all * 6
            };
            let mut found = Vec::new();
            let mut scorer = most(&parts);
            while scorer.doc() != TERMINATED {
                found.push(scorer.doc());
                scorer.advance();
            }
            prop_assert_eq!(found, (0..40).filter(enough).collect::<Vec<DocId>>());
            let mut scorer = most(&parts);
            if scorer.doc() < from {
                scorer.seek(from);
                prop_assert_eq!(scorer.doc(), (from..40).find(enough).unwrap_or(TERMINATED));
            }
        }
    }

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
