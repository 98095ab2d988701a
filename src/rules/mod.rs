//! Checks of the linked catalog, one a file. Each reads the catalog, and what follows from it, and
//! says what it found.

mod entry_point_table;
mod entry_point_unmatched;
mod missing_target;
mod no_base_url;
mod place;
mod replacement;
mod retired_target;
mod spans;
mod unowned;
mod view_coverage;
mod wrong_environment;

use crate::catalog::Catalog;
use crate::config::Settings;
use crate::diagnostic::Finding;
use crate::insight::Insight;

/// Runs every check.
pub(crate) fn check(
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
