//! Columns of one relation, from several exports and in any order, put together.

use rustc_hash::FxHashMap;

use super::raw_facts::{Listing, RawColumn};
use crate::catalog::{Column, Presence, Strings, Sym};

/// Most descriptions of columns that are compared each with each; beyond, a map is cheaper.
const MOST_COMPARED: usize = 128;

/// One relation's columns: duplicates merged, top-level ones in their order, nested fields
/// below their parents.
pub(super) fn merge_columns(strings: &Strings, group: &[RawColumn], out: &mut Vec<Column>) {
    if !merge_few(strings, group, out) {
        merge_any(strings, group, out);
    }
}

fn merge_any(strings: &Strings, group: &[RawColumn], out: &mut Vec<Column>) {
    let mut merged: Vec<RawColumn> = Vec::with_capacity(group.len());
    let mut place: FxHashMap<Sym, usize> = FxHashMap::default();
    // What the warehouse lists comes first, so that the rest meets its spelling.
    for column in group.iter().filter(|c| c.listing == Listing::Complete) {
        match place.get(&column.column.path) {
            None => {
                place.insert(column.column.path, merged.len());
                merged.push(*column);
            }
            Some(at) => merge(&mut merged[*at], column, strings),
        }
    }
    let listed = merged.len();
    merge_named(strings, group, &mut merged, &mut place);
    if listed > 0 && merged.len() > listed {
        mark(strings, &mut merged, listed);
    }
    if merged.iter().any(|c| c.ordinal > 0 || c.column.depth > 0) {
        // Rank of each top-level column: its ordinal, or where it was first named.
        let mut rank: FxHashMap<&str, (u32, usize)> = FxHashMap::default();
        for (i, column) in merged.iter().enumerate() {
            let ordinal = match (column.column.depth, column.ordinal) {
                (0, n) if n > 0 => n,
                _ => u32::MAX,
            };
            let top = top(&column.column, strings);
            let entry = rank.entry(top).or_insert((ordinal, i));
            entry.0 = entry.0.min(ordinal);
        }
        let mut order: Vec<usize> = (0..merged.len()).collect();
        order.sort_by_cached_key(|i| {
            let column = &merged[*i].column;
            let path = strings.resolve(column.path);
            let nested = column.depth > 0;
            (
                rank.get(top(column, strings)).copied(),
                nested,
                nested.then(|| nested_order(path, &place, strings)),
            )
        });
        out.extend(order.into_iter().map(|i| merged[i].column));
    } else {
        out.extend(merged.into_iter().map(|c| c.column));
    }
}

/// Adds what documentation and runs name. The case of a name counts only where documentation
/// says so; what differs in it alone is one column, as the warehouse spells it.
fn merge_named(
    strings: &Strings,
    group: &[RawColumn],
    merged: &mut Vec<RawColumn>,
    place: &mut FxHashMap<Sym, usize>,
) {
    // Most groups are listed as they are named; the map is made where one isn't.
    let mut folded: Option<FxHashMap<String, usize>> = None;
    for column in group.iter().filter(|c| c.listing != Listing::Complete) {
        let path = column.column.path;
        let found = match (place.get(&path), column.listing) {
            (Some(at), _) => Some(*at),
            (None, Listing::DocumentedExactly) => None,
            (None, _) => {
                let lower = strings.resolve(path).to_lowercase();
                let folded = folded.get_or_insert_with(|| by_lower_case(strings, merged));
                let found = folded.get(&lower).copied();
                if found.is_none() {
                    folded.insert(lower, merged.len());
                }
                found
            }
        };
        match found {
            Some(at) => merge(&mut merged[at], column, strings),
            None => {
                place.insert(path, merged.len());
                merged.push(*column);
            }
        }
    }
}

/// Places by names in lower case. Of two that differ in case alone, the one in upper case is
/// what a name without quotes means where that matters.
fn by_lower_case(strings: &Strings, merged: &[RawColumn]) -> FxHashMap<String, usize> {
    let mut folded = FxHashMap::default();
    for (at, column) in merged.iter().enumerate() {
        if column.listing == Listing::DocumentedExactly {
            continue;
        }
        let path = strings.resolve(column.column.path);
        let entry = folded.entry(path.to_lowercase()).or_insert(at);
        if path.to_uppercase() == path {
            *entry = at;
        }
    }
    folded
}

/// Marks what the warehouse's list, which comes first, lacks. A list of top-level columns says
/// nothing of fields.
fn mark(strings: &Strings, merged: &mut [RawColumn], listed: usize) {
    let (listed, others) = merged.split_at_mut(listed);
    let mut tops: FxHashMap<String, bool> = FxHashMap::default();
    for column in listed.iter() {
        let top = top(&column.column, strings).to_lowercase();
        *tops.entry(top).or_default() |= column.column.depth > 0;
    }
    for column in others {
        let top = top(&column.column, strings).to_lowercase();
        let missing = match tops.get(&top) {
            Some(has_fields) => column.column.depth == 0 || *has_fields,
            None => true,
        };
        if missing {
            column.column.presence = match column.listing {
                Listing::Complete => Presence::Listed,
                Listing::Seen => Presence::Seen,
                Listing::Documented | Listing::DocumentedExactly => Presence::Documented,
            };
        }
    }
}

/// The column that a path begins with.
fn top<'s>(column: &Column, strings: &'s Strings) -> &'s str {
    let path = strings.resolve(column.path);
    match column.depth {
        0 => path,
        _ => path.split('.').next().unwrap_or(path),
    }
}

/// The common case: some columns without nested fields, of all of which the warehouse itself tells.
/// Says whether it was that.
fn merge_few(strings: &Strings, group: &[RawColumn], out: &mut Vec<Column>) -> bool {
    let is_plain = |c: &RawColumn| c.listing == Listing::Complete && c.column.depth == 0;
    if group.len() > MOST_COMPARED || !group.iter().all(is_plain) {
        return false;
    }
    let mut merged: Vec<RawColumn> = Vec::with_capacity(group.len());
    // What is looked through stands close together.
    let mut paths: Vec<Sym> = Vec::with_capacity(group.len());
    for column in group {
        match paths.iter().position(|path| *path == column.column.path) {
            Some(at) => merge(&mut merged[at], column, strings),
            None => {
                paths.push(column.column.path);
                merged.push(*column);
            }
        }
    }
    if merged.iter().any(|column| column.ordinal > 0) {
        // Those whose place isn't told come last, as they were first named.
        merged.sort_by_key(|column| column.ordinal.wrapping_sub(1));
    }
    out.extend(merged.into_iter().map(|column| column.column));
    true
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
    a.policy_tags = a.policy_tags.or(b.policy_tags);
    a.partitioning |= b.partitioning;
    a.clustering = a.clustering.max(b.clustering);
    // What isn't told yields to either answer, and NULL is forbidden where anything says so.
    a.required = a.required.max(b.required);
    if into.ordinal == 0 {
        into.ordinal = other.ordinal;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn raw(strings: &mut Strings, path: &str, ordinal: u32, flags: u8) -> RawColumn {
        RawColumn {
            relation: 0,
            job: None,
            ordinal,
            listing: [Listing::Complete, Listing::Documented][usize::from(flags >> 4 & 1)],
            column: Column {
                path: strings.intern(path),
                data_type: strings.intern(["", "STRING"][usize::from(flags & 1)]),
                description: (flags & 2 > 0).then(|| strings.intern("text")),
                depth: u8::from(path.contains('.')),
                required: [None, Some(true)][usize::from(flags >> 2 & 1)],
                partitioning: flags & 8 > 0,
                clustering: flags >> 6,
                policy_tags: None,
                presence: Presence::Listed,
            },
        }
    }

    proptest! {
        #[test]
        fn the_short_way_gives_what_the_long_way_gives(
            first in prop::collection::vec(("[a-e](\\.x)?", 0..4_u32, any::<u8>()), 1..6),
            rising in any::<bool>(),
            twice in any::<bool>(),
            second in prop::collection::vec(any::<u8>(), 6),
        ) {
            let mut strings = Strings::default();
            let mut group = Vec::new();
            for (i, (path, ordinal, flags)) in (1..).zip(&first) {
                group.push(raw(&mut strings, path, if rising { i } else { *ordinal }, *flags));
            }
            if twice {
                for ((path, ..), flags) in first.iter().zip(&second) {
                    group.push(raw(&mut strings, path, 0, *flags));
                }
            }
            let (mut short, mut long) = (Vec::new(), Vec::new());
            merge_columns(&strings, &group, &mut short);
            merge_any(&strings, &group, &mut long);
            prop_assert_eq!(format!("{short:?}"), format!("{long:?}"));
        }
    }
}
