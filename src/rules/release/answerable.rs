//! `product-without-owner`, `product-without-on-call`: nobody answers for a product, or nobody is
//! called when something of it breaks.
//!
//! Passes: a DME whose team and whose on-call serve for its products. Fails: neither says any.

use super::release_candidate::Candidate;
use crate::diagnostic::{Argument, Finding, Rule, text};

pub(super) fn check(candidate: &Candidate<'_>, findings: &mut Vec<Finding>) {
    let product = candidate.product;
    // What names a DME that isn't there is told so already.
    if product.environment.is_none() && candidate.is_of_ours() {
        return;
    }
    let subject = || Argument::Asset(candidate.catalog.subject(product.asset));
    if candidate.team().is_none() {
        findings.push(
            candidate
                .finding(
                    Rule::WithoutOwner,
                    text!(
                        "neither product `{product}` nor its DME has a team",
                        product = subject()
                    ),
                )
                .help("add `team: {name: …}`, with the id of a team, to one of them"),
        );
    }
    if !is_on_call(candidate) {
        findings.push(
            candidate
                .finding(
                    Rule::WithoutOnCall,
                    text!(
                        "nobody is called when something of product `{product}` breaks: neither it nor its team nor its DME says who is on call",
                        product = subject()
                    ),
                )
                .help("add `onCall` to the product or its team, or `incidentManagement: {onCall: …}` to its DME"),
        );
    }
}

fn is_on_call(candidate: &Candidate<'_>) -> bool {
    let catalog = candidate.catalog;
    let of_team = candidate.teams().any(|team| {
        let team = catalog.teams.get(catalog.detail(team));
        team.is_some_and(|team| team.on_call.is_some())
    });
    let incidents = candidate.environment().and_then(|e| e.incidents.as_ref());
    let of_dme = incidents.is_some_and(|incidents| incidents.on_call.is_some());
    candidate.product.on_call.is_some() || of_team || of_dme
}
