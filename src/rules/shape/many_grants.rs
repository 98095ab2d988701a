//! `many-grants`: so many are granted a role on a table or view, or on a dataset, that nobody can tell
//! who may read it.
//!
//! Passes: up to 30 grantees. Fails: more.

use crate::catalog::{Grant, Sym};
use crate::diagnostic::{Argument, Finding, Rule, text};
use crate::rules::context::Context;
use crate::rules::place::place;

use super::dataset_grants::Parts;

/// What mends it, on a dataset as on a table.
const HELP: &str = "grant roles to groups, and let persons and services be members of these";

pub(super) fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let catalog = context.catalog;
    let mut datasets = Parts::new();
    for relation in &catalog.relations {
        let grants = catalog.grants_of(relation);
        if grants.is_empty() {
            continue;
        }
        let dme = catalog.owner(relation);
        let limit = context.limit(Rule::ManyGrants, dme);
        if grants.len() as u64 <= limit || !context.is_on(Rule::ManyGrants, dme) {
            continue;
        }
        let inherited = grantees(grants.iter().filter(|g| g.inherited));
        if inherited as u64 > limit {
            datasets.add(catalog, relation, (inherited, limit));
            continue;
        }
        let count = grantees(grants.iter());
        if count as u64 > limit {
            let subject = catalog.subject(relation.asset);
            findings.push(
                Finding::new(
                    Rule::ManyGrants,
                    text!(
                        "roles on `{relation}` are granted to {count}, more than {limit}",
                        relation = Argument::Asset(subject.clone()),
                        count,
                        limit
                    ),
                )
                .at(place(catalog, relation))
                .about(subject)
                .help(HELP),
            );
        }
    }
    for part in datasets.iter() {
        let (count, limit) = part.found;
        let message = text!(
            "roles on the dataset `{dataset}` are granted to {count}, more than {limit}",
            dataset = part.dataset(catalog),
            count,
            limit
        );
        findings.push(part.finding(catalog, Rule::ManyGrants, message).help(HELP));
    }
}

/// How many have a grant; one may have several.
fn grantees<'g>(grants: impl Iterator<Item = &'g Grant>) -> usize {
    let mut all: Vec<Sym> = grants.map(|grant| grant.grantee).collect();
    all.sort_unstable();
    all.dedup();
    all.len()
}
