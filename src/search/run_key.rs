//! What a run is made of, as one number: two groups of documents that have the same words in the same
//! places have the same.

use search_core::Document;

use super::index_part::PerPart;

/// Of a run, or of something else of the index, among all that is kept.
pub(crate) type RunKey = [u8; 16];

/// Collects the documents of a group; each part of them is apart.
#[derive(Default)]
pub(super) struct RunKeyMaker(PerPart<Texts>);

impl RunKeyMaker {
    /// Adds all of a document that is indexed.
    pub(super) fn add(&mut self, document: &Document<'_>) {
        let Document {
            // Kept, not indexed.
            stored: _,
            name_rank: _,
            exact,
            known_as,
            name,
            path,
            description,
            columns,
            nested,
            column_text,
            glossary,
            facets,
        } = document;
        let [names, about, of_columns, about_columns, terms, values] = &mut self.0;
        names.list(exact);
        names.list(known_as);
        names.text(name);
        names.text(path);
        about.text(description);
        of_columns.list(columns);
        of_columns.count(nested.len());
        for field in nested {
            of_columns.text(&field.path);
            of_columns.count(usize::from(field.own.is_some()));
            field.own.iter().for_each(|own| of_columns.text(own));
        }
        about_columns.list(column_text);
        terms.list(glossary);
        for facet in facets {
            values.count(facet.len());
            for value in facet {
                values.text(&value.id);
                values.text(&value.words);
            }
        }
    }

    /// The keys of all that was added; begins anew.
    pub(super) fn take(&mut self) -> PerPart<RunKey> {
        let mut part = 0;
        self.0.each_mut().map(|texts| {
            // Parts that hold the same texts have them in other fields.
            part += 1;
            let mut hasher = blake3::Hasher::new();
            hasher.update(&[part]).update(&texts.0);
            texts.0.clear();
            key(&hasher)
        })
    }
}

/// A hash of so many bytes as a key has.
pub(super) fn key(hasher: &blake3::Hasher) -> RunKey {
    let mut key = RunKey::default();
    hasher.finalize_xof().fill(&mut key);
    key
}

/// Texts, one after the other.
#[derive(Default)]
struct Texts(Vec<u8>);

impl Texts {
    fn list(&mut self, texts: &[&str]) {
        self.count(texts.len());
        texts.iter().for_each(|text| self.text(text));
    }

    fn text(&mut self, text: &str) {
        self.count(text.len());
        self.0.extend_from_slice(text.as_bytes());
    }

    fn count(&mut self, count: usize) {
        self.0.extend_from_slice(&(count as u64).to_le_bytes());
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use search_core::{Document, Nested, Stored, Value};

    use super::{RunKey, RunKeyMaker};
    use crate::search::index_part::PARTS;

    fn document() -> Document<'static> {
        let value = Value {
            id: "a".into(),
            words: "b".into(),
        };
        Document {
            exact: vec!["a"],
            known_as: vec!["b"],
            name: "c".into(),
            path: "d".into(),
            description: "e",
            columns: vec!["f"],
            nested: vec![Nested {
                path: "f.g".into(),
                own: Some("g"),
            }],
            column_text: vec!["h"],
            glossary: vec!["i"],
            facets: std::array::from_fn(|_| vec![value.clone()]),
            ..Document::default()
        }
    }

    #[test]
    fn every_part_that_is_indexed_counts() {
        let mut changed = vec![document()];
        let mut with = |change: &dyn Fn(&mut Document<'static>)| {
            let mut document = document();
            change(&mut document);
            changed.push(document);
        };
        with(&|d| d.exact.push("x"));
        with(&|d| d.known_as.clear());
        with(&|d| d.name.push('x'));
        with(&|d| d.path.push('x'));
        with(&|d| d.description = "x");
        with(&|d| d.columns[0] = "x");
        with(&|d| d.nested[0].path = "x".into());
        with(&|d| d.nested[0].own = None);
        with(&|d| d.column_text.push("x"));
        with(&|d| d.glossary.clear());
        with(&|d| d.facets[0].clear());
        with(&|d| d.facets[3][0].words.push('x'));
        with(&|d| d.facets[8][0].id.push('x'));
        // What stands in one place instead of another.
        with(&|d| std::mem::swap(&mut d.exact, &mut d.known_as));
        let mut maker = RunKeyMaker::default();
        let mut key = |documents: &[Document<'_>]| {
            documents.iter().for_each(|d| maker.add(d));
            maker.take()
        };
        let mut keys: Vec<_> = changed.chunks(1).map(&mut key).collect();
        // Of one change, that of a single part; a title is a name.
        for other in keys.iter().skip(1) {
            let parts = keys[0].iter().zip(other);
            assert_eq!(parts.filter(|(a, b)| a != b).count(), 1);
        }
        keys.push(key(&changed));
        keys.push(key(&[]));
        let count = keys.len();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), count);
        let parts: BTreeSet<RunKey> = key(&[Document::default()]).into_iter().collect();
        assert_eq!(parts.len(), PARTS);
        let mut kept = document();
        kept.name_rank = 7;
        kept.stored = Stored {
            usage: 3,
            ..Stored::default()
        };
        assert_eq!(key(&[kept]), key(&[document()]));
    }
}
