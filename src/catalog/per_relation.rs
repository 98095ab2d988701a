//! Values of relations, of each a row of them.

use std::ops::Range;

use super::{AssetIx, small};

/// Some values of each table and view, all in one vector. Those that have none take no room.
#[derive(Debug, Clone)]
pub(crate) struct PerRelation<T> {
    values: Vec<T>,
    /// By asset; it ends with the last one that has any.
    ranges: Vec<Range<u32>>,
}

impl<T> Default for PerRelation<T> {
    fn default() -> Self {
        Self {
            values: Vec::new(),
            ranges: Vec::new(),
        }
    }
}

impl<T> PerRelation<T> {
    /// Sets the values of one relation.
    pub(crate) fn set(&mut self, relation: AssetIx, values: impl IntoIterator<Item = T>) {
        self.set_all(&[relation], values);
    }

    /// Sets the values of several relations that have the same.
    pub(crate) fn set_all(&mut self, relations: &[AssetIx], values: impl IntoIterator<Item = T>) {
        let start = small(self.values.len());
        self.values.extend(values);
        let range = start..small(self.values.len());
        if range.is_empty() {
            return;
        }
        for relation in relations {
            if self.ranges.len() <= relation.ix() {
                self.ranges.resize(relation.ix() + 1, 0..0);
            }
            self.ranges[relation.ix()] = range.clone();
        }
    }

    /// The values of a relation.
    #[must_use]
    pub(crate) fn of(&self, relation: AssetIx) -> &[T] {
        let Range { start, end } = self.range(relation);
        self.values
            .get(start as usize..end as usize)
            .unwrap_or_default()
    }

    /// Where the values of a relation stand among all.
    #[must_use]
    pub(crate) fn range(&self, relation: AssetIx) -> Range<u32> {
        self.ranges.get(relation.ix()).cloned().unwrap_or_default()
    }

    /// The values of all relations.
    #[must_use]
    pub(crate) fn all(&self) -> &[T] {
        &self.values
    }
}
