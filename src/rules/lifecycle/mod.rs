//! Checks of deprecation, end of life, replacement, former names.

mod declared_at;
mod end_of_life;
mod former_names;
mod no_end;
mod replacement;
mod unusable_replacement;

use crate::diagnostic::Finding;
use crate::rules::context::Context;

/// Runs those of this group.
pub(super) fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    replacement::check(context.catalog, findings);
    end_of_life::check(context.catalog, findings);
    no_end::check(context.catalog, findings);
    unusable_replacement::check(context.catalog, findings);
    former_names::check(context.catalog, findings);
}
