//! `product-without-service-level`, `service-level-unwatched`: nothing is promised to the consumers
//! of a product, or nobody would notice that the promise is broken.
//!
//! Passes: a promised table with a monitor, a view over one. Fails: one that nothing watches.

use super::release_candidate::Candidate;
use crate::catalog::{AssetIx, Relation, Sla};
use crate::diagnostic::{Argument, Finding, Rule, text};
use crate::insight::is_watched;
use crate::system::Topic;

pub(super) fn check(candidate: &Candidate<'_>, findings: &mut Vec<Finding>) {
    let catalog = candidate.catalog;
    let product = candidate.product;
    let subject = || Argument::Asset(catalog.subject(product.asset));
    let mut ports = product.outputs.iter().filter_map(|port| port.contract);
    let by_port = ports.any(|ix| {
        let contract = catalog.contracts.get(catalog.detail(ix));
        contract.is_some_and(|contract| !contract.sla.is_empty())
    });
    let promised: Vec<&Relation> = candidate
        .relations
        .iter()
        .filter(|relation| is_promised(candidate, relation))
        .copied()
        .collect();
    if promised.is_empty() && product.sla.is_empty() && !by_port {
        findings.push(
            candidate
                .finding(
                    Rule::WithoutServiceLevel,
                    text!(
                        "nothing is promised to consumers of product `{product}`: neither it nor a contract of it has a service level",
                        product = subject()
                    ),
                )
                .help("add `slaProperties` to the product or to a contract of it"),
        );
        return;
    }
    // A view over a table of the product is as watched as that one, which is judged itself.
    let is_own = |ix: &AssetIx| candidate.relations.iter().any(|r| r.asset == *ix);
    let unwatched = promised.into_iter().filter(|relation| {
        let mut behind = catalog.targets_of(relation).iter();
        !behind.any(is_own) && !is_seen(candidate, relation)
    });
    let (told, untold): (Vec<&Relation>, Vec<&Relation>) =
        unwatched.partition(|relation| catalog.tells.of(relation.project, Topic::Monitors));
    for relation in told {
        findings.push(
            candidate
                .relation_finding(
                    Rule::Unwatched,
                    relation,
                    text!(
                        "a service level is promised of `{relation}`, and nothing watches it",
                        relation = Argument::Asset(catalog.subject(relation.asset))
                    ),
                )
                .help("let a monitor watch it or the tables behind it, or write quality rules into its contract"),
        );
    }
    // Where no export tells of monitors, each table would be unwatched: said once.
    if !untold.is_empty() {
        findings.push(
            candidate
                .finding(
                    Rule::Unwatched,
                    text!(
                        "product `{product}` promises a service level, and nothing shows that anything watches it: no export tells of monitors",
                        product = subject()
                    ),
                )
                .help("add an export of monitors to the settings, or write quality rules into its contracts"),
        );
    }
}

/// Whether a service level is about a relation.
fn is_promised(candidate: &Candidate<'_>, relation: &Relation) -> bool {
    let catalog = candidate.catalog;
    let health = catalog.operations.health.get(&relation.asset);
    let mut contracts = candidate.contracts(relation);
    let mut own = candidate.product.sla.iter();
    relation.is_described()
        && (health.is_some_and(|health| health.objective.is_some())
            || contracts.any(|contract| contract.sla.iter().any(can_be_watched))
            || own.any(|sla| can_be_watched(sla) && is_about(candidate, sla, relation)))
}

/// Whether data shows if a promise is kept. How long data are held, how soon somebody answers, and
/// until when there is support at all can't be seen in them.
fn can_be_watched(sla: &Sla) -> bool {
    let letters = sla.property.chars().filter(char::is_ascii_alphanumeric);
    let property: String = letters.map(|c| c.to_ascii_lowercase()).collect();
    ![
        "retention",
        "generalavailability",
        "endofsupport",
        "endoflife",
        "timetodetect",
        "timetonotify",
        "timetorepair",
        "support",
    ]
    .contains(&property.as_str())
}

/// Whether a service level of the product names a relation or a column of it; where it names none, it
/// is about what the product gives out, and the tables behind that.
fn is_about(candidate: &Candidate<'_>, sla: &Sla, relation: &Relation) -> bool {
    let catalog = candidate.catalog;
    let Some(elements) = &sla.element else {
        let mut given = candidate
            .product
            .outputs
            .iter()
            .flat_map(|port| &port.relations);
        return given.any(|ix| {
            let port = catalog.relation(*ix);
            *ix == relation.asset
                || port.is_some_and(|port| catalog.targets_of(port).contains(&relation.asset))
        });
    };
    let (full, table) = (catalog.name(relation.asset), catalog.str(relation.table));
    elements.split(',').map(str::trim).any(|element| {
        [full, table].into_iter().any(|name| {
            let rest = element.strip_prefix(name);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        })
    })
}

/// Whether something watches a relation, or a table behind it.
fn is_seen(candidate: &Candidate<'_>, relation: &Relation) -> bool {
    let catalog = candidate.catalog;
    let mut behind = catalog.targets_of(relation).iter();
    is_watched(catalog, relation)
        || behind.any(|ix| {
            let table = catalog.relation(*ix);
            table.is_some_and(|table| is_watched(catalog, table))
        })
}
