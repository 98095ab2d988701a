//! Checks of the linked catalog, one a file. Each reads the catalog, and what follows from it, and
//! says what it found.

mod context;
mod entry_point_table;
mod entry_point_unmatched;
mod first_names;
mod lifecycle;
mod missing_target;
mod no_base_url;
mod place;
mod readiness;
mod release;
mod retired_target;
mod rule_setting_unmatched;
mod shape;
mod spans;
mod taste;
mod unowned;
mod view_coverage;
mod wrong_environment;

use rayon::prelude::*;

use crate::catalog::Catalog;
use crate::config::Settings;
use crate::diagnostic::Finding;
use crate::insight::Insight;

use self::context::Context;

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
    no_base_url::check(catalog, settings, findings);
    rule_setting_unmatched::check(catalog, settings, findings);
    let context = Context {
        catalog,
        insight,
        settings,
    };
    // They share nothing: each group fills a list of its own, and the lists are put together in order.
    let groups: [fn(&Context<'_>, &mut Vec<Finding>); 5] = [
        release::check,
        readiness::check,
        lifecycle::check,
        shape::check,
        taste::check,
    ];
    let found: Vec<Vec<Finding>> = groups
        .par_iter()
        .map(|group| {
            let mut found = Vec::new();
            group(&context, &mut found);
            found
        })
        .collect();
    findings.extend(found.into_iter().flatten());
}
