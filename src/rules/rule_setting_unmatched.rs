//! `rule-setting-unmatched`: a rule is set for DMEs that there aren't, so that the setting says nothing.
//!
//! Passes: a pattern that stands for a DME. Fails: one that stands for none.

use crate::catalog::Catalog;
use crate::config::Settings;
use crate::diagnostic::{Argument, Finding, Rule, Text, nearest, text};

/// Most DMEs that the help names.
const NAMES: usize = 5;

pub(super) fn check(catalog: &Catalog, settings: &Settings, findings: &mut Vec<Finding>) {
    let dmes = catalog.environments.iter();
    let dmes: Vec<&str> = dmes.map(|dme| catalog.name(dme.asset)).collect();
    for pattern in settings.rules.patterns() {
        if dmes.iter().any(|dme| pattern.is_match(dme)) {
            continue;
        }
        let written = pattern.written.as_str();
        let rule = &pattern.rule;
        findings.push(
            Finding::new(
                Rule::RuleSettingUnmatched,
                text!(
                    "rule `{rule}` is set for `{written}`, which is no DME",
                    rule,
                    written
                ),
            )
            .at(pattern.written.pos(settings.file))
            .help(help(written, &dmes)),
        );
    }
}

fn help(written: &str, dmes: &[&str]) -> Text {
    if let Some(near) = nearest(written, dmes.iter().copied()) {
        return text!("did you mean `{near}`?", near);
    }
    let names = dmes.iter().take(NAMES).map(|name| (*name).to_owned());
    let names = Argument::Names(names.collect());
    match (dmes.len(), dmes.len().saturating_sub(NAMES)) {
        (0, _) => "remove it: the mesh has no DME".into(),
        (_, 0) => text!("known DMEs: {names}", names),
        (_, more) => text!("known DMEs: {names} and {more} more", names, more),
    }
}
