//! When relations got the columns that they have.

use rustc_hash::FxHashMap;

use crate::catalog::{AssetIx, Inventory};
use crate::export::time;

/// Adds when relations were made, which no statement need tell: replacing a table or view in
/// BigQuery makes it anew. Asked of the relations of products with release checks alone, whose
/// results have to be newer; of all the others nothing reads it.
pub(super) fn with_births(
    inventory: &Inventory,
    mut defined: FxHashMap<AssetIx, i64>,
) -> FxHashMap<AssetIx, i64> {
    let checked = inventory.products.iter().filter(|p| !p.checks.is_empty());
    for ix in checked.flat_map(|product| product.relations()) {
        let created = inventory.relation(ix).and_then(|r| r.created);
        let made = created.and_then(|text| time::parse(inventory.str(text)));
        if let Some(made) = made {
            let slot = defined.entry(ix).or_insert(made.at);
            *slot = (*slot).max(made.at);
        }
    }
    defined
}
