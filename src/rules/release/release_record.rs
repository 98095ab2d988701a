//! `release-record`: what a product says of its releases doesn't fit together.
//!
//! Passes: the product's version is the first entry. Fails: it is none, or entries aren't sorted.

use super::release_candidate::Candidate;
use crate::catalog::{Product, start_of_day};
use crate::diagnostic::{Argument, Finding, Rule, Text, text};

pub(super) fn check(candidate: &Candidate<'_>, findings: &mut Vec<Finding>) {
    let product = candidate.product;
    let wrong = unlisted(candidate)
        .or_else(|| repeated(product))
        .or_else(|| unsorted(product));
    findings.extend(wrong.map(|wrong| {
        candidate
            .finding(Rule::ReleaseRecord, wrong)
            .help("write a release a version, the newest first, the one that comes next included")
    }));
}

fn unlisted(candidate: &Candidate<'_>) -> Option<Text> {
    let product = candidate.product;
    let version = product.version.as_ref()?;
    let is_listed = product
        .releases
        .iter()
        .any(|release| release.version == *version);
    let speaks = !product.releases.is_empty() && !is_listed;
    speaks.then(|| {
        text!(
            "version {version} of product `{product}` is none of its releases",
            version,
            product = Argument::Asset(candidate.catalog.subject(product.asset))
        )
    })
}

fn repeated(product: &Product) -> Option<Text> {
    let mut releases = product.releases.iter().enumerate();
    releases.find_map(|(at, release)| {
        let before = product.releases.get(..at)?;
        let is_repeated = before.iter().any(|other| other.version == release.version);
        is_repeated.then(|| {
            text!(
                "release {version} is listed twice",
                version = release.version
            )
        })
    })
}

fn unsorted(product: &Product) -> Option<Text> {
    let mut pairs = product.releases.windows(2);
    pairs.find_map(|pair| {
        let [first, second] = pair else { return None };
        let day = |date: &Option<String>| date.as_deref().and_then(start_of_day);
        let is_older = day(&first.date)? < day(&second.date)?;
        is_older.then(|| {
            text!(
                "release {newer} is listed after {older}, which is older",
                newer = second.version,
                older = first.version
            )
        })
    })
}
