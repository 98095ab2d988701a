//! `select-star`: the outermost SELECT of a view that others read takes `*`.
//!
//! Passes: a view that lists its columns, or a star over a subquery that does. Fails: `SELECT *`
//! from a table.

use crate::diagnostic::{Argument, Finding, Rule, text};
use crate::rules::context::Context;
use crate::rules::first_names::first_names;
use crate::rules::place::place;

pub(super) fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let catalog = context.catalog;
    let published = catalog.relations.iter().filter(|relation| {
        let is_open = catalog.open_views.contains(&relation.asset);
        is_open && (relation.unified || relation.product.is_some())
    });
    for relation in published {
        if !context.is_on(Rule::SelectStar, catalog.owner(relation)) {
            continue;
        }
        let view = Argument::Asset(catalog.subject(relation.asset));
        let taken = catalog.stars.of(relation.asset);
        let message = match taken.is_empty() {
            true => text!(
                "view `{view}` doesn't list its columns: it ends in `*`",
                view
            ),
            false => text!(
                "view `{view}` doesn't list its columns: it takes all of {tables} by `*`",
                view,
                tables = first_names(taken.iter().map(|(asset, _)| catalog.name(*asset)))
            ),
        };
        findings.push(
            Finding::new(Rule::SelectStar, message)
                .at(place(catalog, relation))
                .about(catalog.subject(relation.asset))
                .help("list the columns that consumers may rely on"),
        );
    }
}
