//! From an understood query to what tantivy runs. Every term is looked up first, so that pieces
//! which are missing are known together and not one after the other.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;

use levenshtein_automata::{Distance, LevenshteinAutomatonBuilder};
use tantivy::index::InvertedIndexReader;
use tantivy::postings::TermInfo;
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, DisjunctionMaxQuery, EmptyQuery, Occur,
    PhraseQuery, Query, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{SegmentReader, Term};

use crate::analysis::exact_key;
use crate::engine::Stop;
use crate::mark::Marks;
use crate::schema::{Fields, whole};
use crate::syntax::{Clause, Parsed, Part, Word};

/// What a name, or a title, that is just the words typed is worth: more than all else together.
const EXACT: f32 = 20_000.0;
const KNOWN_AS: f32 = 10_000.0;
/// Bytes of postings that endings and typos of words may add to a query.
const BUDGET: usize = 128 << 10;
/// Endings of a word that are looked at, and that are followed, the most frequent ones.
const ENDINGS: u64 = 256;
const FOLLOWED: usize = 32;
/// Words near to a mistyped one that are followed.
const NEAR: usize = 16;
/// Beyond this many words, typos are looked for behind the same first letter only.
const LARGE: usize = 30_000;

/// A field that plain words are looked for in: weight of the word itself, score of a longer word
/// that begins with it, letters that such a beginning must have.
struct Place {
    field: Field,
    weight: f32,
    beginning: f32,
    letters: usize,
}

fn places(f: &Fields) -> [Place; 10] {
    let place = |field, weight, beginning, letters| Place {
        field,
        weight,
        beginning,
        letters,
    };
    [
        place(f.name, 8.0, 14.0, 1),
        place(f.columns, 3.0, 5.0, 1),
        place(f.tag, 2.0, 3.0, 1),
        place(f.dme, 1.5, 3.0, 1),
        place(f.domain, 1.5, 3.0, 1),
        place(f.owner, 1.5, 2.0, 2),
        place(f.path, 1.5, 2.0, 2),
        place(f.kind, 0.5, 1.0, 2),
        place(f.description, 2.0, 2.0, 3),
        place(f.column_text, 1.2, 1.0, 3),
    ]
}

/// A query, ready to run.
pub(crate) struct Plan {
    pub query: Box<dyn Query>,
    pub marks: Marks,
    /// Whether endings were left out.
    pub more: bool,
}

/// Looks terms up and puts queries together.
pub(crate) struct Planner<'a> {
    reader: &'a SegmentReader,
    fields: &'a Fields,
    /// Whether typos are forgiven in words that exist as well.
    forgiving: bool,
    budget: usize,
    more: bool,
    marks: Marks,
}

impl<'a> Planner<'a> {
    pub(crate) fn new(reader: &'a SegmentReader, fields: &'a Fields, forgiving: bool) -> Self {
        Self {
            reader,
            fields,
            forgiving,
            budget: BUDGET,
            more: false,
            marks: Marks::default(),
        }
    }

    /// Plans a query. Where pieces are missing, what comes out is not to be run.
    pub(crate) fn plan(
        mut self,
        parsed: &Parsed,
        filters: &BTreeMap<String, Vec<String>>,
    ) -> Result<Plan, Stop> {
        let mut positive: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        let mut around: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        for clause in &parsed.clauses {
            let query = self.clause(clause)?;
            if clause.negative {
                around.push((Occur::MustNot, query));
            } else {
                positive.push((Occur::Must, query));
            }
        }
        let mut main: Box<dyn Query> = if positive.is_empty() {
            Box::new(ConstScoreQuery::new(Box::new(AllQuery), 0.0))
        } else {
            Box::new(BooleanQuery::new(positive))
        };
        if !parsed.exact.is_empty() {
            let mut best = Vec::new();
            for (key, score) in [
                (parsed.exact.clone(), EXACT),
                (whole(&parsed.exact), KNOWN_AS),
            ] {
                best.extend(
                    self.term(self.fields.exact, &key)?
                        .map(|q| scored(q, score)),
                );
            }
            // Not a sum: among names that are alike, the order of the index decides.
            best.push(main);
            main = Box::new(DisjunctionMaxQuery::new(best));
        }
        for (name, values) in filters {
            let Some(field) = self.fields.filter(name).filter(|_| !values.is_empty()) else {
                continue;
            };
            let mut any = Vec::new();
            for value in values.iter().take(64) {
                any.extend(self.term(field, &whole(value))?);
            }
            around.push((Occur::Must, scored(union(any), 0.0)));
        }
        around.push((Occur::Must, main));
        for word in parsed.words() {
            self.marks.stems.insert(word.stem.clone());
            if word.open {
                self.marks.beginnings.push(word.folded.clone());
            }
        }
        Ok(Plan {
            query: Box::new(BooleanQuery::new(around)),
            marks: self.marks,
            more: self.more,
        })
    }

    fn clause(&mut self, clause: &Clause) -> Result<Box<dyn Query>, Stop> {
        let mut any = Vec::new();
        for alternative in &clause.any {
            let mut all = Vec::new();
            for part in alternative {
                all.push(match part {
                    Part::Word(word) => self.word(word, !clause.negative)?,
                    Part::Phrase(words) => self.phrase(words)?,
                    Part::In {
                        field,
                        whole,
                        words,
                    } => self.value(field, whole, words)?,
                });
            }
            any.push(intersection(all));
        }
        Ok(if any.len() == 1 {
            any.remove(0)
        } else {
            Box::new(DisjunctionMaxQuery::new(any))
        })
    }

    /// A word in any field, the name above all.
    fn word(&mut self, word: &Word, forgive: bool) -> Result<Box<dyn Query>, Stop> {
        let mut found: Vec<Box<dyn Query>> = Vec::new();
        let mut strong = false;
        for place in places(self.fields) {
            if let Some(term) = self.term(place.field, &word.stem)? {
                strong = true;
                found.push(Box::new(BoostQuery::new(term, place.weight)));
            }
        }
        let letters = word.folded.chars().count();
        if word.open {
            for place in places(self.fields) {
                if letters < place.letters {
                    continue;
                }
                let longer = self.beginning(place.field, word)?;
                strong |= !longer.is_empty();
                if !longer.is_empty() {
                    found.push(scored(union(longer), place.beginning));
                }
            }
        }
        let distance = match letters {
            0..4 => 0,
            4..8 => 1,
            _ => 2,
        };
        if forgive && distance > 0 && (!strong || self.forgiving) {
            for (field, weight) in [(self.fields.name, 8.0), (self.fields.columns, 3.0)] {
                for (far, near) in self.near(field, word, distance)? {
                    let score = weight / f32::from(far + 1);
                    found.push(scored(near, score));
                }
            }
        }
        Ok(if found.is_empty() {
            Box::new(EmptyQuery)
        } else {
            Box::new(DisjunctionMaxQuery::with_tie_breaker(found, 0.1))
        })
    }

    /// Words one after the other in a name or description, or as the name of a column.
    fn phrase(&mut self, words: &[Word]) -> Result<Box<dyn Query>, Stop> {
        let mut found: Vec<Box<dyn Query>> = Vec::new();
        for (field, weight) in [(self.fields.name, 8.0), (self.fields.description, 2.0)] {
            let mut all = true;
            let mut terms = Vec::new();
            for word in words {
                let term = Term::from_field_text(field, &word.stem);
                all &= self
                    .touch(&term, IndexRecordOption::WithFreqsAndPositions)?
                    .is_some();
                terms.push(term);
            }
            if all {
                let phrase = Box::new(PhraseQuery::new(terms));
                found.push(Box::new(BoostQuery::new(phrase, weight)));
            }
        }
        let joined: String = words.iter().map(|w| w.folded.as_str()).collect();
        found.extend(self.term(self.fields.columns, &whole(&joined))?);
        Ok(if found.is_empty() {
            Box::new(EmptyQuery)
        } else {
            Box::new(DisjunctionMaxQuery::new(found))
        })
    }

    /// A value or words in one field.
    fn value(&mut self, name: &str, value: &str, words: &[Word]) -> Result<Box<dyn Query>, Stop> {
        let Some(field) = self.fields.filter(name) else {
            return Ok(Box::new(EmptyQuery));
        };
        let mut any: Vec<Box<dyn Query>> = Vec::new();
        let mut keys = vec![value.to_owned(), value.to_lowercase()];
        if field == self.fields.columns {
            keys = vec![exact_key(value)];
        }
        keys.dedup();
        for key in keys {
            any.extend(self.term(field, &whole(&key))?);
        }
        // A column that is named in full isn't one that merely shares its words.
        if field == self.fields.columns && !any.is_empty() {
            return Ok(union(any));
        }
        let mut all = Vec::new();
        for word in words {
            let mut own: Vec<Box<dyn Query>> = Vec::new();
            own.extend(self.term(field, &word.stem)?);
            if word.open {
                own.extend(self.beginning(field, word)?);
            }
            all.push(union(own));
        }
        if !all.is_empty() {
            any.push(intersection(all));
        }
        Ok(union(any))
    }

    /// Longer words that begin with this one.
    fn beginning(&mut self, field: Field, word: &Word) -> Result<Vec<Box<dyn Query>>, Stop> {
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
        self.more |= longer.len() > FOLLOWED;
        longer.sort_by(|(a, x), (b, y)| (Reverse(x.doc_freq), a).cmp(&(Reverse(y.doc_freq), b)));
        longer.truncate(FOLLOWED);
        let mut out = Vec::new();
        for (key, info) in longer {
            if let Ok(text) = std::str::from_utf8(&key) {
                out.extend(self.spend(field, text, &info)?);
            }
        }
        Ok(out)
    }

    /// Words that a mistyped one may have been meant to be, with their distance.
    fn near(
        &mut self,
        field: Field,
        word: &Word,
        distance: u8,
    ) -> Result<Vec<(u8, Box<dyn Query>)>, Stop> {
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
        let automaton = LevenshteinAutomatonBuilder::new(distance, true).build_dfa(&word.stem);
        let mut near: Vec<(u8, Reverse<u32>, Vec<u8>, TermInfo)> = Vec::new();
        while let Some((key, info)) = stream.next() {
            if let Distance::Exact(far @ 1..) = automaton.eval(key) {
                near.push((far, Reverse(info.doc_freq), key.to_vec(), info.clone()));
            }
        }
        near.sort_by(|a, b| (a.0, a.1, &a.2).cmp(&(b.0, b.1, &b.2)));
        near.truncate(NEAR);
        let mut out = Vec::new();
        for (far, _, key, info) in near {
            let Ok(text) = std::str::from_utf8(&key) else {
                continue;
            };
            if let Some(query) = self.spend(field, text, &info)? {
                self.marks.stems.insert(text.to_owned());
                out.push((far, query));
            }
        }
        Ok(out)
    }

    /// A term that endings or typos led to, as long as the budget lasts.
    fn spend(
        &mut self,
        field: Field,
        text: &str,
        info: &TermInfo,
    ) -> Result<Option<Box<dyn Query>>, Stop> {
        let Some(left) = self.budget.checked_sub(info.postings_range.len()) else {
            self.more = true;
            return Ok(None);
        };
        self.budget = left;
        self.term(field, text)
    }

    /// A term, if the index has it.
    fn term(&self, field: Field, text: &str) -> Result<Option<Box<dyn Query>>, Stop> {
        let term = Term::from_field_text(field, text);
        let found = self.touch(&term, IndexRecordOption::Basic)?;
        // How often a word comes in a name or text says little about either.
        Ok(found.map(|()| -> Box<dyn Query> {
            Box::new(TermQuery::new(term, IndexRecordOption::Basic))
        }))
    }

    /// Reads what a term needs; nothing where the index doesn't have it, or a piece is missing.
    fn touch(&self, term: &Term, option: IndexRecordOption) -> Result<Option<()>, Stop> {
        let inverted = self.inverted(term.field())?;
        let Some(Some(info)) = soft(inverted.get_term_info(term))? else {
            return Ok(None);
        };
        soft(inverted.read_postings_from_terminfo(&info, option))?;
        Ok(Some(()))
    }

    fn inverted(&self, field: Field) -> Result<Arc<InvertedIndexReader>, Stop> {
        self.reader.inverted_index(field).map_err(Stop::from)
    }
}

/// What a read gave; nothing where a piece is missing, which has been noted.
pub(crate) fn soft<T>(read: io::Result<T>) -> Result<Option<T>, Stop> {
    match read {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(None),
        Err(error) => Err(Stop::from(error)),
    }
}

fn scored(query: Box<dyn Query>, score: f32) -> Box<dyn Query> {
    Box::new(ConstScoreQuery::new(query, score))
}

fn union(mut any: Vec<Box<dyn Query>>) -> Box<dyn Query> {
    match any.len() {
        0 => Box::new(EmptyQuery),
        1 => any.remove(0),
        _ => Box::new(BooleanQuery::union(any)),
    }
}

fn intersection(mut all: Vec<Box<dyn Query>>) -> Box<dyn Query> {
    if all.len() == 1 {
        return all.remove(0);
    }
    Box::new(BooleanQuery::intersection(all))
}
