//! `product-without-criticality`, `criticality-differs`: nobody says how much depends on a product, or
//! what depends on it says otherwise.
//!
//! Passes: a product of tier 3 that nothing reads. Fails: one of tier 1 that nothing reads.

use super::release_candidate::Candidate;
use crate::diagnostic::{Argument, Finding, Rule, text};

pub(super) fn check(candidate: &Candidate<'_>, findings: &mut Vec<Finding>) {
    let catalog = candidate.catalog;
    let product = candidate.product.asset;
    let subject = || Argument::Asset(catalog.subject(product));
    let Some(declared) = candidate.product.criticality else {
        if candidate.is_of_ours() {
            findings.push(
                candidate
                    .finding(
                        Rule::WithoutCriticality,
                        text!(
                            "product `{product}` has no criticality",
                            product = subject()
                        ),
                    )
                    .help("add `criticality`: tier_1, tier_2 or tier_3"),
            );
        }
        return;
    };
    // Those of products come first, in their order.
    let computed = candidate
        .context
        .insight
        .criticality
        .get(catalog.detail(product));
    let Some(computed) = computed.filter(|of| of.asset == product && of.differs()) else {
        return;
    };
    findings.push(
        candidate
            .finding(
                Rule::CriticalityDiffers,
                text!(
                    "product `{product}` is declared {declared}, and what depends on it makes it {computed}",
                    product = subject(),
                    declared = declared.as_str(),
                    computed = computed.computed.tier().as_str()
                ),
            )
            .help("declare what it is, or leave it where you know more: the page of criticality says what gives points"),
    );
}
