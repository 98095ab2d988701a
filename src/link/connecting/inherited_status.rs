//! What ends with what it belongs to.

use rustc_hash::FxHashSet;

use crate::catalog::{AssetIx, Ownership, Registry, Status};

/// What a product's or DME's end means for what is in it, unless a manifest says otherwise: those are
/// in `stated`. A deprecated DME still serves its tables; a retired one doesn't.
pub(in crate::link) fn inherited(
    registry: &Registry,
    ownership: &Ownership,
    stated: &FxHashSet<AssetIx>,
) -> Vec<(AssetIx, Status)> {
    let mut statuses = Vec::new();
    for relation in &registry.relations {
        let asset = relation.asset;
        if stated.contains(&asset) {
            continue;
        }
        let product = relation
            .product
            .map_or(Status::Active, |p| registry.asset(p).status);
        let dme = match (relation.is_view(), ownership.owner(asset)) {
            (false, Some(dme)) => registry.asset(dme).status,
            _ => Status::Active,
        };
        let dme = if dme == Status::Retired {
            dme
        } else {
            Status::Active
        };
        let worst = product.max(dme);
        if worst != Status::Active {
            statuses.push((asset, worst));
        }
    }
    statuses
}
