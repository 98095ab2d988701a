//! Which columns of a relation a query may show, and which it may compare.

use super::sample_condition::is_repeated;
use super::sample_name;
use crate::catalog::{Column, ColumnLineage, Presence, Relation};
use crate::view::Views;
use sql::Dialect;

impl Views<'_> {
    /// The first columns of a relation that a query can show, each name once, without `skip`.
    pub(super) fn shown(
        &self,
        relation: &Relation,
        dialect: Dialect,
        prefix: &str,
        skip: &str,
        most: usize,
    ) -> Vec<String> {
        let c = self.reader;
        let mut names: Vec<&str> = Vec::new();
        let mut shown = Vec::new();
        for column in c.columns_of(relation).iter().filter(|k| k.depth == 0) {
            let name = c.str(column.path);
            if shown.len() == most {
                break;
            }
            let again = names.iter().any(|n| n.eq_ignore_ascii_case(name));
            if again || name.eq_ignore_ascii_case(skip) || !is_selectable(column) {
                continue;
            }
            if self.is_unnamed(relation, column) {
                continue;
            }
            if let Some(written) = sample_name::column(c, column, dialect) {
                names.push(name);
                shown.push(format!("{prefix}{written}"));
            }
        }
        shown
    }

    /// Whether only documentation names a column: the view's own SQL, which tells all of its columns,
    /// doesn't. Where the warehouse lists them, that counts.
    fn is_unnamed(&self, relation: &Relation, column: &Column) -> bool {
        let c = self.reader;
        let is_it = |lineage: &ColumnLineage| {
            lineage
                .why
                .is_some_and(|why| c.str(why) == ColumnLineage::UNNAMED)
                && self.is_named(column, c.str(lineage.column))
        };
        !relation.columns_complete
            && relation.is_view()
            && c.column_lineage_of(relation).iter().any(is_it)
    }

    pub(super) fn is_named(&self, column: &Column, name: &str) -> bool {
        self.reader.str(column.path).eq_ignore_ascii_case(name)
    }

    /// Whether a condition on a column picks rows: its type is known, it isn't one of several
    /// values, and nothing on its path is restricted.
    pub(super) fn is_comparable(&self, relation: &Relation, column: &Column) -> bool {
        let c = self.reader;
        let path = c.str(column.path);
        let is_open = |k: &Column| is_selectable(k) && !is_repeated(c.str(k.data_type));
        !c.str(column.data_type).is_empty()
            && is_open(column)
            && (column.depth == 0
                || c.columns_of(relation)
                    .iter()
                    .filter(|k| k.depth < column.depth && is_within(path, c.str(k.path)))
                    .all(is_open))
    }
}

/// Whether the warehouse has a column and everybody who may read its relation may read it, with all
/// its fields: a struct has the policy tags of what is in it.
pub(super) const fn is_selectable(column: &Column) -> bool {
    column.policy_tags.is_none() && matches!(column.presence, Presence::Listed)
}

/// Whether a path is that of a field somewhere below another.
fn is_within(path: &str, above: &str) -> bool {
    let Some((head, rest)) = path.split_at_checked(above.len()) else {
        return false;
    };
    head.eq_ignore_ascii_case(above) && rest.starts_with('.')
}
