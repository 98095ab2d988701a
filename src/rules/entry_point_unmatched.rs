//! `entry-point-unmatched`: an entry point of the settings matches no dataset. Its views are no
//! unified views then, and the portal is emptier than it should be.
//!
//! Passes: a pattern that matches a dataset of any table or view. Fails: one that matches none.

use std::collections::BTreeSet;
use std::path::Path;

use rustc_hash::FxHashSet;

use crate::catalog::Catalog;
use crate::config::Settings;
use crate::diagnostic::{Argument, Finding, Rule, nearest, text};

/// Most datasets that the help names.
const NAMES: usize = 5;

pub(super) fn check(catalog: &Catalog, settings: &Settings, findings: &mut Vec<Finding>) {
    let Some(entry_points) = &settings.entry_points else {
        return;
    };
    let patterns = &settings.config.entry_points.datasets;
    let mut matched = vec![false; patterns.len()];
    let mut datasets: BTreeSet<(&str, &str)> = BTreeSet::new();
    let mut seen = FxHashSet::default();
    for relation in &catalog.relations {
        let dataset = (relation.project, relation.dataset);
        if !seen.insert(dataset) {
            continue;
        }
        let (project, dataset) = (catalog.str(dataset.0), catalog.str(dataset.1));
        for index in entry_points.matches(Path::new(&format!("{project}.{dataset}"))) {
            if let Some(matched) = matched.get_mut(index) {
                *matched = true;
            }
        }
        if matched.iter().all(|m| *m) {
            return;
        }
        datasets.insert((project, dataset));
    }
    if datasets.is_empty() && !settings.config.exports.is_empty() {
        return; // another finding says that nothing was exported
    }
    let names: Vec<String> = datasets.iter().map(|(p, d)| format!("{p}.{d}")).collect();
    for (pattern, _) in patterns.iter().zip(matched).filter(|(_, matched)| !matched) {
        let text = pattern.as_str();
        let near = if text.contains('.') {
            nearest(text, names.iter().map(String::as_str))
        } else {
            nearest(text, datasets.iter().map(|(_, dataset)| *dataset))
        };
        let help = match near {
            Some(near) => text!("did you mean `{near}`?", near),
            None if names.is_empty() => {
                "export the dataset, for example into exports/bigquery/, or remove the entry point"
                    .into()
            }
            None => {
                let datasets = Argument::Names(names.iter().take(NAMES).cloned().collect());
                match names.len().saturating_sub(NAMES) {
                    0 => text!("known datasets: {datasets}", datasets),
                    more => text!("known datasets: {datasets} and {more} more", datasets, more),
                }
            }
        };
        findings.push(
            Finding::new(
                Rule::EntryPointUnmatched,
                text!("entry point `{pattern}` matches no dataset", pattern = text),
            )
            .at(pattern.pos(settings.file))
            .help(help),
        );
    }
}
