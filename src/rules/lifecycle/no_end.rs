//! `deprecated-without-end`: something is deprecated, and no day is stated after which it is gone.
//!
//! Passes: a table of a product that states a day, or of a DME that does; a model with dbt's
//! `deprecation_date`. Fails: `status: deprecated` alone.

use super::declared_at::{declared_at, end};
use crate::catalog::{AssetIx, Catalog, Status};
use crate::diagnostic::{Argument, Finding, Pos, Rule, text};

pub(super) fn check(catalog: &Catalog, findings: &mut Vec<Finding>) {
    let is_deprecated = |ix: AssetIx| catalog.asset(ix).status == Status::Deprecated;
    // What is in a DME that ends, ends with it.
    let dme_ends = |ix: Option<AssetIx>| {
        let dme = ix.and_then(|ix| catalog.environment(ix));
        dme.is_some_and(|dme| is_deprecated(dme.asset) && end(&dme.lifecycle).is_some())
    };
    let mut say = |asset: AssetIx, at: Option<Pos>| {
        findings.push(
            Finding::new(
                Rule::NoEnd,
                text!(
                    "`{asset}` is deprecated, and no day is stated after which it is gone",
                    asset = Argument::Asset(catalog.subject(asset))
                ),
            )
            .at(at)
            .about(catalog.subject(asset))
            .help("add `lifecycle: {endOfLife: YYYY-MM-DD}`"),
        );
    };
    let domains = catalog.domains.iter();
    let domains = domains.map(|d| (d.asset, &d.lifecycle, None));
    let dmes = catalog.environments.iter();
    let dmes = dmes.map(|d| (d.asset, &d.lifecycle, None));
    // The standard has no field for it.
    let own = |standard: &str| standard == OUR_STANDARD;
    let products = catalog.products.iter().filter(|p| own(&p.standard));
    let products = products.map(|p| (p.asset, &p.lifecycle, p.environment));
    for (asset, lifecycle, dme) in domains.chain(dmes).chain(products) {
        if is_deprecated(asset) && end(lifecycle).is_none() && !dme_ends(dme) {
            say(asset, catalog.asset(asset).pos);
        }
    }
    for relation in catalog.relations.iter().filter(|r| r.is_described()) {
        let of_product = relation.product.is_some_and(is_deprecated);
        if !is_deprecated(relation.asset) || of_product {
            continue;
        }
        let stated = catalog.lifecycles_of(relation).any(|l| end(l).is_some());
        let by_dbt = relation.dbt.as_ref().and_then(|d| d.deprecation_date);
        if !stated && by_dbt.is_none() && !dme_ends(catalog.owner(relation)) {
            say(relation.asset, declared_at(catalog, relation));
        }
    }
}

/// What a product of a manifest of ours is marked with.
const OUR_STANDARD: &str = "vitrina/v1";
