//! What a run is made of, as one number: two groups of documents that have the same words in the same
//! places have the same.

use search_core::Document;

/// Of a run, among all that is kept.
pub(crate) type RunKey = [u8; 16];

/// Collects the documents of a run.
#[derive(Default)]
pub(super) struct RunKeyMaker(Vec<u8>);

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
        for list in [exact, known_as, columns, column_text, glossary] {
            self.count(list.len());
            list.iter().for_each(|text| self.text(text));
        }
        for text in [name.as_str(), path, description] {
            self.text(text);
        }
        self.count(nested.len());
        for field in nested {
            self.text(&field.path);
            self.count(usize::from(field.own.is_some()));
            field.own.iter().for_each(|own| self.text(own));
        }
        for values in facets {
            self.count(values.len());
            for value in values {
                self.text(&value.id);
                self.text(&value.words);
            }
        }
    }

    /// The key of all that was added; begins anew.
    pub(super) fn take(&mut self) -> RunKey {
        let hash = blake3::hash(&self.0);
        self.0.clear();
        let mut key = RunKey::default();
        for (to, from) in key.iter_mut().zip(hash.as_bytes()) {
            *to = *from;
        }
        key
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
    use search_core::{Document, Nested, Stored, Value};

    use super::RunKeyMaker;

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
        keys.push(key(&changed));
        keys.push(key(&[]));
        let count = keys.len();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), count);
        let mut kept = document();
        kept.name_rank = 7;
        kept.stored = Stored {
            usage: 3,
            ..Stored::default()
        };
        assert_eq!(key(&[kept]), key(&[document()]));
    }
}
