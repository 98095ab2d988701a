//! `drift-missing-target`: a view reads a table that isn't in its dataset, although the exports
//! describe that dataset. A table of a dataset that no export describes is external, and fine.
//!
//! Passes: a view over `bigquery-public-data.…`. Fails: a view over a dropped table.

use rustc_hash::FxHashMap;

use super::place::place;
use crate::catalog::{Catalog, RelationKind, Sym};
use crate::diagnostic::{Argument, Finding, Guesses, Rule, text};

pub(super) fn check(catalog: &Catalog, findings: &mut Vec<Finding>) {
    let mut siblings: FxHashMap<(Sym, Sym), Vec<&str>> = FxHashMap::default();
    for r in catalog.relations.iter().filter(|r| r.is_described()) {
        let dataset = siblings.entry((r.project, r.dataset)).or_default();
        dataset.push(catalog.str(r.table));
    }
    let mut guesses = Guesses::default();
    for relation in catalog.relations.iter().filter(|r| r.is_view()) {
        for reference in catalog.references_of(relation) {
            let Some(target) = catalog.relation(reference.asset) else {
                continue;
            };
            if target.kind != RelationKind::Missing {
                continue;
            }
            let near = siblings.get(&(target.project, target.dataset));
            let help = match guesses.nearest(
                catalog.str(target.table),
                near.into_iter().flatten().copied(),
            ) {
                Some(near) => {
                    text!(
                        "did it become `{near}`? Correct the view, or restore the table",
                        near
                    )
                }
                None => "correct the view, or restore the table".into(),
            };
            findings.push(
                Finding::new(
                    Rule::MissingTarget,
                    text!(
                        "view `{view}` reads `{table}`, which isn't in the warehouse",
                        view = Argument::Asset(catalog.subject(relation.asset)),
                        table = catalog.str(reference.name)
                    ),
                )
                .at(place(catalog, relation))
                .about(catalog.subject(relation.asset))
                .help(help),
            );
        }
    }
}
