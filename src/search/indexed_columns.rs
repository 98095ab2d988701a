//! Columns and the fields within them, as they are indexed and as results name them.

use rustc_hash::FxHashSet;
use search_core::{BLANK, Document, Nested};

use crate::catalog::{Catalog, Column, Relation, type_fields};

/// Bytes of names that are kept of one asset, to say which column matched: about four thousand
/// names. All of them are indexed.
const MAX_KEPT: usize = 48 << 10;

/// Adds the columns of a relation to its document: each top-level one, and the fields within them
/// that say something by their own name or by what is written about them.
pub(super) fn add<'a>(c: &'a Catalog, relation: &Relation, doc: &mut Document<'a>) {
    let mut shown_names = ShownNames::default();
    let mut seen = Seen::default();
    // The paths that lead to the field at hand.
    let mut above: Vec<&'a str> = Vec::new();
    // The fields of the column at hand that its type told of, in lower case.
    let mut typed: FxHashSet<String> = FxHashSet::default();
    let columns = c.columns_of(relation);
    for (at, column) in columns.iter().enumerate() {
        let path = c.str(column.path);
        if column.depth == 0 {
            above.clear();
            above.push(path);
            doc.columns.push(path);
            doc.column_text.extend(column.description.map(|d| c.str(d)));
            shown_names.add(0, path);
            // Fields that are listed follow their column; its type may tell of more.
            let listed = columns[at + 1..].iter().take_while(|k| k.depth > 0);
            let known = type_fields(c.str(column.data_type));
            typed.clear();
            if known.len() > listed.count() {
                add_typed(path, &known, doc, &mut shown_names, &mut seen, &mut typed);
            }
            continue;
        }
        if !typed.is_empty() && typed.contains(&path.to_lowercase()) {
            let text = column.description.map(|d| c.str(d));
            doc.column_text
                .extend(text.filter(|t| seen.texts.insert(*t)));
            continue;
        }
        while above.last().is_some_and(|up| below(path, up).is_none()) {
            above.pop();
        }
        let up = above.last().copied();
        let own = up.and_then(|up| below(path, up)).unwrap_or(path);
        let depth = above.len();
        above.push(path);
        shown_names.add(depth, own);
        if says_something(column, own, up) {
            doc.nested.push(Nested {
                path: path.into(),
                own: seen.names.insert(own).then_some(own),
            });
            let text = column.description.map(|d| c.str(d));
            doc.column_text
                .extend(text.filter(|t| seen.texts.insert(*t)));
        }
    }
    doc.stored.columns = shown_names.names.into();
    // What contracts say of columns stands on the same page.
    for (ix, table) in c.contracts_of(relation) {
        let contract = &c.contracts[c.asset(*ix).detail as usize];
        let contract_table = contract.tables.get(*table as usize);
        for column in contract_table.map_or(&[][..], |t| t.columns.as_slice()) {
            let text = column.description.as_deref();
            doc.column_text
                .extend(text.filter(|t| seen.texts.insert(*t)));
        }
    }
}

/// Adds the fields of a column that its type tells of.
fn add_typed<'a>(
    column: &'a str,
    fields: &[(usize, &'a str)],
    doc: &mut Document<'a>,
    shown_names: &mut ShownNames,
    seen: &mut Seen<'a>,
    typed: &mut FxHashSet<String>,
) {
    let mut steps: Vec<&'a str> = vec![column];
    for (depth, own) in fields {
        steps.truncate(*depth);
        let above = steps.last().copied().unwrap_or(column);
        shown_names.add(steps.len(), own);
        steps.push(*own);
        let path = steps.join(".");
        typed.insert(path.to_lowercase());
        if !own.eq_ignore_ascii_case(above) {
            doc.nested.push(Nested {
                path: path.into(),
                own: seen.names.insert(*own).then_some(*own),
            });
        }
    }
}

/// Names and texts of fields within one asset: the same ones repeat in it.
#[derive(Default)]
struct Seen<'a> {
    names: FxHashSet<&'a str>,
    texts: FxHashSet<&'a str>,
}

/// What follows in a path the one above it.
fn below<'a>(path: &'a str, above: &str) -> Option<&'a str> {
    path.strip_prefix(above)?.strip_prefix('.')
}

/// `element`s of lists that are called as the list is say nothing.
fn says_something(column: &Column, own: &str, above: Option<&str>) -> bool {
    let parent = above.map_or("", |up| up.rsplit('.').next().unwrap_or(up));
    column.description.is_some() || !own.eq_ignore_ascii_case(parent)
}

/// Names that are kept, as `Stored::columns` has them.
#[derive(Default)]
struct ShownNames {
    names: String,
    /// One didn't fit; what comes behind it might hang below it.
    full: bool,
}

impl ShownNames {
    /// Adds a name, a dot before it for every step down.
    fn add(&mut self, depth: usize, name: &str) {
        self.full |= self.names.len() + depth + name.len() >= MAX_KEPT;
        if self.full {
            return;
        }
        if !self.names.is_empty() {
            self.names.push(' ');
        }
        for _ in 0..depth {
            self.names.push('.');
        }
        if name.contains(' ') {
            self.names
                .extend(name.chars().map(|c| if c == ' ' { BLANK } else { c }));
        } else {
            self.names.push_str(name);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_kept_within_bounds() {
        let mut shown_names = ShownNames::default();
        shown_names.add(0, "lines of it");
        shown_names.add(2, "sku");
        assert_eq!(shown_names.names, "lines\u{a0}of\u{a0}it ..sku");
        for _ in 0..20_000 {
            shown_names.add(1, "a_rather_long_name");
        }
        let full = shown_names.names.len();
        shown_names.add(0, "x");
        assert!(full == shown_names.names.len() && full < MAX_KEPT);
    }

    #[test]
    fn paths_are_taken_apart_at_their_own_steps() {
        assert_eq!(below("lines.sku", "lines"), Some("sku"));
        // A dot may be part of a name.
        assert_eq!(below("a.b.c", "a.b"), Some("c"));
        assert_eq!(below("lineshop.sku", "lines"), None);
    }
}
