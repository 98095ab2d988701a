//! What lifts a result above those that merely have all words: names that are just the words, and
//! words that stand together.

use tantivy::query::Query;

use crate::error::Stop;
use crate::index_schema::{name_length, whole};
use crate::lookup::{intersection, scored, union};
use crate::planner::{Plain, Planner};
use crate::syntax::{Parsed, Word};
use crate::weight::{
    BEGINNING, BEGINS, COLUMN, EXACT, KNOWN_AS, NEARLY, SAME_WORDS, SHORT_COLUMN, VERBATIM,
};

/// The plain words without those that say little or that nothing matches.
fn significant(plain: &[Plain]) -> impl Iterator<Item = &Plain> {
    plain.iter().filter(|w| !w.stop && !w.unmatched)
}

/// The key of a name that is just the words which count.
fn key(parsed: &Parsed, plain: &[Plain]) -> String {
    if plain.iter().all(|w| !w.stop && !w.unmatched) {
        return parsed.exact.clone();
    }
    significant(plain).map(|w| w.folded.as_str()).collect()
}

impl Planner<'_> {
    /// Names that are just the plain words, before all else.
    pub(crate) fn best(&mut self, parsed: &Parsed) -> Result<Vec<Box<dyn Query>>, Stop> {
        let mut best = Vec::new();
        if parsed.exact.is_empty() {
            return Ok(best);
        }
        let words = std::mem::take(&mut self.plain);
        let short = key(parsed, &words);
        let mut keys = vec![
            (parsed.exact.clone(), EXACT),
            (whole(&parsed.exact), KNOWN_AS),
        ];
        if short != parsed.exact && !short.is_empty() {
            keys.extend([(short.clone(), KNOWN_AS), (whole(&short), SAME_WORDS)]);
        }
        for (place, (key, score)) in keys.into_iter().enumerate() {
            if let Some(found) = self.lookup.term(self.fields.exact, &key)? {
                // The first two are the words as a whole.
                self.named |= place < 2;
                best.push(scored(found, score));
            }
        }
        if let Some(word) = parsed.plain().last().filter(|w| w.open) {
            let goes_on = words.last().is_some_and(|w| !w.unmatched);
            let mut beginnings = vec![parsed.exact.clone()];
            beginnings.extend((goes_on && short != parsed.exact).then_some(short));
            for (place, name) in beginnings.into_iter().enumerate() {
                if name.chars().count() < BEGINNING {
                    continue;
                }
                let name = Word {
                    folded: name.clone(),
                    stem: name,
                    ..word.clone()
                };
                let longer = self.lookup.few(self.fields.exact, &name)?;
                if !longer.is_empty() {
                    self.named |= place == 0;
                    best.push(scored(union(longer), BEGINS));
                }
            }
        }
        self.same_words(significant(&words).collect(), &mut best)?;
        if words.iter().any(|w| w.stop) {
            let all = words.iter().filter(|w| !w.unmatched).collect();
            self.same_words(all, &mut best)?;
        }
        Ok(best)
    }

    /// Names of just these words, in any order.
    fn same_words(&self, words: Vec<&Plain>, best: &mut Vec<Box<dyn Query>>) -> Result<(), Stop> {
        if words.is_empty() {
            return Ok(());
        }
        let name = self.fields.name;
        let Some(length) = self.lookup.term(name, &name_length(words.len()))? else {
            return Ok(());
        };
        let same: Option<Vec<_>> = words.iter().map(|w| w.in_field(name)).collect();
        if let Some(mut all) = same {
            all.push(length);
            best.push(scored(intersection(all), SAME_WORDS));
            return Ok(());
        }
        let mut all: Vec<Box<dyn Query>> = Vec::new();
        for word in words {
            let mut any: Vec<Box<dyn Query>> = word.in_field(name).into_iter().collect();
            any.extend(word.near.iter().map(|q| q.box_clone()));
            all.push(union(any));
        }
        all.push(length);
        best.push(scored(intersection(all), NEARLY));
        Ok(())
    }

    /// What adds to the score: a column of just these words, and all words in one text.
    pub(crate) fn together(&mut self, parsed: &Parsed) -> Result<Vec<Box<dyn Query>>, Stop> {
        let f = self.fields;
        let mut found = Vec::new();
        if parsed.exact.is_empty() {
            return Ok(found);
        }
        let counted = significant(&self.plain).count();
        let mut keys = vec![(parsed.exact.clone(), parsed.plain().count())];
        keys.push((key(parsed, &self.plain), counted));
        keys.dedup_by(|a, b| a.0 == b.0);
        for (key, words) in keys {
            if key.is_empty() {
                continue;
            }
            let column = self.lookup.term(f.columns, &whole(&key))?;
            let worth = if words > 1 { COLUMN } else { SHORT_COLUMN };
            found.extend(column.map(|q| scored(q, worth)));
        }
        // All words in one and the same text; worth so much for each word beyond the first.
        let stop = self.plain.iter().any(|w| w.stop);
        for (field, worth) in [
            (f.name, 40.0),
            (f.columns, 10.0),
            (f.description, 30.0),
            (f.column_text, 25.0),
            (f.glossary, 10.0),
        ] {
            if counted > 1 {
                let all: Option<Vec<_>> = significant(&self.plain)
                    .map(|w| w.in_field(field))
                    .collect();
                found.extend(all.map(|all| scored(intersection(all), worth * beyond(counted))));
            }
            if stop && counted > 0 {
                let all: Option<Vec<_>> = self
                    .plain
                    .iter()
                    .filter(|w| !w.unmatched)
                    .map(|w| w.in_field(field))
                    .collect();
                found.extend(all.map(|all| scored(intersection(all), VERBATIM)));
            }
        }
        Ok(found)
    }
}

/// Words beyond the first.
#[allow(clippy::cast_precision_loss, reason = "at most 32 words")]
fn beyond(words: usize) -> f32 {
    words.saturating_sub(1) as f32
}
