//! Texts of SQL, each distinct one read once. Those of relations are asked for by several steps, and
//! kept for them; those of statements are asked for once, and only read here.

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::catalog::{Query, Registry, Sym};
use sql::{Dialect, Reading};

/// A hash of a text and its dialect.
type Key = [u8; 16];

/// What each distinct text says, written down: in memory it would take several times as much.
pub(in crate::link) struct Readings {
    by_text: FxHashMap<Key, Box<[u8]>>,
}

impl Readings {
    /// Reads the SQL of relations that is a source of pointers or of columns.
    pub(super) fn of_relations(registry: &Registry) -> Readings {
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
        Readings::new(&texts)
    }

    /// Reads each distinct text once, in parallel: it is the dearest step of linking.
    fn new(texts: &[(&str, Dialect)]) -> Readings {
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
            .map(|(key, text, dialect)| (key, sql::read(text, dialect).to_bytes().into()))
            .collect();
        Readings {
            by_text: read.into_iter().collect(),
        }
    }

    /// What a text says: from what is kept where a relation has the same text.
    pub(super) fn reading(&self, text: &str, dialect: Dialect) -> Reading {
        let known = self.by_text.get(&key(text, dialect));
        known
            .and_then(|bytes| Reading::from_bytes(bytes))
            .unwrap_or_else(|| sql::read(text, dialect))
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
    hasher.update(&[dialect as u8]).update(text.as_bytes());
    let mut key = Key::default();
    hasher.finalize_xof().fill(&mut key);
    key
}

#[cfg(test)]
mod tests {
    use super::{Readings, key};
    use sql::{Defaults, Dialect};

    #[test]
    fn each_text_is_kept_once_a_dialect() {
        let (text, other) = ("SELECT a + 1 FROM t", "SELECT b - 1 FROM u");
        let texts = [
            (text, Dialect::BigQuery),
            (text, Dialect::BigQuery),
            (text, Dialect::Snowflake),
        ];
        let readings = Readings::new(&texts);
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
        };
        assert_eq!(readings.reading(text, Dialect::BigQuery), other);
    }
}
