//! Looks words up in the dictionaries of the index: as they are, as beginnings, and with typos.
//! What is found is read at once, so that pieces which are missing are known together and not one
//! after the other.

use std::cell::Cell;
use std::cmp::Reverse;
use std::sync::Arc;

use levenshtein_automata::{DFA, Distance, LevenshteinAutomatonBuilder};
use tantivy::index::InvertedIndexReader;
use tantivy::postings::TermInfo;
use tantivy::query::{BooleanQuery, ConstScoreQuery, EmptyQuery, Query};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{SegmentReader, Term};

use crate::error::{Stop, soft};
use crate::syntax::Word;
use crate::word_query::WordQuery;

/// Bytes of postings that endings and typos of words may add to a query.
const BUDGET: usize = 128 << 10;
/// Endings of a word that are looked at, and that are followed, the most frequent ones.
const ENDINGS: u64 = 256;
const FOLLOWED: usize = 32;
/// Words near to a mistyped one that are followed, and longer words that it stands in.
const NEAR: usize = 16;
/// Stands for the distance of a word that holds the one that was typed, and letters that this takes.
pub(crate) const PART: u8 = 3;
const PART_LETTERS: usize = 4;
/// Bytes of postings that a word which says little may cost.
const CHEAP: usize = 4 << 10;
/// Beyond this many words, typos are looked for behind the same first letter only.
const LARGE: usize = 30_000;

/// A word that a mistyped one may have been meant to be, or that it is a part of.
pub(crate) struct Near {
    /// Letters that differ; [`PART`] for a part.
    pub distance: u8,
    pub word: String,
    pub query: Box<dyn Query>,
}

/// The dictionaries, and what may still be read of them for one query.
pub(crate) struct Lookup<'a> {
    reader: &'a SegmentReader,
    budget: usize,
    /// Whether something was left out.
    pub more: bool,
    /// Documents of the most frequent word found since this was last set to 0.
    pub docs: Cell<u32>,
}

impl<'a> Lookup<'a> {
    pub(crate) fn new(reader: &'a SegmentReader) -> Self {
        Self {
            reader,
            budget: BUDGET,
            more: false,
            docs: Cell::new(0),
        }
    }

    /// Longer words that begin with this one, the most frequent ones.
    pub(crate) fn beginning(
        &mut self,
        field: Field,
        word: &Word,
    ) -> Result<Vec<Box<dyn Query>>, Stop> {
        let longer = self.longer(field, word)?;
        self.more |= longer.len() > FOLLOWED;
        self.follow(field, longer)
    }

    /// Longer words that begin with this one, unless they are many.
    pub(crate) fn few(&mut self, field: Field, word: &Word) -> Result<Vec<Box<dyn Query>>, Stop> {
        let longer = self.longer(field, word)?;
        if longer.len() > FOLLOWED {
            return Ok(Vec::new());
        }
        self.follow(field, longer)
    }

    fn longer(&self, field: Field, word: &Word) -> Result<Vec<(Vec<u8>, TermInfo)>, Stop> {
        let inverted = self.inverted(field)?;
        let after = format!("{}\u{10ffff}", word.folded);
        let range = inverted
            .terms()
            .range()
            .ge(&word.folded)
            .lt(&after)
            .limit(ENDINGS);
        let Some(mut stream) = soft(range.into_stream())? else {
            return Ok(Vec::new());
        };
        let mut longer: Vec<(Vec<u8>, TermInfo)> = Vec::new();
        while let Some((key, info)) = stream.next() {
            if key != word.stem.as_bytes() {
                longer.push((key.to_vec(), info.clone()));
            }
        }
        longer.sort_by(|(a, x), (b, y)| (Reverse(x.doc_freq), a).cmp(&(Reverse(y.doc_freq), b)));
        Ok(longer)
    }

    fn follow(
        &mut self,
        field: Field,
        longer: Vec<(Vec<u8>, TermInfo)>,
    ) -> Result<Vec<Box<dyn Query>>, Stop> {
        let mut out = Vec::new();
        for (_, info) in longer.into_iter().take(FOLLOWED) {
            out.extend(self.spend(field, info)?);
        }
        Ok(out)
    }

    /// Words of a field that a mistyped one may have been meant to be, the nearest ones first; then
    /// those that it stands in, as `license` does in `driverlicense`: all words are at hand anyway.
    pub(crate) fn near(
        &mut self,
        field: Field,
        word: &Word,
        distance: u8,
    ) -> Result<Vec<Near>, Stop> {
        let inverted = self.inverted(field)?;
        let terms = inverted.terms();
        let first: String = word.stem.chars().take(1).collect();
        let range = if terms.num_terms() > LARGE {
            terms.range().ge(&first).lt(format!("{first}\u{10ffff}"))
        } else {
            // Whole values stand before all words.
            terms.range().ge([2_u8])
        };
        let Some(mut stream) = soft(range.into_stream())? else {
            return Ok(Vec::new());
        };
        let automata = automata(word, distance);
        let part = word.stem.as_bytes();
        let mut near: Vec<(u8, Reverse<u32>, Vec<u8>, TermInfo)> = Vec::new();
        let mut around = Vec::new();
        while let Some((key, info)) = stream.next() {
            let least = automata.iter().filter_map(|dfa| match dfa.eval(key) {
                Distance::Exact(far) => Some(far),
                Distance::AtLeast(_) => None,
            });
            if key == part {
                continue;
            }
            let found = |far: u8| (far, Reverse(info.doc_freq), key.to_vec(), info.clone());
            if let Some(far) = least.min() {
                near.push(found(far.max(1)));
            } else if part.len() >= PART_LETTERS && key.windows(part.len()).any(|w| w == part) {
                around.push(found(PART));
            }
        }
        for list in [&mut near, &mut around] {
            list.sort_by(|a, b| (a.0, a.1, &a.2).cmp(&(b.0, b.1, &b.2)));
            list.truncate(NEAR);
        }
        near.append(&mut around);
        let mut out = Vec::new();
        for (distance, _, key, info) in near {
            let Ok(word) = String::from_utf8(key) else {
                continue;
            };
            if let Some(query) = self.spend(field, info)? {
                out.push(Near {
                    distance,
                    word,
                    query,
                });
            }
        }
        Ok(out)
    }

    /// A term that endings or typos led to, as long as the budget lasts.
    fn spend(&mut self, field: Field, info: TermInfo) -> Result<Option<Box<dyn Query>>, Stop> {
        let Some(left) = self.budget.checked_sub(info.postings_range.len()) else {
            self.more = true;
            return Ok(None);
        };
        self.budget = left;
        soft(
            self.inverted(field)?
                .read_postings_from_terminfo(&info, IndexRecordOption::Basic),
        )?;
        Ok(Some(self.query(field, info)))
    }

    /// A term, if the index has it.
    pub(crate) fn term(&self, field: Field, text: &str) -> Result<Option<Box<dyn Query>>, Stop> {
        let term = Term::from_field_text(field, text);
        let found = self.touch(&term, IndexRecordOption::Basic)?;
        Ok(found.map(|info| self.query(field, info)))
    }

    /// A term, if the index has it and it costs next to nothing.
    pub(crate) fn cheap(&self, field: Field, text: &str) -> Result<Option<Box<dyn Query>>, Stop> {
        let term = Term::from_field_text(field, text);
        let inverted = self.inverted(field)?;
        let Some(Some(info)) = soft(inverted.get_term_info(&term))? else {
            return Ok(None);
        };
        if info.postings_range.len() > CHEAP {
            return Ok(None);
        }
        soft(inverted.read_postings_from_terminfo(&info, IndexRecordOption::Basic))?;
        Ok(Some(self.query(field, info)))
    }

    fn query(&self, field: Field, info: TermInfo) -> Box<dyn Query> {
        self.docs.set(self.docs.get().max(info.doc_freq));
        Box::new(WordQuery::new(field, info, self.reader.max_doc()))
    }

    /// Reads what a term needs; nothing where the index doesn't have it, or a piece is missing.
    pub(crate) fn touch(
        &self,
        term: &Term,
        option: IndexRecordOption,
    ) -> Result<Option<TermInfo>, Stop> {
        let inverted = self.inverted(term.field())?;
        let Some(Some(info)) = soft(inverted.get_term_info(term))? else {
            return Ok(None);
        };
        soft(inverted.read_postings_from_terminfo(&info, option))?;
        Ok(Some(info))
    }

    fn inverted(&self, field: Field) -> Result<Arc<InvertedIndexReader>, Stop> {
        self.reader.inverted_index(field).map_err(Stop::from)
    }
}

/// What accepts the word with some letters changed. Words are indexed without their plural ending,
/// which a typo may have kept from being seen.
fn automata(word: &Word, distance: u8) -> Vec<DFA> {
    let builder = LevenshteinAutomatonBuilder::new(distance, true);
    let mut spellings = vec![word.stem.as_str(), &word.folded];
    spellings.extend(word.folded.strip_suffix('s'));
    spellings.dedup();
    spellings.iter().map(|s| builder.build_dfa(s)).collect()
}

pub(crate) fn scored(query: Box<dyn Query>, score: f32) -> Box<dyn Query> {
    Box::new(ConstScoreQuery::new(query, score))
}

pub(crate) fn union(mut any: Vec<Box<dyn Query>>) -> Box<dyn Query> {
    match any.len() {
        0 => Box::new(EmptyQuery),
        1 => any.remove(0),
        _ => Box::new(BooleanQuery::union(any)),
    }
}

pub(crate) fn intersection(mut all: Vec<Box<dyn Query>>) -> Box<dyn Query> {
    if all.len() == 1 {
        return all.remove(0);
    }
    Box::new(BooleanQuery::intersection(all))
}
