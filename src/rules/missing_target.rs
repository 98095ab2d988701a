//! `drift-missing-target`: a view reads a table that isn't in its dataset, although the exports
//! describe that dataset. A table of a dataset that no export describes is external, and fine.
//!
//! Passes: a view over `bigquery-public-data.…`. Fails: a view over a dropped table.

use super::place;
use crate::catalog::{Catalog, RelationKind};
use crate::diagnostic::{Finding, Rule, nearest};

pub(super) fn check(catalog: &Catalog, findings: &mut Vec<Finding>) {
    for relation in catalog.relations.iter().filter(|r| r.is_view()) {
        for reference in catalog.references_of(relation) {
            let Some(target) = catalog.relation(reference.asset) else {
                continue;
            };
            if target.kind != RelationKind::Missing {
                continue;
            }
            let siblings = catalog
                .relations
                .iter()
                .filter(|r| {
                    r.is_described() && r.dataset == target.dataset && r.project == target.project
                })
                .map(|r| catalog.str(r.table));
            let help = match nearest(catalog.str(target.table), siblings) {
                Some(near) => {
                    format!("did it become `{near}`? Correct the view, or restore the table")
                }
                None => "correct the view, or restore the table".to_owned(),
            };
            findings.push(
                Finding::new(
                    Rule::MissingTarget,
                    format!(
                        "view `{}` reads `{}`, which isn't in the warehouse",
                        catalog.name(relation.asset),
                        catalog.str(reference.name)
                    ),
                )
                .at(place(catalog, relation))
                .asset(catalog.id(relation.asset))
                .help(help),
            );
        }
    }
}
