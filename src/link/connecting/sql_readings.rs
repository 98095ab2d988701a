//! Texts of SQL, each distinct one read once. Those of relations are asked for by several steps, and
//! kept for them; those of statements are asked for once, and only read here.

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::catalog::{Query, Registry, Sym};
use crate::link::SavedReadings;
use sql::{Defaults, Dialect, Reading};

/// A hash of a text and its dialect.
type Key = [u8; 16];

/// What each distinct text says, written down: in memory it would take several times as much.
pub(in crate::link) struct Readings<'s> {
    by_text: FxHashMap<Key, Box<[u8]>>,
    /// Of former runs.
    saved: &'s dyn SavedReadings,
}

impl<'s> Readings<'s> {
    /// Reads the SQL of relations that is a source of pointers or of columns.
    pub(super) fn of_relations(registry: &Registry, saved: &'s dyn SavedReadings) -> Self {
        let mut texts = Vec::new();
        for relation in &registry.relations {
            let query = relation.query.as_ref();
            if let Some(query) = query.filter(|q| relation.is_view() || q.is_display_only()) {
                let both = own_statement(registry, query)
                    .into_iter()
                    .chain([query.text]);
                texts.extend(both.map(|text| (registry.str(text), query.dialect)));
            }
        }
        Readings::new(&texts, saved)
    }

    /// Reads each distinct text once, in parallel: it is the dearest step of linking.
    pub(super) fn new(texts: &[(&str, Dialect)], saved: &'s dyn SavedReadings) -> Self {
        let keys: Vec<Key> = texts
            .par_iter()
            .map(|(text, dialect)| key(text, *dialect))
            .collect();
        let mut met: FxHashSet<Key> = FxHashSet::default();
        let distinct: Vec<(Key, &str, Dialect)> = keys
            .into_iter()
            .zip(texts)
            .filter(|(key, _)| met.insert(*key))
            .map(|(key, (text, dialect))| (key, *text, *dialect))
            .collect();
        let read: Vec<(Key, Box<[u8]>)> = distinct
            .into_par_iter()
            .map(|(key, text, dialect)| {
                let known = saved.get(&key);
                let bytes = known.unwrap_or_else(|| {
                    let bytes = sql::read(text, dialect).to_bytes();
                    saved.put(&key, &bytes);
                    bytes
                });
                (key, bytes.into())
            })
            .collect();
        Readings {
            by_text: read.into_iter().collect(),
            saved,
        }
    }

    /// What a text says: from what is kept where a relation has the same text.
    pub(super) fn reading(&self, text: &str, dialect: Dialect) -> Reading {
        let key = key(text, dialect);
        if let Some(known) = self.by_text.get(&key) {
            return Reading::from_bytes(known).unwrap_or_else(|| sql::read(text, dialect));
        }
        let saved = self.saved.get(&key);
        let saved = saved.and_then(|bytes| Reading::from_bytes(&bytes));
        saved.unwrap_or_else(|| {
            let reading = sql::read(text, dialect);
            if self.saved.keeps() {
                self.saved.put(&key, &reading.to_bytes());
            }
            reading
        })
    }

    /// What is kept of the columns that a text gives; nothing where nothing can be.
    pub(super) fn saved_columns(
        &self,
        text: &str,
        dialect: Dialect,
        defaults: Defaults<'_>,
    ) -> Option<SavedColumns<'s>> {
        let mut hasher = blake3::Hasher::new();
        for part in [defaults.project, defaults.dataset] {
            let length = part.map_or(u64::MAX, |part| part.len() as u64);
            hasher.update(&length.to_le_bytes());
            hasher.update(part.unwrap_or_default().as_bytes());
        }
        let saved = self.saved;
        saved.keeps().then(|| SavedColumns {
            saved,
            key: short(hasher.update(&key(text, dialect))),
        })
    }
}

/// The columns that a text gives, as they are kept.
pub(super) struct SavedColumns<'s> {
    saved: &'s dyn SavedReadings,
    key: Key,
}

impl SavedColumns<'_> {
    /// What a former run left.
    pub(super) fn known(&self) -> Option<Vec<u8>> {
        self.saved.columns(&self.key)
    }

    /// Leaves something for the next.
    pub(super) fn put(&self, columns: &[u8]) {
        self.saved.put_columns(&self.key, columns);
    }
}

/// The `CREATE` statement of a relation, where it may say something else than the query does.
pub(super) fn own_statement(registry: &Registry, query: &Query) -> Option<Sym> {
    let ddl = query.ddl.filter(|ddl| *ddl != query.text)?;
    let text = registry.str(query.text);
    (!sql::only_wraps(registry.str(ddl), text, query.dialect)).then_some(ddl)
}

fn key(text: &str, dialect: Dialect) -> Key {
    let mut hasher = blake3::Hasher::new();
    short(hasher.update(&[dialect as u8]).update(text.as_bytes()))
}

fn short(hasher: &blake3::Hasher) -> Key {
    let mut key = Key::default();
    hasher.finalize_xof().fill(&mut key);
    key
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::{Key, Readings, SavedReadings, key};
    use crate::link::NoneSaved;
    use sql::{Defaults, Dialect};

    /// Keeps in memory.
    #[derive(Default)]
    struct Saved(Mutex<Vec<(Key, Vec<u8>)>>);

    impl SavedReadings for Saved {
        fn columns(&self, _: &Key) -> Option<Vec<u8>> {
            None
        }

        fn put_columns(&self, _: &Key, _: &[u8]) {}

        fn keeps(&self) -> bool {
            true
        }

        fn get(&self, text: &Key) -> Option<Vec<u8>> {
            let all = self.0.lock().unwrap();
            let found = all.iter().find(|(key, _)| key == text);
            found.map(|(_, bytes)| bytes.clone())
        }

        fn put(&self, text: &Key, reading: &[u8]) {
            self.0.lock().unwrap().push((*text, reading.to_vec()));
        }
    }

    #[test]
    fn what_is_saved_is_not_read_again() {
        let (text, other) = ("SELECT a FROM t", "SELECT b FROM u");
        let dialect = Dialect::BigQuery;
        let saved = Saved::default();
        let first = Readings::new(&[(text, dialect)], &saved);
        let of_statement = first.reading(other, dialect);
        assert_eq!(saved.0.lock().unwrap().len(), 2);
        // Told apart by what is saved, which is another text here.
        let swapped = sql::read("SELECT c FROM v", dialect).to_bytes();
        for (_, bytes) in &mut *saved.0.lock().unwrap() {
            bytes.clone_from(&swapped);
        }
        let again = Readings::new(&[(text, dialect)], &saved);
        for text in [text, other] {
            assert_eq!(again.reading(text, dialect).to_bytes(), swapped);
        }
        assert_eq!(saved.0.lock().unwrap().len(), 2);
        // What can't be read back is read anew.
        saved.0.lock().unwrap()[1].1.clear();
        assert_eq!(again.reading(other, dialect), of_statement);
    }

    #[test]
    fn each_text_is_kept_once_a_dialect() {
        let (text, other) = ("SELECT a + 1 FROM t", "SELECT b - 1 FROM u");
        let texts = [
            (text, Dialect::BigQuery),
            (text, Dialect::BigQuery),
            (text, Dialect::Snowflake),
        ];
        let readings = Readings::new(&texts, &NoneSaved);
        assert_eq!(readings.by_text.len(), 2);
        for text in [text, other] {
            let found = readings.reading(text, Dialect::BigQuery);
            let defaults = Defaults::default();
            let expected = sql::references(text, Dialect::BigQuery, defaults);
            assert_eq!(found.references(defaults), expected);
        }
    }

    #[test]
    fn what_is_kept_is_not_read_again() {
        let text = "SELECT a FROM t";
        let other = sql::read("SELECT b FROM u", Dialect::BigQuery);
        let kept = (key(text, Dialect::BigQuery), other.to_bytes().into());
        let readings = Readings {
            by_text: [kept].into_iter().collect(),
            saved: &NoneSaved,
        };
        assert_eq!(readings.reading(text, Dialect::BigQuery), other);
    }
}
