//! Columns of one relation, from several exports and in any order, put together.

use rustc_hash::FxHashMap;

use super::{Facts, RawColumn};
use crate::catalog::{Column, Strings, Sym};

impl Facts {
    /// One relation's columns: duplicates merged, top-level ones in their order, nested fields
    /// below their parents.
    pub(super) fn merge_columns(&self, group: &mut [RawColumn], out: &mut Vec<Column>) {
        let mut merged: Vec<RawColumn> = Vec::with_capacity(group.len());
        let mut place: FxHashMap<Sym, usize> = FxHashMap::default();
        for column in group.iter() {
            match place.get(&column.column.path) {
                None => {
                    place.insert(column.column.path, merged.len());
                    merged.push(*column);
                }
                Some(at) => merge(&mut merged[*at], column, &self.strings),
            }
        }
        if merged.iter().any(|c| c.ordinal > 0 || c.column.depth > 0) {
            // Rank of each top-level column: its ordinal, or where it was first named.
            let mut rank: FxHashMap<&str, (u32, usize)> = FxHashMap::default();
            for (i, column) in merged.iter().enumerate() {
                let path = self.strings.resolve(column.column.path);
                let top = path.split('.').next().unwrap_or(path);
                let ordinal = match (column.column.depth, column.ordinal) {
                    (0, n) if n > 0 => n,
                    _ => u32::MAX,
                };
                let entry = rank.entry(top).or_insert((ordinal, i));
                entry.0 = entry.0.min(ordinal);
            }
            let mut order: Vec<usize> = (0..merged.len()).collect();
            order.sort_by_cached_key(|i| {
                let path = self.strings.resolve(merged[*i].column.path);
                let top = path.split('.').next().unwrap_or(path);
                let nested = merged[*i].column.depth > 0;
                (
                    rank.get(top).copied(),
                    nested,
                    nested.then(|| nested_order(path, &place, &self.strings)),
                )
            });
            out.extend(order.into_iter().map(|i| merged[i].column));
        } else {
            out.extend(merged.into_iter().map(|c| c.column));
        }
    }
}

/// Sort key of a nested field: the place of each of its ancestors and of itself, so that children
/// follow their parent in the order of the export.
fn nested_order(path: &str, place: &FxHashMap<Sym, usize>, strings: &Strings) -> Vec<usize> {
    path.match_indices('.')
        .map(|(i, _)| i)
        .chain([path.len()])
        .skip(1)
        .map(|end| {
            strings
                .get(&path[..end])
                .and_then(|s| place.get(&s))
                .copied()
                .unwrap_or(usize::MAX)
        })
        .collect()
}

fn merge(into: &mut RawColumn, other: &RawColumn, strings: &Strings) {
    let (a, b) = (&mut into.column, &other.column);
    if strings.resolve(a.data_type).is_empty() {
        a.data_type = b.data_type;
    }
    a.description = a.description.or(b.description);
    a.partitioning |= b.partitioning;
    a.clustering = a.clustering.max(b.clustering);
    into.nullable = into.nullable.max(other.nullable);
    a.required |= b.required;
    if into.ordinal == 0 {
        into.ordinal = other.ordinal;
    }
}
