//! From an understood query to what tantivy runs.

use std::collections::BTreeMap;

use tantivy::Term;
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, DisjunctionMaxQuery, EmptyQuery, Occur, PhraseQuery, Query,
};
use tantivy::schema::IndexRecordOption;

use crate::analysis::{exact_key, stem};
use crate::error::Stop;
use crate::index_schema::whole;
use crate::lookup::{intersection, scored, union};
use crate::mark::Marks;
use crate::minimum_match::{LEAST, MostQuery, rarity};
use crate::planner::{Mode, Planner};
use crate::stop_words::is_stop;
use crate::syntax::{Clause, Parsed, Part, Word};
use crate::word_query::WordsQuery;

/// A query, ready to run.
pub(crate) struct Plan {
    pub query: Box<dyn Query>,
    pub marks: Marks,
    /// Whether endings were left out.
    pub more: bool,
    /// Words that nothing matches, as they were looked for.
    pub unmatched: Vec<String>,
    /// The others, with what finds them.
    pub matched: Vec<(String, Box<dyn Query>)>,
    /// What finds descriptions of columns, and terms of the glossary.
    pub texts: Box<dyn Query>,
    pub glossary: Box<dyn Query>,
}

/// What a result must have, or may lack where most is enough.
struct Unit {
    typed: String,
    weight: f32,
    query: Box<dyn Query>,
}

impl Planner<'_> {
    /// Plans a query. Where pieces are missing, what comes out is not to be run.
    pub(crate) fn plan(
        mut self,
        parsed: &Parsed,
        filters: &BTreeMap<String, Vec<String>>,
    ) -> Result<Plan, Stop> {
        let mut units: Vec<Unit> = Vec::new();
        let mut unmatched: Vec<String> = Vec::new();
        let mut helpful: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        let mut around: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        for clause in &parsed.clauses {
            if clause.negative {
                around.push((Occur::MustNot, self.clause(clause)?));
            } else if clause.is_plain() {
                for (typed, weight, query) in self.plain_words(clause)? {
                    match (typed, weight) {
                        (None, None) => {}
                        (None, Some(_)) => helpful.push((Occur::Should, query)),
                        (Some(typed), None) if unmatched.contains(&typed) => {}
                        (Some(typed), None) => unmatched.push(typed),
                        (Some(typed), Some(weight)) => units.push(Unit {
                            typed,
                            weight,
                            query,
                        }),
                    }
                }
            } else {
                // Holds for names that are just the plain words, too.
                around.push((Occur::Must, self.clause(clause)?));
            }
        }
        let mut matched: Vec<(String, Box<dyn Query>)> = Vec::new();
        for unit in &units {
            if matched.iter().all(|(typed, _)| *typed != unit.typed) {
                matched.push((unit.typed.clone(), unit.query.box_clone()));
            }
        }
        if !units.is_empty() || !unmatched.is_empty() {
            let together = self.together(parsed)?;
            helpful.extend(together.into_iter().map(|q| (Occur::Should, q)));
            let mut best = self.best(parsed)?;
            if self.named && !unmatched.is_empty() {
                // A name whose words are cut elsewhere: nothing else was asked for.
                unmatched.clear();
                matched.clear();
            } else if !units.is_empty() {
                best.push(Box::new(BooleanQuery::new(
                    self.wanted(units).into_iter().chain(helpful).collect(),
                )));
            } else {
                best.clear();
            }
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
            self.marks.keys.insert(word.folded.clone());
            if word.open {
                self.marks.beginnings.push(word.folded.clone());
            }
        }
        // Beside others, an unfinished word that says little isn't missed.
        if matched.iter().any(|(typed, _)| !is_stop(typed)) {
            unmatched.retain(|word| !is_stop(word));
        }
        Ok(Plan {
            query: Box::new(BooleanQuery::new(around)),
            marks: self.marks,
            more: self.lookup.more,
            unmatched,
            matched,
            texts: union(self.texts),
            glossary: union(self.glossary),
        })
    }

    /// All that results must have, or most of it.
    fn wanted(&self, units: Vec<Unit>) -> Vec<(Occur, Box<dyn Query>)> {
        if self.mode == Mode::Most {
            let (mut seen, mut any) = (Vec::new(), Vec::new());
            for unit in units {
                // A word that stands there twice weighs no more.
                let mut word = unit.typed;
                stem(&mut word);
                if !seen.contains(&word) {
                    seen.push(word);
                    any.push((unit.weight, unit.query));
                }
            }
            let most: Box<dyn Query> = Box::new(MostQuery::new(any));
            return vec![(Occur::Must, most)];
        }
        units.into_iter().map(|u| (Occur::Must, u.query)).collect()
    }

    /// What the word looked at last weighs, by how many documents have it; nothing where none has.
    fn weight(&self) -> Option<f32> {
        let docs = self.lookup.docs.get();
        (docs > 0).then(|| rarity(docs, self.assets))
    }

    /// The words of a clause, each with how it is said, unless results may lack it, and with what
    /// it weighs, where anything has it; alternatives as one.
    #[allow(clippy::type_complexity, reason = "taken apart by its only caller")]
    fn plain_words(
        &mut self,
        clause: &Clause,
    ) -> Result<Vec<(Option<String>, Option<f32>, Box<dyn Query>)>, Stop> {
        let [sole] = clause.any.as_slice() else {
            self.lookup.docs.set(0);
            let query = self.clause(clause)?;
            let typed: Vec<&str> = clause.words().map(|w| w.folded.as_str()).collect();
            return Ok(vec![(Some(typed.join(" OR ")), self.weight(), query)]);
        };
        let mut out = Vec::new();
        for part in sole {
            let Part::Word(word) = part else { continue };
            self.lookup.docs.set(0);
            if word.stop {
                let query = self.stop_word(word)?;
                out.push((None, self.weight(), query));
                continue;
            }
            let query = self.word(word, true)?;
            let mut weight = self.weight();
            if let Some(plain) = self.plain.last_mut() {
                plain.unmatched = weight.is_none();
                // What a word may have been meant to be must not stand in the way of the others.
                if plain.guessed {
                    weight = weight.map(|_| LEAST);
                }
            }
            out.push((Some(word.folded.clone()), weight, query));
        }
        Ok(out)
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
