//! `drift-retired-target`, `drift-deprecated-target`: a view that is in use reads something that
//! is retired or deprecated.
//!
//! Passes: a deprecated view over a deprecated table. Fails: an active view over a retired table.

use rustc_hash::FxHashSet;

use super::place::place;
use crate::catalog::{Catalog, Status};
use crate::diagnostic::{Argument, Finding, Rule, text};

pub(super) fn check(catalog: &Catalog, findings: &mut Vec<Finding>) {
    for relation in catalog.relations.iter().filter(|r| r.is_view()) {
        if !catalog.is_in_use(relation.asset) {
            continue;
        }
        let mut seen = FxHashSet::default();
        for reference in catalog.references_of(relation) {
            let target = reference.asset;
            if !seen.insert(target) {
                continue;
            }
            let (rule, word) = match catalog.asset(target).status {
                Status::Retired => (Rule::RetiredTarget, "retired"),
                Status::Deprecated => (Rule::DeprecatedTarget, "deprecated"),
                _ => continue,
            };
            let replacement = catalog
                .relation(target)
                .and_then(|r| r.replaced_by.as_deref());
            findings.push(
                Finding::new(
                    rule,
                    text!(
                        "view `{view}` reads `{target}`, which is {word}",
                        view = Argument::Asset(catalog.subject(relation.asset)),
                        target = Argument::Asset(catalog.subject(target)),
                        word
                    ),
                )
                .at(place(catalog, relation))
                .about(catalog.subject(relation.asset))
                .help(match replacement {
                    Some(by) => text!("point the view at `{by}`, which replaces it", by),
                    None => "point the view at what replaces it, or deprecate the view too".into(),
                }),
            );
        }
    }
}
