//! `product-without-view`, `view-without-audience`: consumers have no unified view to read, or nobody
//! says who may read it.
//!
//! Passes: a port that is a unified view with an audience; a product of topics alone. Fails: a port
//! that is a table, a view without grants and audiences.

use super::release_candidate::Candidate;
use crate::catalog::{OutputPort, RelationKind};
use crate::diagnostic::{Argument, Finding, Rule, text};
use crate::system::Topic;

pub(super) fn check(candidate: &Candidate<'_>, findings: &mut Vec<Finding>) {
    let catalog = candidate.catalog;
    let product = candidate.product;
    if lacks_view(candidate) {
        findings.push(
            candidate
                .finding(
                    Rule::WithoutView,
                    text!(
                        "no output port of product `{product}` is a unified view",
                        product = Argument::Asset(catalog.subject(product.asset))
                    ),
                )
                .help("publish what it holds as a view in an entry-point dataset, and list that under `outputPorts`"),
        );
    }
    for relation in candidate.relations.iter().filter(|r| r.unified) {
        // The standard has no audiences: there, grants alone can tell.
        let told = candidate.is_of_ours() || catalog.tells.of(relation.project, Topic::Grants);
        let is_port = relation.port.is_some();
        let (names, persons) = catalog.audiences_of(relation);
        if told && is_port && names.is_empty() && persons == 0 {
            findings.push(
                candidate
                    .relation_finding(
                        Rule::WithoutAudience,
                        relation,
                        text!(
                            "nobody is said to read view `{view}`",
                            view = Argument::Asset(catalog.subject(relation.asset))
                        ),
                    )
                    .help("add `audiences` to its output port, or grant an audience access to it"),
            );
        }
    }
}

/// Whether consumers have nothing to read that is in an entry point. What no export describes may be.
fn lacks_view(candidate: &Candidate<'_>) -> bool {
    let catalog = candidate.catalog;
    let ports: Vec<&OutputPort> = candidate.ports().collect();
    let relations = ports.iter().flat_map(|port| &port.relations);
    let mut relations = relations.filter_map(|ix| catalog.relation(*ix));
    let may_be = relations.any(|r| r.unified || r.kind == RelationKind::External);
    let is_elsewhere = !ports.is_empty() && !ports.iter().any(|port| is_of_warehouse(port));
    !may_be && !is_elsewhere
}

/// Whether a port is a table or view, and not an interface, a topic, a file.
fn is_of_warehouse(port: &OutputPort) -> bool {
    let kind = port.kind.as_deref().unwrap_or("view").to_ascii_lowercase();
    !port.relations.is_empty() || kind.contains("view") || kind.contains("table")
}
