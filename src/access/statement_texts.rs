//! One walk over the statements that views and tables are made by. What these name is restricted with
//! the catalog, but comments and literals name what their authors like.

use std::mem;

use rustc_hash::FxHashSet;

use super::authored_texts::Change;
use crate::catalog::{Catalog, Sym};

/// Hands over each statement, and puts what comes back in its place.
pub(super) fn each(catalog: &mut Catalog, change: &mut Change<'_>) {
    let mut gone: FxHashSet<Sym> = FxHashSet::default();
    let mut relations = mem::take(&mut catalog.inventory.registry.relations);
    for relation in &mut relations {
        let Some(query) = &mut relation.query else {
            continue;
        };
        for text in [Some(&mut query.text), query.ddl.as_mut()]
            .into_iter()
            .flatten()
        {
            if let Some(new) = change(relation.asset, catalog.str(*text)) {
                gone.insert(*text);
                *text = catalog.inventory.registry.intern(&new);
            }
        }
    }
    catalog.inventory.registry.relations = relations;
    catalog.inventory.registry.strings.forget(&gone);
}
