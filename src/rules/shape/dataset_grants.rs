//! Grants on a dataset reach all that is in it: what is wrong with them is said once for each product or
//! DME that answers for some of it, not of each table and view.

use rustc_hash::FxHashMap;

use crate::catalog::{AssetIx, Catalog, Relation, Sym};
use crate::diagnostic::{Finding, Rule, Text};
use crate::rules::place::place;

/// What of a dataset one product or DME answers for.
pub(super) struct Part<'c, T> {
    /// The first of its tables and views, by name.
    pub first: &'c Relation,
    /// How many there are.
    pub count: usize,
    /// What was found out of the dataset's grants.
    pub found: T,
    /// Who answers.
    by: Option<AssetIx>,
}

/// Parts of datasets, in the order in which they were met.
pub(super) struct Parts<'c, T> {
    at: FxHashMap<(Sym, Sym, Option<AssetIx>), usize>,
    parts: Vec<Part<'c, T>>,
}

impl<'c, T> Parts<'c, T> {
    pub(super) fn new() -> Self {
        Self {
            at: FxHashMap::default(),
            parts: Vec::new(),
        }
    }

    /// Adds a relation, of whose dataset something was found.
    pub(super) fn add(&mut self, catalog: &Catalog, relation: &'c Relation, found: T) {
        let by = relation.product.or_else(|| catalog.owner(relation));
        let key = (relation.project, relation.dataset, by);
        let next = self.parts.len();
        let at = *self.at.entry(key).or_insert(next);
        match self.parts.get_mut(at) {
            Some(part) => {
                part.count += 1;
                // By name, so that a finding about it stays the same whatever the order of the exports.
                if catalog.name(relation.asset) < catalog.name(part.first.asset) {
                    part.first = relation;
                }
            }
            None => self.parts.push(Part {
                first: relation,
                count: 1,
                found,
                by,
            }),
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Part<'c, T>> {
        self.parts.iter()
    }
}

impl<T> Part<'_, T> {
    /// Full name of the dataset.
    pub(super) fn dataset(&self, catalog: &Catalog) -> String {
        let names = [self.first.project, self.first.dataset].map(|part| catalog.str(part));
        let names = names.into_iter().filter(|name| !name.is_empty());
        names.collect::<Vec<_>>().join(".")
    }

    /// A finding about who answers for it.
    pub(super) fn finding(&self, catalog: &Catalog, rule: Rule, message: Text) -> Finding {
        Finding::new(rule, message)
            .at(place(catalog, self.first))
            .about(catalog.subject(self.by.unwrap_or(self.first.asset)))
            .detail(&self.dataset(catalog))
    }
}
