//! What `replacedBy` of domains, DMEs and products names must exist.

use super::described::Names;
use crate::catalog::{Domain, Environment, Kind, Lifecycle, Product};

/// Says which of them don't.
pub(in crate::link) fn check(
    names: &mut Names<'_>,
    domains: &[Domain],
    environments: &[Environment],
    products: &[Product],
) {
    let domains = domains.iter().map(|d| (Kind::Domain, &d.lifecycle));
    let dmes = environments.iter().map(|d| (Kind::Dme, &d.lifecycle));
    let products = products.iter().map(|p| (Kind::Product, &p.lifecycle));
    for (kind, lifecycle) in domains.chain(dmes).chain(products) {
        let lifecycle: &Lifecycle = lifecycle;
        if let Some((name, pos)) = &lifecycle.replaced_by {
            names.named(kind, name, pos.0, "replacedBy");
        }
    }
}
