//! Checks of what a product needs before it is released. What is on its way in, or out, isn't judged.

mod answerable;
mod check_outcome;
mod course_completion;
mod declared_criticality;
mod described_product;
mod open_incident;
mod port_contract;
mod promised_level;
mod published_view;
mod release_candidate;
mod release_record;

use self::release_candidate::Candidate;
use crate::diagnostic::Finding;
use crate::rules::context::Context;

/// Runs those of this group, and two of the group `shape` that read the same of products.
pub(super) fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for product in &context.catalog.products {
        let Some(candidate) = Candidate::of(context, product) else {
            continue;
        };
        answerable::check(&candidate, findings);
        described_product::check(&candidate, findings);
        port_contract::check(&candidate, findings);
        promised_level::check(&candidate, findings);
        published_view::check(&candidate, findings);
        declared_criticality::check(&candidate, findings);
        check_outcome::check(&candidate, findings);
        open_incident::check(&candidate, findings);
        course_completion::check(&candidate, findings);
        release_record::check(&candidate, findings);
    }
}
