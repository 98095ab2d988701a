//! Checks of the linked catalog, one a file. Each reads the catalog, and what follows from it, and
//! says what it found.

mod entry_point_table;
mod entry_point_unmatched;
mod missing_target;
mod no_base_url;
mod replacement;
mod retired_target;
mod spans;
mod unowned;
mod view_coverage;
mod wrong_environment;

use crate::catalog::{AssetIx, Catalog, Relation};
use crate::config::Settings;
use crate::diagnostic::{Finding, Pos};
use crate::insight::Insight;

/// Runs every check.
pub fn check(
    catalog: &Catalog,
    insight: &Insight,
    settings: &Settings,
    findings: &mut Vec<Finding>,
) {
    wrong_environment::check(catalog, findings);
    retired_target::check(catalog, findings);
    missing_target::check(catalog, findings);
    unowned::check(catalog, insight, findings);
    spans::check(catalog, findings);
    entry_point_table::check(catalog, settings, findings);
    entry_point_unmatched::check(catalog, settings, findings);
    view_coverage::check(catalog, insight, findings);
    replacement::check(catalog, findings);
    no_base_url::check(catalog, settings, findings);
}

/// Where a relation is defined: its SQL, its row in the export.
fn place(catalog: &Catalog, relation: &Relation) -> Option<Pos> {
    catalog.defined_at(relation)
}

/// "`a`", "`a` and `b`", "`a`, `b` and 3 more".
fn list(catalog: &Catalog, assets: &[AssetIx]) -> String {
    let names: Vec<String> = assets
        .iter()
        .take(4)
        .map(|ix| format!("`{}`", catalog.name(*ix)))
        .collect();
    let more = assets.len() - names.len();
    match (names.as_slice(), more) {
        ([], _) => String::new(),
        ([one], 0) => one.clone(),
        ([start @ .., last], 0) => format!("{} and {last}", start.join(", ")),
        (all, more) => format!("{} and {more} more", all.join(", ")),
    }
}
