//! `framework-outdated`: a DME runs an older version of its framework than the newest, which the
//! settings name or another DME runs. Louder where the first number differs.
//!
//! Passes: the newest version; a version that isn't of three numbers. Fails: 4.1.0 beside 5.0.0.

use crate::catalog::{Framework, Status};
use crate::diagnostic::{Argument, Finding, Rule, Severity, text};
use crate::rules::context::Context;

pub(super) fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let catalog = context.catalog;
    for dme in &catalog.environments {
        let status = catalog.asset(dme.asset).status;
        let runs = !matches!(status, Status::Proposed | Status::Retired);
        let Some(framework) = dme.framework.as_ref().filter(|_| runs) else {
            continue;
        };
        let named = context.settings.config.frameworks.get(&framework.name);
        let newest = match named {
            Some(version) => Some(version.as_str()),
            None => Framework::newest(&catalog.environments, &framework.name),
        };
        let Some(newest) = newest.filter(|newest| framework.is_behind(newest)) else {
            continue;
        };
        let mut finding = Finding::new(
            Rule::FrameworkOutdated,
            text!(
                "DME `{dme}` runs {name} {version}; the newest is {newest}",
                dme = Argument::Asset(catalog.subject(dme.asset)),
                name = framework.name,
                version = framework.version,
                newest
            ),
        )
        .at(framework.pos.0)
        .about(catalog.subject(dme.asset))
        .help("move the DME to the newest version, and state it in `framework`");
        if framework.is_a_major_behind(newest) {
            finding.severity = Severity::Warning;
        }
        findings.push(finding);
    }
}
