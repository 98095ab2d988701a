//! Queries of one word and of a phrase.
//!
//! tantivy's own query of a term brings ranges over fast fields with it, and what prints one brings
//! regular expressions: a third of what a reader's browser would have to load. The one here also
//! spares the second look into the dictionary.

use std::fmt;

use tantivy::postings::TermInfo;
use tantivy::query::{ConstScorer, EnableScoring, Explanation, PhraseQuery, Query, Scorer, Weight};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, Score, SegmentReader, TantivyError};

/// Documents that have a word in a field, by how rare it is there. How often it comes in one says
/// little about names or short texts.
#[derive(Clone)]
pub(crate) struct WordQuery {
    field: Field,
    info: TermInfo,
    score: Score,
}

impl WordQuery {
    /// `assets` is the number of all documents.
    #[allow(clippy::cast_precision_loss, reason = "a score")]
    pub(crate) fn new(field: Field, info: TermInfo, assets: u32) -> Self {
        // The inverse document frequency of BM25.
        let (all, with) = (assets as f32, info.doc_freq as f32);
        let score = (1.0 + (all - with + 0.5).max(0.0) / (with + 0.5)).ln() * 1.5;
        Self { field, info, score }
    }
}

impl fmt::Debug for WordQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WordQuery")
    }
}

impl Query for WordQuery {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(self.clone()))
    }
}

impl Weight for WordQuery {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let postings = reader
            .inverted_index(self.field)?
            .read_postings_from_terminfo(&self.info, IndexRecordOption::Basic)?;
        Ok(Box::new(ConstScorer::new(postings, self.score * boost)))
    }

    fn explain(&self, _: &SegmentReader, _: DocId) -> tantivy::Result<Explanation> {
        Err(TantivyError::InvalidArgument("not explained".into()))
    }
}

/// Documents that have words one after the other.
#[derive(Clone)]
pub(crate) struct WordsQuery(pub PhraseQuery);

impl fmt::Debug for WordsQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WordsQuery")
    }
}

impl Query for WordsQuery {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        self.0.weight(scoring)
    }
}
