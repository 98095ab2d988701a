//! Columns of one relation on both sides, by name.

use rustc_hash::FxHashMap;

use crate::lines::{ColumnLine, RelationLine};

/// Which column is which.
pub(super) struct ColumnPairs<'a> {
    /// On both sides, in the new order.
    pub(super) common: Vec<(&'a ColumnLine, &'a ColumnLine)>,
    /// On the old side alone, in its order.
    pub(super) gone: Vec<&'a ColumnLine>,
    /// On the new side alone, in its order.
    pub(super) fresh: Vec<&'a ColumnLine>,
}

/// The columns that the warehouse has; documentation and runs may name others.
fn listed(relation: &RelationLine) -> impl Iterator<Item = &ColumnLine> {
    relation
        .columns
        .iter()
        .filter(|column| column.missing.is_none())
}

/// Whether the warehouse lists any of its columns.
pub(super) fn lists_any(relation: &RelationLine) -> bool {
    listed(relation).next().is_some()
}

impl<'a> ColumnPairs<'a> {
    /// Names are compared as they are written, and of what is left without case: systems that tell cases
    /// apart have few that differ by that alone.
    pub(super) fn new(old: &'a RelationLine, new: &'a RelationLine) -> Self {
        let before: FxHashMap<&str, &ColumnLine> = listed(old)
            .map(|column| (column.name.as_str(), column))
            .collect();
        let mut pairs = Self {
            common: Vec::new(),
            gone: Vec::new(),
            fresh: Vec::new(),
        };
        let mut folded: FxHashMap<String, Vec<&ColumnLine>> = FxHashMap::default();
        let after: FxHashMap<&str, &ColumnLine> = listed(new)
            .map(|column| (column.name.as_str(), column))
            .collect();
        for column in listed(old) {
            if !after.contains_key(column.name.as_str()) {
                let name = column.name.to_lowercase();
                folded.entry(name).or_default().push(column);
            }
        }
        for column in listed(new) {
            let exact = before.get(column.name.as_str()).copied();
            let found = exact.or_else(|| {
                let spelled = folded.get_mut(&column.name.to_lowercase())?;
                spelled.pop()
            });
            match found {
                Some(old) => pairs.common.push((old, column)),
                None => pairs.fresh.push(column),
            }
        }
        let left = |column: &&ColumnLine| {
            let spelled = folded.get(&column.name.to_lowercase());
            spelled.is_some_and(|all| all.iter().any(|c| std::ptr::eq(*c, *column)))
        };
        pairs.gone = listed(old).filter(left).collect();
        pairs
    }
}

/// The column or field that a path is a field of.
pub(super) fn parent(path: &str) -> Option<&str> {
    path.rsplit_once('.').map(|(parent, _)| parent)
}
