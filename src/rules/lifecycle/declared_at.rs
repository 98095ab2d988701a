//! Where a manifest speaks of the life of something.

use crate::catalog::{Catalog, Lifecycle, Relation};
use crate::diagnostic::Pos;

/// Of a table or view: its output port, or else where its product lists it, or else its product, or
/// else where it is defined.
pub(super) fn declared_at(catalog: &Catalog, relation: &Relation) -> Option<Pos> {
    let port = catalog.port_of(relation).map(|port| port.pos.0);
    let product = relation.product.and_then(|ix| catalog.asset(ix).pos);
    let listed = catalog.places_of(relation).listed;
    port.or(listed)
        .or(product)
        .or_else(|| catalog.defined_at(relation))
}

/// The day on which something ends, with the field that states it.
pub(super) fn end(lifecycle: &Lifecycle) -> Option<(&'static str, &str)> {
    let end = lifecycle.end_of_life.as_deref();
    let last = lifecycle.valid_to.as_deref();
    let end = end.map(|day| ("endOfLife", day));
    end.or(last.map(|day| ("validTo", day)))
}
