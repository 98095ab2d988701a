//! `deprecated-without-replacement`: a product or one of its views is deprecated, and nothing says
//! where its consumers should go.
//!
//! Passes: `lifecycle.replacedBy` is set. Fails: it isn't.

use crate::catalog::{Catalog, Status};
use crate::diagnostic::{Finding, Rule, text};

pub(super) fn check(catalog: &Catalog, findings: &mut Vec<Finding>) {
    let mut say = |asset, pos| {
        let ix: crate::catalog::AssetIx = asset;
        findings.push(
            Finding::new(
                Rule::NoReplacement,
                text!(
                    "`{id}` is deprecated and names no replacement",
                    id = catalog.id(ix)
                ),
            )
            .at(pos)
            .about(catalog.subject(ix))
            .help("add `lifecycle: {replacedBy: …}`"),
        );
    };
    for product in &catalog.products {
        let asset = catalog.asset(product.asset);
        let whole = asset.status == Status::Deprecated;
        if whole && product.lifecycle.replaced_by.is_none() {
            say(product.asset, asset.pos);
        }
        for port in &product.outputs {
            let deprecated = port.status == Some(Status::Deprecated);
            if deprecated && !whole && port.lifecycle.replaced_by.is_none() {
                for relation in &port.relations {
                    say(*relation, Some(port.pos.0));
                }
            }
        }
    }
}
