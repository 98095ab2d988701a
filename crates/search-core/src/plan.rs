//! From an understood query to what tantivy runs.

use std::collections::BTreeMap;

use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, DisjunctionMaxQuery, EmptyQuery, Occur, PhraseQuery, Query,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{SegmentReader, Term};

use crate::analysis::exact_key;
use crate::engine::Stop;
use crate::lookup::{Lookup, intersection, scored, union};
use crate::mark::Marks;
use crate::query::WordsQuery;
use crate::schema::{Fields, name_length, whole};
use crate::syntax::{Clause, Parsed, Part, Word};
use crate::worth::{
    BEGINNING, BEGINS, COLUMN, EXACT, KNOWN_AS, NEARLY, SAME_WORDS, SHORT_COLUMN, places,
};

/// A query, ready to run.
pub(crate) struct Plan {
    pub query: Box<dyn Query>,
    pub marks: Marks,
    /// Whether endings were left out.
    pub more: bool,
}

/// A plain word: as it is in each field that has it, and in names as it may have been meant.
#[derive(Default)]
struct Plain {
    same: Vec<(Field, Box<dyn Query>)>,
    near: Vec<Box<dyn Query>>,
}

impl Plain {
    fn in_field(&self, field: Field) -> Option<Box<dyn Query>> {
        let found = self.same.iter().find(|(f, _)| *f == field);
        found.map(|(_, query)| query.box_clone())
    }
}

/// Puts queries together.
pub(crate) struct Planner<'a> {
    lookup: Lookup<'a>,
    fields: &'a Fields,
    /// Whether typos are forgiven in words that exist as well.
    forgiving: bool,
    marks: Marks,
    /// The plain words, in order.
    plain: Vec<Plain>,
}

impl<'a> Planner<'a> {
    pub(crate) fn new(reader: &'a SegmentReader, fields: &'a Fields, forgiving: bool) -> Self {
        Self {
            lookup: Lookup::new(reader),
            fields,
            forgiving,
            marks: Marks::default(),
            plain: Vec::new(),
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
            } else if clause.is_plain() {
                positive.push((Occur::Must, query));
            } else {
                // Holds for names that are just the plain words, too.
                around.push((Occur::Must, query));
            }
        }
        if !positive.is_empty() {
            positive.extend(
                self.together(parsed)?
                    .into_iter()
                    .map(|q| (Occur::Should, q)),
            );
            let mut best = self.best(parsed)?;
            best.push(Box::new(BooleanQuery::new(positive)));
            // Not a sum: among names that are alike, the order of the index decides.
            around.push((Occur::Must, Box::new(DisjunctionMaxQuery::new(best))));
        }
        for (name, values) in filters {
            let Some(field) = self.fields.filter(name).filter(|_| !values.is_empty()) else {
                continue;
            };
            let mut any = Vec::new();
            for value in values.iter().take(64) {
                any.extend(self.lookup.term(field, &whole(value))?);
            }
            around.push((Occur::Must, scored(union(any), 0.0)));
        }
        if around.iter().all(|(occur, _)| *occur == Occur::MustNot) {
            around.push((Occur::Must, scored(Box::new(AllQuery), 0.0)));
        }
        for word in parsed.words() {
            self.marks.stems.insert(word.stem.clone());
            if word.open {
                self.marks.beginnings.push(word.folded.clone());
            }
        }
        Ok(Plan {
            query: Box::new(BooleanQuery::new(around)),
            marks: self.marks,
            more: self.lookup.more,
        })
    }

    /// Names that are just the plain words, before all else.
    fn best(&mut self, parsed: &Parsed) -> Result<Vec<Box<dyn Query>>, Stop> {
        let mut best = Vec::new();
        if parsed.exact.is_empty() {
            return Ok(best);
        }
        for (key, score) in [
            (parsed.exact.clone(), EXACT),
            (whole(&parsed.exact), KNOWN_AS),
        ] {
            let found = self.lookup.term(self.fields.exact, &key)?;
            best.extend(found.map(|q| scored(q, score)));
        }
        let unfinished = parsed.plain().last().filter(|w| w.open);
        if let Some(word) = unfinished
            && parsed.exact.chars().count() >= BEGINNING
        {
            let name = Word {
                folded: parsed.exact.clone(),
                stem: parsed.exact.clone(),
                ..word.clone()
            };
            let longer = self.lookup.few(self.fields.exact, &name)?;
            if !longer.is_empty() {
                best.push(scored(union(longer), BEGINS));
            }
        }
        let words = std::mem::take(&mut self.plain);
        let length = name_length(words.len());
        let Some(length) = self.lookup.term(self.fields.name, &length)? else {
            return Ok(best);
        };
        let same: Option<Vec<_>> = words.iter().map(|w| w.in_field(self.fields.name)).collect();
        if let Some(mut all) = same {
            all.push(length);
            best.push(scored(intersection(all), SAME_WORDS));
        } else {
            let mut all: Vec<Box<dyn Query>> = words
                .into_iter()
                .map(|w| {
                    union(
                        w.in_field(self.fields.name)
                            .into_iter()
                            .chain(w.near)
                            .collect(),
                    )
                })
                .collect();
            all.push(length);
            best.push(scored(intersection(all), NEARLY));
        }
        Ok(best)
    }

    /// What adds to the score: a column of just these words, and all words in one text.
    fn together(&mut self, parsed: &Parsed) -> Result<Vec<Box<dyn Query>>, Stop> {
        let f = self.fields;
        let mut found = Vec::new();
        if parsed.exact.is_empty() {
            return Ok(found);
        }
        let words: Vec<&Word> = parsed.plain().collect();
        let column = self.lookup.term(f.columns, &whole(&parsed.exact))?;
        let worth = if words.len() > 1 {
            COLUMN
        } else {
            SHORT_COLUMN
        };
        found.extend(column.map(|q| scored(q, worth)));
        let beyond = words.len().saturating_sub(1);
        // All words in one and the same text; worth so much for each word beyond the first.
        for (field, worth) in [
            (f.name, 40.0),
            (f.columns, 10.0),
            (f.description, 30.0),
            (f.column_text, 25.0),
        ] {
            if beyond == 0 {
                continue;
            }
            let all: Option<Vec<_>> = self.plain.iter().map(|w| w.in_field(field)).collect();
            if let Some(all) = all {
                #[allow(clippy::cast_precision_loss, reason = "at most 32 words")]
                found.push(scored(intersection(all), worth * beyond as f32));
            }
        }
        Ok(found)
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
    fn word(&mut self, word: &Word, wanted: bool) -> Result<Box<dyn Query>, Stop> {
        let mut found: Vec<Box<dyn Query>> = Vec::new();
        let mut plain = Plain::default();
        for place in places(self.fields) {
            if let Some(term) = self.lookup.term(place.field, &word.stem)? {
                plain.same.push((place.field, term.box_clone()));
                found.push(Box::new(BoostQuery::new(term, place.weight)));
            }
        }
        let letters = word.folded.chars().count();
        if word.open {
            for place in places(self.fields) {
                if letters < place.letters {
                    continue;
                }
                let longer = self.lookup.beginning(place.field, word)?;
                if !longer.is_empty() {
                    found.push(scored(union(longer), place.beginning));
                }
            }
        }
        if wanted && (found.is_empty() || self.forgiving) {
            self.mistyped(word, &mut found, &mut plain)?;
        }
        if wanted {
            self.plain.push(plain);
        }
        Ok(if found.is_empty() {
            Box::new(EmptyQuery)
        } else {
            Box::new(DisjunctionMaxQuery::with_tie_breaker(found, 0.1))
        })
    }

    /// What a word that isn't there may have been meant to be: a word of names or columns, and only
    /// where there is none, one of texts.
    fn mistyped(
        &mut self,
        word: &Word,
        found: &mut Vec<Box<dyn Query>>,
        plain: &mut Plain,
    ) -> Result<(), Stop> {
        let distance = match word.folded.chars().count() {
            0..4 => return Ok(()),
            4..8 => 1,
            _ => 2,
        };
        let f = self.fields;
        let names = [
            (f.name, 8.0),
            (f.columns, 3.0),
            (f.tag, 2.0),
            (f.dme, 1.5),
            (f.domain, 1.5),
            (f.owner, 1.5),
        ];
        let texts = [(f.description, 2.0), (f.column_text, 1.2)];
        for places in [&names[..], &texts] {
            let before = found.len();
            for (field, weight) in places {
                for near in self.lookup.near(*field, word, distance)? {
                    if *field == f.name {
                        plain.near.push(near.query.box_clone());
                    }
                    let score = weight / f32::from(near.distance + 1);
                    found.push(scored(near.query, score));
                    self.marks.stems.insert(near.word);
                }
            }
            if found.len() > before {
                break;
            }
        }
        Ok(())
    }

    /// Words one after the other in a name or description, or as the name of a column.
    fn phrase(&mut self, words: &[Word]) -> Result<Box<dyn Query>, Stop> {
        let mut found: Vec<Box<dyn Query>> = Vec::new();
        for (field, weight) in [(self.fields.name, 8.0), (self.fields.description, 2.0)] {
            let mut all = true;
            let mut terms = Vec::new();
            for word in words {
                let term = Term::from_field_text(field, &word.stem);
                let option = IndexRecordOption::WithFreqsAndPositions;
                all &= self.lookup.touch(&term, option)?.is_some();
                terms.push(term);
            }
            if all {
                let phrase = Box::new(WordsQuery(PhraseQuery::new(terms)));
                found.push(Box::new(BoostQuery::new(phrase, weight)));
            }
        }
        let joined: String = words.iter().map(|w| w.folded.as_str()).collect();
        found.extend(self.lookup.term(self.fields.columns, &whole(&joined))?);
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
            any.extend(self.lookup.term(field, &whole(&key))?);
        }
        // A column that is named in full isn't one that merely shares its words.
        if field == self.fields.columns && words.len() > 1 && !any.is_empty() {
            return Ok(union(any));
        }
        let mut all = Vec::new();
        for word in words {
            let mut own: Vec<Box<dyn Query>> = Vec::new();
            own.extend(self.lookup.term(field, &word.stem)?);
            if word.open {
                own.extend(self.lookup.beginning(field, word)?);
            }
            all.push(union(own));
        }
        if !all.is_empty() {
            any.push(intersection(all));
        }
        Ok(union(any))
    }
}
