//! `too-many-columns`: a table or view has more columns than anyone can know.
//!
//! Passes: up to 500 columns. Fails: more.

use crate::catalog::Presence;
use crate::diagnostic::{Argument, Finding, Rule, text};
use crate::rules::context::Context;
use crate::rules::place::place;

pub(super) fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let catalog = context.catalog;
    for relation in catalog.relations.iter().filter(|r| r.is_described()) {
        let columns = catalog.columns_of(relation).iter();
        let count = columns
            .filter(|c| c.depth == 0 && c.presence == Presence::Listed)
            .count();
        let dme = catalog.owner(relation);
        let limit = context.limit(Rule::TooManyColumns, dme);
        if count as u64 <= limit || !context.is_on(Rule::TooManyColumns, dme) {
            continue;
        }
        findings.push(
            Finding::new(
                Rule::TooManyColumns,
                text!(
                    "`{relation}` has {count} columns, more than {limit}",
                    relation = Argument::Asset(catalog.subject(relation.asset)),
                    count,
                    limit
                ),
            )
            .at(place(catalog, relation))
            .about(catalog.subject(relation.asset))
            .help("split it by what its columns are about, or put columns that belong together into one with fields"),
        );
    }
}
