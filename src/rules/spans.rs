//! `drift-spans-environments`: a view reaches tables of several DMEs, and no product of theirs
//! declares it as an output port, so nobody answers for it.
//!
//! Passes: a union of two DMEs that a product of one of them publishes. Fails: one that no product
//! names.

use super::place::place;
use crate::catalog::{AssetIx, Catalog, OwnershipDecision};
use crate::diagnostic::{Argument, Finding, Rule, text};

pub(super) fn check(catalog: &Catalog, findings: &mut Vec<Finding>) {
    for relation in catalog.relations.iter().filter(|r| r.is_view()) {
        if catalog.decision(relation) != OwnershipDecision::Several {
            continue;
        }
        findings.push(
            Finding::new(
                Rule::SpansEnvironments,
                text!(
                    "view `{view}` reaches tables of {count} DMEs ({list}), and no product of theirs declares it",
                    view = Argument::Asset(catalog.subject(relation.asset)),
                    count = catalog.dmes_of(relation).len(),
                    list = list(catalog, catalog.dmes_of(relation))
                ),
            )
            .at(place(catalog, relation))
            .about(catalog.subject(relation.asset))
            .help("list it as an output port of the product that answers for it"),
        );
    }
}

/// "`a`", "`a` and `b`", "`a`, `b` and 3 more".
fn list(catalog: &Catalog, assets: &[AssetIx]) -> String {
    let names: Vec<String> = assets
        .iter()
        .take(4)
        .map(|ix| format!("`{}`", catalog.name(*ix)))
        .collect();
    let more = assets.len() - names.len();
    match (names.as_slice(), more) {
        ([], _) => String::new(),
        ([one], 0) => one.clone(),
        ([start @ .., last], 0) => format!("{} and {last}", start.join(", ")),
        (all, more) => format!("{} and {more} more", all.join(", ")),
    }
}
