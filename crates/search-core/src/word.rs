//! From one plain word to what finds it: as it is, as a beginning, mistyped, or within another.

use tantivy::query::{BoostQuery, DisjunctionMaxQuery, EmptyQuery, Query};
use tantivy::schema::Field;

use crate::error::Stop;
use crate::index_schema::whole;
use crate::lookup::{PART, scored, union};
use crate::planner::{Mode, Plain, Planner};
use crate::syntax::Word;
use crate::weight::{BEGINNING, places};

impl Planner<'_> {
    /// A word that says little, where it costs next to nothing: in names and texts, so that one
    /// that has all words as they were typed gains by it.
    pub(crate) fn stop_word(&mut self, word: &Word) -> Result<Box<dyn Query>, Stop> {
        let f = self.fields;
        let mut found: Vec<Box<dyn Query>> = Vec::new();
        let mut plain = Plain {
            folded: word.folded.clone(),
            stop: true,
            ..Plain::default()
        };
        for field in [f.name, f.description, f.column_text] {
            if let Some(term) = self.lookup.cheap(field, &word.stem)? {
                plain.same.push((field, term.box_clone()));
                found.push(term);
            }
        }
        self.plain.push(plain);
        Ok(union(found))
    }

    /// A word in any field, the name above all.
    pub(crate) fn word(&mut self, word: &Word, wanted: bool) -> Result<Box<dyn Query>, Stop> {
        let mut found: Vec<Box<dyn Query>> = Vec::new();
        let mut plain = Plain {
            folded: word.folded.clone(),
            ..Plain::default()
        };
        for place in places(self.fields) {
            if let Some(term) = self.lookup.term(place.field, &word.stem)? {
                plain.same.push((place.field, term.box_clone()));
                self.note(place.field, &*term, wanted);
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
                    let longer = union(longer);
                    self.note(place.field, &*longer, wanted);
                    found.push(scored(longer, place.beginning));
                }
            }
        }
        if wanted && found.is_empty() {
            self.run_together(word, &mut found)?;
        }
        plain.guessed = found.is_empty();
        if wanted && (found.is_empty() || self.mode == Mode::Forgiving) {
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

    /// A name or column whose words were written as one.
    fn run_together(&mut self, word: &Word, found: &mut Vec<Box<dyn Query>>) -> Result<(), Stop> {
        let f = self.fields;
        for (field, key) in [
            (f.exact, word.folded.clone()),
            (f.columns, whole(&word.folded)),
        ] {
            if let Some(term) = self.lookup.term(field, &key)? {
                found.push(Box::new(BoostQuery::new(term, 3.0)));
            }
        }
        if word.open && word.folded.chars().count() >= BEGINNING {
            let longer = self.lookup.few(f.exact, word)?;
            if !longer.is_empty() {
                found.push(scored(union(longer), 5.0));
            }
        }
        Ok(())
    }

    /// Keeps what finds a word where results don't show it.
    fn note(&mut self, field: Field, query: &dyn Query, wanted: bool) {
        let list = if field == self.fields.column_text {
            &mut self.texts
        } else if field == self.fields.glossary {
            &mut self.glossary
        } else {
            return;
        };
        if wanted {
            list.push(query.box_clone());
        }
    }

    /// What a word that isn't there may have been meant to be, or be a part of: a word of names or
    /// columns, and only where there is none, one of texts.
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
            (f.path, 1.5),
            (f.glossary, 1.5),
        ];
        let texts = [(f.description, 2.0), (f.column_text, 1.2)];
        for places in [&names[..], &texts] {
            let before = found.len();
            for (field, weight) in places {
                for near in self.lookup.near(*field, word, distance)? {
                    if *field == f.name && near.distance < PART {
                        plain.near.push(near.query.box_clone());
                    }
                    self.note(*field, &*near.query, true);
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
}
