//! `entry-point-table`: a table stands in an entry-point dataset. Consumers would query it
//! directly, and their queries would break when it moves.
//!
//! Passes: a view or materialized view there. Fails: a base table there.

use super::place::place;
use crate::catalog::Catalog;
use crate::config::Settings;
use crate::diagnostic::{Argument, Finding, Rule, text};

pub(super) fn check(catalog: &Catalog, settings: &Settings, findings: &mut Vec<Finding>) {
    if settings.entry_points.is_none() {
        return; // every view is an entry point then, wherever it stands
    }
    // Those of a dataset mostly stand together.
    let mut last = None;
    for relation in &catalog.relations {
        if relation.is_view() || !relation.is_described() {
            continue;
        }
        let dataset = (relation.project, relation.dataset);
        let is_entry_point = match last {
            Some((known, is_entry_point)) if known == dataset => is_entry_point,
            _ => settings.is_entry_point(catalog.str(dataset.0), catalog.str(dataset.1)),
        };
        last = Some((dataset, is_entry_point));
        if is_entry_point {
            findings.push(
                Finding::new(
                    Rule::EntryPointTable,
                    text!(
                        "table `{table}` stands in an entry-point dataset",
                        table = Argument::Asset(catalog.subject(relation.asset))
                    ),
                )
                .at(place(catalog, relation))
                .about(catalog.subject(relation.asset))
                .help("move the table into a DME's dataset and leave a view of that name"),
            );
        }
    }
}
