//! `entry-point-table`: a table stands in an entry-point dataset. Consumers would query it
//! directly, and their queries would break when it moves.
//!
//! Passes: a view or materialized view there. Fails: a base table there.

use super::place;
use crate::catalog::Catalog;
use crate::config::Settings;
use crate::diagnostic::{Finding, Rule};

pub(super) fn check(catalog: &Catalog, settings: &Settings, findings: &mut Vec<Finding>) {
    if settings.entry_points.is_none() {
        return; // every view is an entry point then, wherever it stands
    }
    for relation in &catalog.relations {
        let (project, dataset) = (catalog.str(relation.project), catalog.str(relation.dataset));
        let table = !relation.is_view() && relation.is_described();
        if table && settings.is_entry_point(project, dataset) {
            findings.push(
                Finding::new(
                    Rule::EntryPointTable,
                    format!(
                        "table `{}` stands in an entry-point dataset",
                        catalog.name(relation.asset)
                    ),
                )
                .at(place(catalog, relation))
                .asset(catalog.id(relation.asset))
                .help("move the table into a DME's dataset and leave a view of that name"),
            );
        }
    }
}
