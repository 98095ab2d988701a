//! `dme-not-ready`: something that a DME needs to serve consumers is missing, or is written down and
//! isn't there all the same; a finding a part. Support is a help and no part.
//!
//! Passes: infrastructure that exports describe, a way to get access, an SDK with a version, incidents
//! with a runbook and somebody on call, courses with addresses, rules. Fails: an SDK by name alone.

use crate::catalog::Status;
use crate::diagnostic::{Argument, Finding, Rule, text};
use crate::insight::{Lack, Need};
use crate::rules::context::Context;

pub(super) fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let catalog = context.catalog;
    for (index, dme) in catalog.environments.iter().enumerate() {
        let asset = catalog.asset(dme.asset);
        // What is on its way in isn't ready yet, and what is on its way out needn't be.
        let serves = matches!(asset.status, Status::Draft | Status::Active);
        if !serves || !context.is_on(Rule::NotReady, Some(dme.asset)) {
            continue;
        }
        let lacks = context.insight.readiness.of_dme(index).iter();
        for (need, lack) in lacks.filter(|(need, _)| *need != Need::Support) {
            findings.push(
                Finding::new(
                    Rule::NotReady,
                    text!(
                        "DME `{dme}` isn't ready: {lack}",
                        dme = Argument::Asset(catalog.subject(dme.asset)),
                        lack = lack.to_string()
                    ),
                )
                .at(asset.pos)
                .about(catalog.subject(dme.asset))
                .detail(need.as_str())
                .help(help(*need, lack)),
            );
        }
    }
}

fn help(need: Need, lack: &Lack) -> &'static str {
    match (need, lack) {
        (Need::Infrastructure, Lack::Unlisted) => {
            "correct `servers`, or export the datasets that they name"
        }
        (Need::Infrastructure, _) => "add `servers` with project and dataset",
        (Need::Access, _) => "add `roles`, each with a `requestUrl` or its approvers",
        (Need::Sdks, _) => "add `sdks` with a `version` or `url`",
        (Need::Support, _) => "add `support` channels",
        (Need::IncidentManagement, _) => {
            "add `incidentManagement` with `tool`, `runbookUrl`, `onCall` and `severities`"
        }
        (Need::Training, Lack::NoCourseForConsumers) => {
            "add a course for them to `training`, or leave `audience` out where a course is for all"
        }
        (Need::Training, _) => "add `training` with the `url` of a course",
        (Need::Rules, _) => "add `rules`, each with a text",
    }
}
