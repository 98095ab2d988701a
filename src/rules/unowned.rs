//! `unowned-view`, `unowned-table`: no source says which DME owns a unified view, or a table that
//! a unified view reaches.
//!
//! Passes: a table in a dataset that a DME's `servers` claim. Fails: a dataset that none claims.

use super::place::place;
use crate::catalog::{Catalog, OwnershipDecision};
use crate::diagnostic::{Argument, Finding, Rule, text};
use crate::insight::Insight;

pub(super) fn check(catalog: &Catalog, insight: &Insight, findings: &mut Vec<Finding>) {
    if catalog.environments.is_empty() {
        return; // a mesh without DMEs has nothing to be owned by
    }
    for relation in catalog.relations.iter().filter(|r| r.unified) {
        if catalog.decision(relation) == OwnershipDecision::Unowned {
            findings.push(
                Finding::new(
                    Rule::UnownedView,
                    text!(
                        "no source says which DME owns view `{view}`",
                        view = Argument::Asset(catalog.subject(relation.asset))
                    ),
                )
                .at(place(catalog, relation))
                .about(catalog.subject(relation.asset))
                .help("add the dataset of its tables to the `servers` of a DME, or list the view as an output port of a product"),
            );
        }
    }
    for relation in &catalog.relations {
        let unowned =
            catalog.decision(relation) == OwnershipDecision::Unowned && relation.is_described();
        if unowned && insight.coverage.is_behind(relation.asset) {
            findings.push(
                Finding::new(
                    Rule::UnownedTable,
                    text!(
                        "no DME claims table `{table}`, which unified views read",
                        table = Argument::Asset(catalog.subject(relation.asset))
                    ),
                )
                .at(place(catalog, relation))
                .about(catalog.subject(relation.asset))
                .help("add its dataset to the `servers` of the DME that holds it"),
            );
        }
    }
}
