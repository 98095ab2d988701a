//! `product-untested`, `release-check-unbound`, `release-check-missing`, `release-check-failed`,
//! `release-check-outdated`, `optional-check-unmet`: nothing shows that a product passes the checks
//! that it is released by.
//!
//! Passes: a test that passed after the last release. Fails: one that failed, that passed before, that
//! no export tells of.

use super::release_candidate::Candidate;
use crate::catalog::{ReleaseCheck, WaitsFor, day, moment};
use crate::diagnostic::{Argument, Finding, Rule, Text, text};
use crate::insight::{Newer, ReleaseResult};
use crate::system::Evidence;

pub(super) fn check(candidate: &Candidate<'_>, findings: &mut Vec<Finding>) {
    let catalog = candidate.catalog;
    let product = candidate.product;
    if product.checks.is_empty() && candidate.is_of_ours() {
        findings.push(
            candidate
                .finding(
                    Rule::ProductUntested,
                    text!(
                        "product `{product}` has no release checks",
                        product = Argument::Asset(catalog.subject(product.asset))
                    ),
                )
                .help("add `releaseChecks`, each with the result that it waits for"),
        );
    }
    let releases = &candidate.context.insight.releases;
    let answers = releases.of_product(catalog, product.asset);
    for (check, answer) in product.checks.iter().zip(answers) {
        let Some((rule, message, help)) = unmet(check, answer.result) else {
            continue;
        };
        let is_tolerated = matches!(
            answer.result,
            ReleaseResult::Failed {
                tolerated: true,
                ..
            }
        );
        let rule = match check.required && !is_tolerated {
            true => rule,
            false => Rule::OptionalUnmet,
        };
        findings.push(
            candidate
                .finding(rule, message)
                .at(check.pos.0)
                .detail(&check.id)
                .help(help),
        );
    }
}

/// What is wrong with the result of a check, and how to mend it; nothing where it passed.
fn unmet(check: &ReleaseCheck, result: ReleaseResult) -> Option<(Rule, Text, &'static str)> {
    let id = check.id.as_str();
    let what = check.waits_for.as_ref().map(waited_for).unwrap_or_default();
    let found = match result {
        ReleaseResult::Passed { .. } | ReleaseResult::Unseen { .. } => return None,
        ReleaseResult::Unbound => (
            Rule::CheckUnbound,
            text!(
                "release check `{id}` doesn't say which result it waits for",
                id
            ),
            "add `waitsFor` with one of `dbtTest`, `quality`, `monitor` and `job`",
        ),
        ReleaseResult::Missing { named: false } => (
            Rule::CheckMissing,
            text!(
                "release check `{id}` waits for {what}, and no export has one of that name",
                id,
                what
            ),
            "correct the name, or add the export that tells its result",
        ),
        ReleaseResult::Missing { named: true } => (
            Rule::CheckMissing,
            text!(
                "release check `{id}` waits for {what}, which is there without a result",
                id,
                what
            ),
            "run it: it was skipped, is switched off, or is a rule of a contract that nothing tests",
        ),
        ReleaseResult::Failed { at, .. } => (
            Rule::CheckFailed,
            text!(
                "release check `{id}` isn't passed: {what} failed{at}",
                id,
                what,
                at = said(at)
            ),
            "mend what it found, and run it again",
        ),
        ReleaseResult::Outdated { at, than } => (
            Rule::CheckOutdated,
            text!(
                "release check `{id}` has to be passed anew: {what} passed{at}, {than}",
                id,
                what,
                at = said(at),
                than = newer(than)
            ),
            "run it again, and export its result",
        ),
    };
    Some(found)
}

/// A result in words.
fn waited_for(waits_for: &WaitsFor) -> Text {
    match waits_for {
        WaitsFor::DbtTest(name) => {
            text!("{test} `{name}`", test = Evidence::DbtTest.as_str(), name)
        }
        WaitsFor::Quality(name) => text!("quality rule `{name}`", name),
        WaitsFor::Monitor(name) => text!("monitor `{name}`", name),
        WaitsFor::Job(name) => text!("job `{name}`", name),
    }
}

/// A moment, where it is known.
fn said(at: Option<i64>) -> Text {
    at.map_or_else(Text::default, |at| text!(" at {at}", at = moment(at)))
}

/// What a result is older than.
fn newer(than: Newer) -> Text {
    match than {
        Newer::Unknown => "and it isn't known when".into(),
        Newer::AllowedAge => "and its export is older than allowed".into(),
        Newer::Release(at) => text!(
            "before the release of {day}",
            day = day(at).unwrap_or_default()
        ),
        Newer::SchemaChange(at) => text!("before the schema changed at {at}", at = moment(at)),
    }
}
