//! `column-without-type`: the warehouse's own list has a column without a type.
//!
//! Passes: each listed column has a type. Fails: one has none, where others of its project have one.

use rustc_hash::FxHashSet;

use crate::catalog::{Column, Presence, Sym};
use crate::diagnostic::{Argument, Finding, Rule, text};
use crate::rules::context::Context;
use crate::rules::first_names::first_names;
use crate::rules::place::place;

pub(super) fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let catalog = context.catalog;
    let Some(none) = catalog.strings.get("") else {
        return;
    };
    let listed = || {
        let all = catalog.relations.iter();
        all.filter(|r| r.columns_complete && r.is_described())
    };
    let lacks = |c: &&Column| c.presence == Presence::Listed && c.data_type == none;
    // An export without types tells nothing of them.
    let typed: FxHashSet<Sym> = listed()
        .filter(|r| catalog.columns_of(r).iter().any(|c| c.data_type != none))
        .map(|r| r.project)
        .collect();
    for relation in listed().filter(|r| typed.contains(&r.project)) {
        let columns = catalog.columns_of(relation);
        if !columns.iter().any(|c| lacks(&c))
            || !context.is_on(Rule::ColumnWithoutType, catalog.owner(relation))
        {
            continue;
        }
        let names = columns.iter().filter(lacks).map(|c| catalog.str(c.path));
        findings.push(
            Finding::new(
                Rule::ColumnWithoutType,
                text!(
                    "`{relation}` has columns without a type: {columns}",
                    relation = Argument::Asset(catalog.subject(relation.asset)),
                    columns = first_names(names)
                ),
            )
            .at(place(catalog, relation))
            .about(catalog.subject(relation.asset))
            .help("give the column a type, or complete the export"),
        );
    }
}
