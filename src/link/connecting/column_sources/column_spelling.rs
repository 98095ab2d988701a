//! How a relation's columns are spelled: what exports name and what SQL names meet, whatever their case.

use rustc_hash::FxHashMap;

use crate::catalog::{Column, Presence, Registry, Relation};

/// The top-level columns that exports name, by their names in lower case.
pub(super) struct Spelling<'c> {
    places: FxHashMap<String, usize>,
    columns: Vec<Spelled<'c>>,
}

struct Spelled<'c> {
    name: &'c str,
    /// Whether it is there, as far as is known.
    listed: bool,
    /// Whether SQL names it.
    met: bool,
}

impl<'c> Spelling<'c> {
    pub(super) fn new(c: &'c Registry, exported: &[Column]) -> Self {
        let mut places: FxHashMap<String, usize> = FxHashMap::default();
        let mut columns: Vec<Spelled<'c>> = Vec::new();
        for column in exported.iter().filter(|k| k.depth == 0) {
            let spelled = Spelled {
                name: c.str(column.path),
                listed: column.presence == Presence::Listed,
                met: false,
            };
            let next = columns.len();
            let at = *places.entry(spelled.name.to_lowercase()).or_insert(next);
            match columns.get_mut(at) {
                None => columns.push(spelled),
                Some(known) if spelled.listed && !known.listed => *known = spelled,
                Some(_) => {}
            }
        }
        Self { places, columns }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.columns.is_empty()
    }

    /// The column that SQL names so, as exports spell it.
    pub(super) fn meet(&mut self, name: &str) -> Option<&'c str> {
        if self.columns.is_empty() {
            return None;
        }
        let at = *self.places.get(&name.to_lowercase())?;
        let column = self.columns.get_mut(at)?;
        column.met = true;
        Some(column.name)
    }

    /// The columns that SQL doesn't name, in the order of the exports, but for those that the
    /// warehouse lacks.
    pub(super) fn unmet(&self) -> impl Iterator<Item = &'c str> {
        let unmet = self.columns.iter().filter(|k| k.listed && !k.met);
        unmet.map(|k| k.name)
    }
}

/// Whether a relation's columns are spelled as its SQL spells them: no warehouse lists them, and it
/// keeps the case of names. Documentation may spell them in another way.
pub(super) fn spelled_by_sql(relation: &Relation) -> bool {
    let query = relation.query.as_ref();
    !relation.columns_complete
        && query
            .is_some_and(|query| query.dialect.keeps_case() && query.origin.is_of_a_sure_dialect())
}
