//! Views that take `*` of what has changed since: a warehouse lists their columns as of their creation.

use crate::catalog::{Presence, Registry, Relation};
use sql::OutputColumn;

/// The columns that a view gives now, where its listing has others or has them in another order.
pub(super) fn outdated(
    c: &Registry,
    relation: &Relation,
    given: &[OutputColumn],
) -> Option<Vec<String>> {
    if !relation.columns_complete {
        return None;
    }
    let listed = c.columns_of(relation).iter();
    let mut listed = listed
        .filter(|column| column.depth == 0 && column.presence == Presence::Listed)
        .map(|column| c.str(column.path));
    let alike = given.iter().all(|column| {
        let listed = listed.next();
        listed.is_some_and(|name| name.to_lowercase() == column.name.to_lowercase())
    });
    if alike && listed.next().is_none() {
        return None;
    }
    Some(given.iter().map(|column| column.name.clone()).collect())
}
